package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.analyze.CompletionProbe;
import zero4j.analyze.Contamination;
import zero4j.analyze.Overlap;
import zero4j.cli.TinyNanoModel;
import zero4j.recipe.Recipes;
import zero4j.rollout.RolloutBackend;

class ContaminationSessionTest {
    private static final Path DATA = Path.of("../shared/data");
    private static final String QUESTION =
            "Tom has twelve red and seven blue marbles and gives five of them to Ann. How many are left?";

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();
    private final List<Long> sampled = new ArrayList<>();
    private final EvalListener listener = new EvalListener() {
        @Override
        public void warning(String text) {
            warnings.add(text);
        }

        @Override
        public RolloutBackend.Progress sampling(long completions) {
            sampled.add(completions);
            return RolloutBackend.Progress.NONE;
        }
    };

    private String file(String name, String... questions) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (String question : questions) {
            rows.append("{\"problem\": \"").append(question).append("\", \"answer\": \"14\"}\n");
        }
        return Files.writeString(folder.resolve(name), rows).toString();
    }

    private static Overlap.OfBenchmark only(Contamination found) {
        return found.overlaps().getFirst().benchmarks().getFirst();
    }

    @Test
    void run_gsm8kOfTheAuthors_holdsItsTestSet() {
        needData();
        Overlap.OfBenchmark found = only(
                ContaminationSession.of(List.of(DATA + "/train/gsm8k.jsonl"), List.of(DATA + "/eval/gsm8k_test.jsonl"))
                        .run());

        assertThat(found.exact()).isEqualTo(found.questions()).isEqualTo(1319);
        assertThat(found.found().getFirst().training()).isEqualTo("gsm8k:7473");
    }

    @Test
    void run_mathLevels3To5_sharesVariantsWithMath500AndNoQuestion() {
        needData();
        Overlap.OfBenchmark found = only(ContaminationSession.of(
                        List.of(DATA + "/train/math_lvl3to5.jsonl"), List.of(DATA + "/eval/math500.jsonl"))
                .run());

        assertThat(found.exact()).isZero();
        assertThat(found.sharing(1)).isEqualTo(1); // two signs differ
        assertThat(found.sharing(0.5)).isEqualTo(20);
        assertThat(found.any()).isEqualTo(68);
        assertThat(found.tooShort()).isEqualTo(51);
    }

    private static void needData() {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is absent: no real questions to compare");
    }

    @Test
    void run_nano_sharesNothingWithItsBenchmarks() {
        Contamination found =
                ContaminationSession.of(List.of("nano"), List.of("nano")).run();

        assertThat(found.overlaps()).singleElement().satisfies(overlap -> {
            assertThat(overlap.texts()).isEqualTo(10_000);
            assertThat(overlap.benchmarks()).hasSize(5).allMatch(benchmark -> benchmark.any() == 0);
        });
    }

    @Test
    void run_folderOfSets_comparesEach() throws IOException {
        Path train = Files.createDirectory(folder.resolve("train"));
        file("train/with.jsonl", "Nothing", QUESTION);
        file("train/without.jsonl", "Nothing");

        Contamination found = ContaminationSession.of(List.of(train.toString()), List.of(file("bench.jsonl", QUESTION)))
                .run();

        assertThat(found.overlaps()).extracting(Overlap::training).containsExactly("with", "without");
        assertThat(found.overlaps())
                .extracting(overlap -> overlap.benchmarks().getFirst().exact())
                .containsExactly(1, 0);
    }

    @Test
    void run_runInThePlaceOfATrainingSet_isItsQuestions() throws IOException {
        String train = file("train.jsonl", QUESTION);
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(
                run.resolve("recipe.yaml"), Recipes.render(Recipes.train("data.train=" + train, "eval.suite=none")));

        assertThat(only(ContaminationSession.of(List.of(run.toString()), List.of(file("bench.jsonl", QUESTION)))
                                .run())
                        .exact())
                .isEqualTo(1);
    }

    @Test
    void run_rowsThatCannotBeUsed_areTold() throws IOException {
        Path train = Files.writeString(folder.resolve("train.jsonl"), "{\"problem\": \"What?\"}\n{}\n");

        ContaminationSession.of(List.of(train.toString()), List.of(file("bench.jsonl", QUESTION)))
                .listener(listener)
                .run();

        assertThat(warnings).singleElement().asString().contains("train: 1 row is left out", "line 2");
    }

    @Test
    void run_model_isGivenTheBeginningOfEachQuestionThatIsLongEnough() throws IOException {
        Path model = folder.resolve("model");
        TinyNanoModel.make(model);

        Contamination found = ContaminationSession.of(List.of(), List.of("nano"))
                .models(List.of(model.toString()))
                .questions(5)
                .maxNewTokens(8)
                .run();

        assertThat(found.overlaps()).isEmpty();
        assertThat(found.models()).singleElement().satisfies(of -> {
            assertThat(of.model()).isEqualTo("model");
            assertThat(of.benchmarks())
                    .hasSize(5)
                    .allSatisfy(benchmark -> assertThat(benchmark.probes().size() + benchmark.leftOut())
                            .isEqualTo(5));
            CompletionProbe.Probe first = of.benchmarks().get(1).probes().getFirst();
            assertThat(first.question()).startsWith("nano-linear:");
            assertThat(first.given() + first.rest()).contains("*x");
        });
    }

    private ContaminationSession kept(Path model) {
        return ContaminationSession.of(List.of(), List.of("nano"))
                .models(List.of("mine=" + model, "again=" + model))
                .questions(5)
                .maxNewTokens(8)
                .folder(folder.resolve("kept"))
                .listener(listener);
    }

    @Test
    void run_modelWithAFolder_isAskedOnceAndByItsName() throws IOException {
        Path model = folder.resolve("model");
        TinyNanoModel.make(model);

        Contamination first = kept(model).run();
        assertThat(first.models()).extracting(Contamination.OfModel::model).containsExactly("mine", "again");
        long asked = sampled.getFirst();
        assertThat(sampled).containsExactly(asked, asked);
        Path mine = folder.resolve("kept/probes/mine");
        assertThat(mine.resolve("completions.jsonl")).content().hasLineCount((int) asked);

        assertThat(kept(model).run()).isEqualTo(first);
        assertThat(sampled).as("nothing is sampled again").hasSize(2);
        assertThat(warnings).isEmpty();

        List<String> lines = Files.readAllLines(mine.resolve("completions.jsonl"));
        Files.write(mine.resolve("unfinished.jsonl"), lines.subList(0, 7));
        Files.move(mine.resolve("evaluation.json"), mine.resolve("unfinished.json"));
        Files.delete(mine.resolve("completions.jsonl"));
        assertThat(kept(model).run()).as("after an interruption").isEqualTo(first);
        assertThat(sampled).hasSize(3).last().isEqualTo(asked - 7);

        kept(model).questions(4).run();
        assertThat(sampled).hasSize(5);
        assertThat(warnings)
                .hasSize(2)
                .first()
                .asString()
                .contains("model mine is given the beginnings of questions again")
                .contains("questions was 5 and is 4");
    }

    @Test
    void run_nothingToDoOrNothingThere_saysWhatToName() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() ->
                        ContaminationSession.of(List.of(), List.of("nano")).run())
                .withMessageContaining("name a training set to look for the benchmarks in, or a model");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> ContaminationSession.of(List.of(folder + "/gone.jsonl"), List.of("nano"))
                        .run())
                .withMessageContaining("gone.jsonl does not exist");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> ContaminationSession.of(List.of("nano"), List.of(folder + "/gone"))
                        .run())
                .withMessageContaining("there is no");
    }
}
