package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.algorithm.Presets;
import zero4j.analyze.AskedQuestion;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleSet;
import zero4j.analyze.SampledQuestion;
import zero4j.eval.CellScores;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.recipe.Recipes;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Traced;
import zero4j.reproduce.Measurements.Unit;
import zero4j.reproduce.Plan.Results;
import zero4j.reproduce.Plan.TrainedArm;
import zero4j.run.CompletionRecord;
import zero4j.session.TrainSession;

/** What is measured of a real training, against its database read by plain SQL; and of rows that are made up. */
class MeasurementsTest {
    private static final String TRAINED = """
            title: T
            train: {eval.samples: 2, eval.every: 0, rollout.prompts: 4}
            arms: {grpo: {algorithm: grpo}, dr-grpo: {algorithm: dr-grpo}, never: {algorithm: rloo}}
            claims:
              - {says: A., quantity: length@change, subject: grpo, than: dr-grpo, expect: more}
              - {says: B., quantity: avg@after, subject: grpo, than: dr-grpo, expect: more}
              - {says: C., quantity: wrong_length@after, subject: grpo, than: dr-grpo, expect: more}
              - {says: D., quantity: drift_wrong, subject: grpo, than: dr-grpo, expect: more}
              - {says: E., quantity: rechecks_wrong@first, subject: never, than: dr-grpo, expect: more}
            pictures:
              - {title: P, curve: [length, rechecks_wrong]}
            """;

    @TempDir
    static Path folder = Path.of("");

    private static final List<TrainedArm> RUNS = new ArrayList<>();

    @BeforeAll
    static void train() {
        for (int seed = 1; seed <= 2; seed++) {
            for (String arm : List.of("grpo", "dr-grpo")) {
                RUNS.add(new TrainedArm(
                        arm,
                        seed,
                        TrainSession.of(Recipes.train(
                                        "model=models/nano",
                                        "name=" + arm + seed,
                                        "seed=" + seed,
                                        "algorithm=" + arm,
                                        "runs=" + folder,
                                        "report=false",
                                        "train={steps: 3, learning_rate: 0.001, warmup_steps: 0}",
                                        "rollout={prompts: 4, group_size: 4, max_new_tokens: 40}",
                                        "eval={questions: 2, samples: 2, every: 0, max_new_tokens: 40}",
                                        "metrics.tensorboard=false"))
                                .run()
                                .run()));
            }
        }
    }

    private static Experiment trained() {
        return Experiments.parse("t", "t.yaml", TRAINED);
    }

    private static Measurements measured() {
        return Measurements.of(trained(), new Results(RUNS, List.of(), List.of()));
    }

