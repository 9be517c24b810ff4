package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.cli.TinyNanoModel;
import zero4j.reproduce.ReproduceListener.PlannedStage;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/** Stages that are run, kept and gone on with, of a model too small to learn anything. */
class ReproductionTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> heard = new ArrayList<>();

    /** Of the stage that goes on. */
    private volatile double share;

    @BeforeAll
    static void pretrain() {
        TinyNanoModel.make(shared.resolve("model"));
    }

    @Test
    void run_twice_keepsWhatIsDone() {
        Outcome first = reproduction(yaml("")).run().orElseThrow().outcome();
        assertThat(heard)
                .containsExactly(
                        "planned 5, kept 0",
                        "begins training one, seed 1 1/5",
                        "ends training one, seed 1",
                        "begins training one, seed 2 2/5",
                        "ends training one, seed 2",
                        "begins training two, seed 1 3/5",
                        "ends training two, seed 1",
                        "begins training two, seed 2 4/5",
                        "ends training two, seed 2",
                        "begins evaluation one, model in none 5/5",
                        "ends evaluation one, model in none");
        heard.clear();

        Outcome again = reproduction(yaml("")).run().orElseThrow().outcome();

        assertThat(heard)
                .hasSize(6)
                .startsWith("planned 5, kept 5")
                .allMatch(line -> line.startsWith("planned") || line.startsWith("kept "));
        assertThat(launches()).containsOnly(1);
        assertThat(again).isEqualTo(first);
        assertThat(again.seconds()).isPositive();
        assertThat(Outcome.read(folder.resolve("a"))).isEqualTo(first);
    }

    @Test
    void run_otherExperimentWithTheSameTraining_usesIt() {
        reproduction(yaml("")).run();
        heard.clear();

        Experiment other = Experiments.parse(
                "b", "b.yaml", yaml("").replace("one: {", "uno: {").replace("[one", "[uno"));
        Reproduction.of(other, folder).listener(listener()).run();

        assertThat(heard).startsWith("planned 5, kept 5", "kept training uno, seed 1");
        assertThat(RunFolder.list(folder.resolve("runs"))).hasSize(4);
    }

    @Test
    void run_oneSeedMore_trainsOnlyThat() {
        reproduction(yaml("")).run();
        heard.clear();

        reproduction(yaml("")).seeds(3).run();

        assertThat(heard.stream().filter(line -> line.startsWith("begins")))
                .containsExactly("begins training one, seed 3 3/7", "begins training two, seed 3 6/7");
    }

    @Test
    void run_stageThatFails_leavesWhatNeedsItAndRunsTheRest() {
        String yaml = yaml("").replace("two: {", "bad: {reward: 'command:false'}\n  two: {")
                .replace("[one", "[bad");

        assertThatThrownBy(() -> reproduction(yaml).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "3 stages of a failed, so nothing is judged: training bad, seed 1; training bad, seed 2;"
                                + " evaluation bad, ");
        assertThat(heard)
                .contains("ends training two, seed 2")
                .anyMatch(line -> line.startsWith("failed training bad, seed 1: ") && line.contains("false"))
                .contains("failed evaluation bad, model in none: it needs the training bad, seed 1, which failed");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void run_askedToStop_goesOnWithTheSameResult() {
        reproduction(yaml("")).run();
        List<Double> whole = lengths();
        for (Path file : List.of(folder.resolve("runs"), folder.resolve("evals"))) {
            AtomicFile.deleteFolder(file);
        }
        share = 0;

        Optional<OutcomePage> stopped =
                reproduction(yaml("")).stopWhen(() -> share > 0 && share < 1).run();
        assertThat(stopped).isEmpty();
        assertThat(RunFolder.list(folder.resolve("runs"))).hasSizeBetween(1, 3);
        heard.clear();
        assertThat(reproduction(yaml("")).run()).isPresent();
        assertThat(heard).anyMatch(line -> line.matches("begins training .* from step [12] of 3"));

        assertThat(lengths()).isEqualTo(whole);
        assertThat(launches().stream().filter(launches -> launches > 1).count())
                .as("trainings that went on")
                .isLessThan(2);
    }

    @Test
    void run_folderOfAnotherProcess_isRefused() throws IOException {
        Files.createDirectories(folder);
        try (FolderLock _ = FolderLock.take(folder.resolve("reproduce.lock")).orElseThrow()) {
            assertThatThrownBy(() -> reproduction(yaml("")).run())
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("another process reproduces experiments in " + folder);
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void run_folderThatWasMoved_readsWhatIsKept() throws IOException {
        Path before = folder.resolve("before");
        String yaml = yaml("templates: {asked: 'Q: {question} A: '}\npasses:\n"
                        + "  - {models: [model], templates: [asked], suite: [nano], temperatures: [1.0], samples: 1, settings: {questions: 1}}\n"
                        + "pictures: [{title: A, says: B, bars: [answering]}]\n")
                .replace("templates: [none]", "templates: [none, asked]");
        Reproduction.of(Experiments.parse("a", "a.yaml", yaml), before).run();
        Path after = folder.resolve("after");
        Files.move(before, after);

        Optional<OutcomePage> outcome = Reproduction.of(Experiments.parse("a", "a.yaml", yaml), after)
                .listener(listener())
                .run();

        assertThat(outcome.orElseThrow()
                        .outcome()
                        .measurements()
                        .find(shared.resolve("model") + ", asked", "answering"))
                .isPresent();
        assertThat(heard).noneMatch(line -> line.startsWith("begins"));
        assertThat(before).doesNotExist();
    }

    @Test
    void run_quickVariant_hasAFolderOfItsOwn() {
        Reproduction quick = reproduction(yaml("quick: {seeds: 1, arms: [one], train: {train.steps: 1}}"))
                .quick();
        Outcome outcome = quick.run().orElseThrow().outcome();

        assertThat(quick.output()).isEqualTo(folder.resolve("a-quick"));
        assertThat(Outcome.read(folder.resolve("a-quick"))).isEqualTo(outcome);
        assertThat(outcome.quick()).isTrue();
        assertThat(quick.outcome().map(OutcomePage::outcome)).contains(outcome);
        assertThat(reproduction(yaml("")).outcome()).isEmpty();
        assertThat(heard).contains("planned 2, kept 0");
    }

    @Test
    void output_otherSeeds_isAnotherFolder() {
        String yaml = yaml("quick: {seeds: 1}");

        assertThat(reproduction(yaml).seeds(1).output()).isEqualTo(folder.resolve("a-1-seed"));
        assertThat(reproduction(yaml).seeds(3).output()).isEqualTo(folder.resolve("a-3-seeds"));
        assertThat(reproduction(yaml).seeds(2).output()).isEqualTo(folder.resolve("a"));
        assertThat(reproduction(yaml).quick().seeds(1).output()).isEqualTo(folder.resolve("a-quick"));
        assertThat(reproduction(yaml).quick().seeds(2).output()).isEqualTo(folder.resolve("a-quick-2-seeds"));
    }

    @Test
    void run_whatAnotherVersionMade_isMadeAgain() throws IOException {
        reproduction(yaml("")).run();
        Path one = RunFolder.list(folder.resolve("runs")).getFirst().path();
        Path note = one.resolveSibling(one.getFileName() + ".json");
        String current = Files.readString(note);
        assertThat(current).contains("\"program\"");
        heard.clear();

        String version = "\"version\" : " + StageFolder.VERSION;
        String old = current.replaceAll(",\\s*" + version, "");
        assertThat(old).isNotEqualTo(current);
        Files.writeString(note, old);
        Files.createFile(one.resolve("of-then"));
        reproduction(yaml("")).run();

        assertThat(heard.stream().filter(line -> line.startsWith("begins"))).hasSize(1);
        assertThat(one.resolve("of-then")).doesNotExist();
        assertThat(note).content().contains(version, "\"whole\" : true");
        assertThat(launches()).containsOnly(1);
    }

    @Test
    void run_withoutTheModelsOfATable_readsItsScores() throws IOException {
        String yaml = yaml("models: {read: {init: nano, text: [{kind: chain, documents: 20}],"
                        + " settings: {threads: 1, train.tokens: 256, train.batch_tokens: 256, train.sequence_length: 128}}}\n"
                        + "pictures: [{title: A, says: B, bars: [greedy]}]\n")
                .replaceAll("(?s)arms:.*?tables:", "tables:")
                .replaceFirst("models: \\[one, [^]]*]", "models: [read]");
        Outcome first = reproduction(yaml).run().orElseThrow().outcome();
        AtomicFile.deleteFolder(folder.resolve("models"));
        heard.clear();

        Outcome again = reproduction(yaml).run().orElseThrow().outcome();

        assertThat(heard).containsExactly("planned 1, kept 1", "kept evaluation read in none");
        assertThat(again.measurements()).isEqualTo(first.measurements());
        assertThat(first.measurements().values()).isNotEmpty();

        Path said = only(folder.resolve("evals")).resolve("completions.jsonl");
        Files.writeString(said, "{");
        assertThatThrownBy(() -> reproduction(yaml).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(said + " lacks completions of nano-")
                .hasMessageContaining("Remove it to have all sampled again");
    }

    @Test
    void run_halfDoneInAFolderThatWasMoved_saysWhatToRemove() throws IOException {
        Path before = folder.resolve("before");
        Experiment experiment = Experiments.parse(
                "a",
                "a.yaml",
                yaml("questions: {q: [{kind: chain, questions: 5}]}\n")
                        .replace("threads: 1", "threads: 1\n  data.train: q"));
        int[] asked = {0};
        Reproduction.of(experiment, before).stopWhen(() -> ++asked[0] > 3).run();
        Path after = folder.resolve("after");
        Files.move(before, after);
        Path half = RunFolder.list(after.resolve("runs")).getFirst().path();

        assertThatThrownBy(() ->
                        Reproduction.of(experiment, after).listener(listener()).run())
                .isInstanceOf(UserError.class);
        assertThat(heard)
                .anyMatch(line -> line.startsWith("failed training one, seed 1: it was begun as " + before)
                        && line.contains("or remove " + half + " to have it begun anew"));
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private List<Integer> launches() {
        return RunFolder.list(folder.resolve("runs")).stream()
                .map(run -> {
                    try (RunReader reader = RunReader.open(run.database())) {
                        return reader.launches().size();
                    }
                })
                .toList();
    }

    private List<Double> lengths() {
        return RunFolder.list(folder.resolve("runs")).stream()
                .flatMap(run -> {
                    try (RunReader reader = RunReader.open(run.database())) {
                        return reader.stepsAfter(0).stream()
                                .map(step -> step.metrics().get("length"));
                    }
                })
                .toList();
    }

    private Reproduction reproduction(String yaml) {
        return Reproduction.of(Experiments.parse("a", "a.yaml", yaml), folder).listener(listener());
    }

    private static String yaml(String more) {
        return """
                title: A
                seeds: 2
                train:
                  model: %1$s
                  threads: 1
                  train.steps: 3
                  rollout.prompts: 2
                  rollout.group_size: 2
                  rollout.max_new_tokens: 4
                  eval.suite: none
                  eval.max_new_tokens: 4
                arms:
                  one: {algorithm: grpo}
                  two: {algorithm: dr-grpo}
                tables:
                  - {models: [one, model], templates: [none], suite: [nano], samples: 0, settings: {questions: 1}}
                """.formatted(shared.resolve("model")).replace(", model]", ", " + shared.resolve("model") + "]")
                + more.replace("[model]", "[" + shared.resolve("model") + "]");
    }

    private ReproduceListener listener() {
        return new ReproduceListener() {
            @Override
            public void planned(List<PlannedStage> stages) {
                heard.add("planned " + stages.size() + ", kept "
                        + stages.stream().filter(PlannedStage::kept).count());
            }

            @Override
            public void begins(PlannedStage stage, int number, int all, String from) {
                heard.add("begins " + told(stage) + " " + number + "/" + all + (from.isEmpty() ? "" : " from " + from));
            }

            @Override
            public void progress(double done, double secondsLeft) {
                share = done;
            }

            @Override
            public void ends(PlannedStage stage, int number, int all) {
                heard.add((stage.kept() ? "kept " : "ends ") + told(stage));
            }

            @Override
            public void failed(PlannedStage stage, UserError why) {
                heard.add("failed " + told(stage) + ": " + why.getMessage());
            }
        };
    }

    private static String told(PlannedStage stage) {
        return stage.inWords().replace(shared.resolve("model").toString(), "model");
    }
}
