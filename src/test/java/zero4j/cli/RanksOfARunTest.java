package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.bench.BenchModel;
import zero4j.dist.MeetingPlace;
import zero4j.dist.RankProcess;
import zero4j.dist.Rendezvous;
import zero4j.recipe.Recipes;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.session.TrainResult;
import zero4j.session.TrainSession;
import zero4j.train.TrainListener;

/** A training by several processes learns what one learns, also where their number changes; the processes are threads here, but for one. */
class RanksOfARunTest {
    private static final int STEPS = 6;

    @TempDir
    private static Path folder = Path.of("");

    private static RunFolder whole = new RunFolder(Path.of(""));

    @BeforeAll
    static void trainAlone() {
        TinyNanoModel.make(folder.resolve("model"));
        whole = new RunFolder(folder.resolve("whole"));
        train(whole, 1, STEPS);
    }

    private static List<String> settings() {
        return List.of(
                "model=" + folder.resolve("model"),
                "rollout={prompts: 3, group_size: 4, max_new_tokens: 6}",
                "train={steps: " + STEPS
                        + ", responses_per_update: 6, epochs: 2, learning_rate: 0.001, schedule: cosine,"
                        + " checkpoint_every: 0, keep_checkpoints: 0}",
                "dist.deadline=60",
                "eval.suite=none",
                "report=false",
                "dashboard=off",
                "threads=1");
    }

    private static TrainSession session(RunFolder run) {
        return TrainSession.of(Recipes.train(null, settings())).in(run.path());
    }

    /** Trains, or goes on, until so many steps of the run are done. */
    private static void train(RunFolder run, int world, long until) {
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(IntStream.range(0, world).boxed().toList(), rank -> {
                List<StepRecord> heard = new ArrayList<>();
                Optional<Rendezvous> meeting = Optional.of(place.of(rank, world));
                session(run)
                        .reward(BenchModel::parity)
                        .joining(meeting)
                        .listener(heard::add)
                        .stopWhen(() -> !heard.isEmpty() && heard.getLast().step() == until)
                        .run();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "2 1", "4 1 2", "8 3"})
    void training_resumedByOtherNumbersOfProcesses_learnsWhatOneLearns(String worlds) {
        RunFolder run = new RunFolder(folder.resolve("by " + worlds));
        int[] numbers =
                Arrays.stream(worlds.split(" ")).mapToInt(Integer::parseInt).toArray();
        for (int part = 1; part <= numbers.length; part++) {
            train(run, numbers[part - 1], (long) STEPS * part / numbers.length);
        }

        assertThat(run.checkpointSteps()).hasSize(numbers.length).endsWith((long) STEPS);
        assertThat(LaunchedRun.completions(run, STEPS)).isEqualTo(LaunchedRun.completions(whole, STEPS));
        assertThat(values(run, Metric.REWARD)).isEqualTo(values(whole, Metric.REWARD));
        assertThat(values(run, Metric.GRAD_NORM)).hasSize(STEPS).allMatch(norm -> norm > 0);
        LaunchedRun.assertAlmostSameWeights(run.checkpoint(STEPS), whole.checkpoint(STEPS));
    }

    private static List<Double> values(RunFolder run, Metric metric) {
        try (RunReader reader = RunReader.open(run.database())) {
            return reader.stepsAfter(0).stream()
                    .map(step -> step.value(metric).orElseThrow())
                    .toList();
        }
    }

    @Test
    void rank_killedAfterTheLastSave_doesNotFailTheFirst() {
        RunFolder run = new RunFolder(folder.resolve("lost"));
        List<String> command = new ArrayList<>(List.of("train", "--to=" + run.path()));
        settings().forEach(setting -> command.add("--set=" + setting));
        List<String> warnings = new ArrayList<>();
        try (MeetingPlace place = MeetingPlace.open();
                RankProcess peer = RankProcess.start(Main.class, place.of(1, 2), command.toArray(String[]::new))) {
            TrainResult result = session(run)
                    .joining(Optional.of(place.of(0, 2)))
                    .listener(new TrainListener() {
                        @Override
                        public void step(StepRecord record) {}

                        @Override
                        public void saved(Path checkpoint) {
                            peer.kill();
                        }

                        @Override
                        public void warning(String text) {
                            warnings.add(text);
                        }
                    })
                    .run();
            assertThat(result.finished()).isTrue();
        }
        assertThat(warnings).singleElement().asString().contains("everything is written", "rank 1 does not answer");
        assertThat(run.checkpointSteps()).containsExactly((long) STEPS);
        assertThat(session(run).finishedBefore().orElseThrow().step()).isEqualTo(STEPS);
    }
}