    private static double sql(int run, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + RUNS.get(run).run().database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getDouble(1) : Double.NaN;
        }
    }

    private static void assertValues(String arm, String quantity, double first, double second) {
        Measured found = measured().find(arm, quantity).orElseThrow();
        assertThat(found.unit()).isEqualTo(Unit.SEED);
        assertThat(found.values()).hasSize(2);
        assertThat(found.values().getFirst()).isCloseTo(first, within(1e-9));
        assertThat(found.values().getLast()).isCloseTo(second, within(1e-9));
        assertThat(first).as("seeds differ").isNotEqualTo(second);
    }

    @Test
    void of_aTraining_readsWhatItsDatabaseHas() throws SQLException {
        String change = "SELECT (SELECT value FROM metrics WHERE name = 'length' AND step = 3)"
                + " - (SELECT value FROM metrics WHERE name = 'length' AND step = 1)";
        assertValues("grpo", "length@change", sql(0, change), sql(2, change));
        String avg = "SELECT avg(avg_at_k) FROM evaluations WHERE step = 3";
        assertValues("dr-grpo", "avg@after", sql(1, avg), sql(3, avg));
        String length = "SELECT avg(tokens) FROM completions WHERE kind = 'evaluation' AND step = 3 AND temperature > 0"
                + " AND outcome <> 'correct'";
        assertValues("dr-grpo", "wrong_length@after", sql(1, length), sql(3, length));
        String wait = "(length(text) - length(replace(text, 'Wait, let me recheck: ', ''))) / 22";
        String again = "(length(text) - length(replace(text, 'Check again: ', ''))) / 13";
        String rechecks = "SELECT avg(" + wait + " + " + again
                + ") FROM completions WHERE kind = 'training' AND step = 1 AND outcome <> 'correct'";
        assertValues("dr-grpo", "rechecks_wrong@first", sql(1, rechecks), sql(3, rechecks));
    }

    @Test
    void of_aTraining_hasTheCurvesOfItsArmsAndNothingElse() throws SQLException {
        Measurements measured = measured();

        assertThat(measured.values()).extracting(Measured::subject).containsOnly("grpo", "dr-grpo");
        assertThat(measured.values()).hasSize(9);
        assertThat(measured.curves()).hasSize(8);
        Traced length = measured.curves().getFirst();
        assertThat(List.of(length.subject(), length.seed(), length.quantity(), length.steps()))
                .containsExactly("grpo", 1, "length", List.of(1, 2, 3));
        assertThat(length.values().getLast())
                .isEqualTo(sql(0, "SELECT value FROM metrics WHERE name = 'length' AND step = 3"));
    }

    @Test
    void of_aTraining_computesTheDriftOfEachArmFromAllThatArmsSampledOnce() {
        Measurements measured = measured();
        List<Double> grpo = measured.find("grpo", "drift_wrong").orElseThrow().values();

        List<List<ExpectedDrift.Group>> together = new ArrayList<>();
        try (RunMeasures one = new RunMeasures(RUNS.get(0).run());
                RunMeasures other = new RunMeasures(RUNS.get(1).run())) {
            together.addAll(one.firstGroups(1)); // before it has learnt anything, the other arm says the same
            together.addAll(one.firstGroups(10).subList(1, 3));
            together.addAll(other.firstGroups(10).subList(1, 3));
        }
        assertThat(grpo.getFirst())
                .isEqualTo(ExpectedDrift.of(
                                together,
                                Presets.of(Recipes.train("algorithm=grpo").algorithm(), 40))
                        .wrong());
        assertThat(measured.find("dr-grpo", "drift_wrong").orElseThrow().values())
                .isNotEqualTo(grpo)
                .doesNotContain(Double.NaN);
    }

    @Test
    void of_armsOfDifferentSeeds_leavesGapsAndPairsTheRest() {
        Results lacking = new Results(RUNS.subList(0, 3), List.of(), List.of());

        Measurements measured = Measurements.of(trained(), lacking);

        assertThat(measured.find("dr-grpo", "length@change")
                        .orElseThrow()
                        .values()
                        .getLast())
                .isNaN();
        assertThat(measured.find("grpo", "length@change").orElseThrow().values())
                .doesNotContain(Double.NaN);
    }

    private static CompletionRecord answer(
            String question, int sample, double temperature, String text, boolean right) {
        return MadeCompletion.of(0, Optional.of("b"), question, sample, temperature, text, 9, right, "eos");
    }

    private static CompletionRecord neverAsked(String question) {
        return MadeCompletion.of(0, Optional.of("b"), question, 0, 1, "", 0, false, "length");
    }

    @Test
    void of_aTable_hasOneValueForEachQuestion() {
        Experiment experiment = Experiments.parse("t", "t.yaml", """
                title: T
                templates: {own: "{question}"}
                tables: [{models: [a], templates: [none, own], suite: [x, y], samples: 4}]
                claims:
                  - {says: A., quantity: greedy, subject: "a, own", than: "a, none", expect: more}
                  - {says: B., quantity: avg, subject: "a, own", than: "a, none", expect: more}
                """);
        CellScores.Counter first = new CellScores.Counter("x", 4);
        first.greedy("1", Optional.empty(), answer("1", 0, 0, "", true));
        first.greedy("2", Optional.empty(), answer("2", 0, 0, "", false));
        first.sampled("1", Optional.empty(), samples("1", 3));
        first.sampled("2", Optional.empty(), samples("2", 0));
        CellScores.Counter second = new CellScores.Counter("y", 4);
        second.greedy("3", Optional.empty(), answer("3", 0, 0, "", true));
        second.sampled("3", Optional.empty(), samples("3", 1));
        ScoreRow own = new ScoreRow("a", "own.txt", List.of(first.scores(), second.scores()));
        ScoreRow none = new ScoreRow("a", "none", List.of(second.scores(), second.scores()));
        ScoreMatrix table = new ScoreMatrix(List.of(none, own));

        Measurements measured = Measurements.of(experiment, new Results(List.of(), List.of(table), List.of()));

        assertThat(measured.find("a, own", "greedy"))
                .contains(new Measured("a, own", "greedy", Unit.QUESTION, List.of(1.0, 0.0, 1.0)));
        assertThat(measured.find("a, own", "avg").orElseThrow().values()).containsExactly(0.75, 0.0, 0.25);
        assertThat(measured.find("a, none", "avg").orElseThrow().values()).containsExactly(0.25, 0.25);
    }

    private static List<CompletionRecord> samples(String question, int right) {
        List<CompletionRecord> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(answer(question, i, 1, "", i < right));
        }
        return all;
    }

    /** Two questions at two temperatures: at the higher one, half of the samples of the first are right. */
    private record MadePass() implements SampleSet {
        @Override
        public List<SampleCell> cells() {
            return List.of(new SampleCell("a", "none", 1, 2), new SampleCell("a", "none", 0.5, 2));
        }

        @Override
        public void read(SampleCell cell, Consumer<SampledQuestion> each) {
            boolean hot = cell.temperature() == 1;
            each.accept(new SampledQuestion(
                    new AskedQuestion("b", "1", "What is 1+1?", Map.of()),
                    List.of(
                            answer("1", 0, cell.temperature(), "1+1=2. The answer is \\boxed{2}.", true),
                            answer("1", 1, cell.temperature(), hot ? "Wait, let me recheck: no" : "Bob has", !hot))));
            each.accept(new SampledQuestion(
                    new AskedQuestion("b", "2", "What is 2+2?", Map.of()), List.of(neverAsked("2"), neverAsked("2"))));
        }
    }

    @Test
    void of_aPass_hasOneValueForEachQuestion() throws IOException {
        Wanted wanted = Wanted.of(Experiments.parse("t", "t.yaml", """
                title: T
                passes: [{models: [a], templates: [none], suite: [x], temperatures: [0.5, 1.0], samples: 2}]
                pictures: [{title: P, bars: [pass@1, pass@1@0.5, pass@2, reflection, reflection_gain, answering]}]
                """));

        List<Measured> measured = RowMeasures.read(wanted, List.of(), List.of(new MadePass()));

        Measurements found = new Measurements(measured, List.of());
        assertThat(measured).hasSize(6).extracting(Measured::subject).containsOnly("a, none");
        assertThat(found.find("a, none", "pass@1").orElseThrow().values()).containsExactly(0.5, 0.0);
        assertThat(found.find("a, none", "pass@1@0.5").orElseThrow().values()).containsExactly(1.0, 0.0);
        assertThat(found.find("a, none", "pass@2").orElseThrow().values()).containsExactly(1.0, 0.0);
        assertThat(found.find("a, none", "reflection").orElseThrow().values()).containsExactly(0.25, Double.NaN);
        assertThat(found.find("a, none", "reflection_gain").orElseThrow().values())
                .containsExactly(-1.0, Double.NaN);
        assertThat(found.find("a, none", "answering").orElseThrow().values().getFirst())
                .isBetween(0.5, 0.75);
        assertThat(found.find("a, none", "answering").orElseThrow().values().getLast())
                .isNaN();
    }
}
