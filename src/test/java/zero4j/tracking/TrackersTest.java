package zero4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.eval.BenchmarkResult;
import zero4j.eval.Evaluation;
import zero4j.eval.Interval;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.template.StopRule;
import zero4j.train.TrainListener;
import zero4j.verify.Verdict;

class TrackersTest {
    private static final TrackingSettings FILES = new TrackingSettings(true, 0);

    @TempDir
    private Path runs = Path.of("");

    private final List<String> told = new ArrayList<>();

    private final TrainListener listener = new TrainListener() {
        @Override
        public void step(StepRecord record) {
            told.add("step " + record.step());
        }

        @Override
        public void warning(String text) {
            told.add(text);
        }
    };

    private RunFolder run() {
        return RunFolder.create(runs, "x", LocalDateTime.of(2026, 1, 1, 0, 0));
    }

    /** A group with one right completion of 5 tokens and one wrong one of 9. */
    private static List<ScoredGroup> sampled() {
        Question question = new Question("q7", "1+1", List.of("2"), Map.of());
        return List.of(new ScoredGroup(
                new Prompt(question, "What is 1+1?\n", new int[] {1}, StopRule.NONE),
                List.of(completion(5, true, "2"), completion(9, false, "<script>alert(1)</script>\n# three"))));
    }

    private static ScoredCompletion completion(int tokens, boolean right, String text) {
        return new ScoredCompletion(
                new Completion(new int[tokens], new float[tokens], text, FinishReason.EOS, 0),
                right ? 1 : 0,
                new Verdict(right ? Verdict.Outcome.CORRECT : Verdict.Outcome.INCORRECT, "number"),
                true,
                Optional.of(text));
    }

    private static StepRecord record(long step) {
        return StepRecord.of(
                step,
                Map.of(
                        Metric.REWARD, step / 4.0,
                        Metric.LENGTH, 7.0,
                        Metric.SECONDS_ROLLOUT, 0.5,
                        Metric.NATIVE_MEMORY_MB, 2.0,
                        Metric.SKIPPED_UPDATES, 1.0));
    }

    private static Evaluation evaluation() {
        return new Evaluation(List.of(new BenchmarkResult(
                "math",
                4,
                3,
                new Interval(0.3, 0.9),
                2,
                List.of(2, 1, 1, 0),
                0.5,
                new Interval(0.2, 0.8),
                9,
                0,
                0,
                0)));
    }

    private void train(RunFolder run, long from, long to) {
        try (Trackers trackers = Trackers.open(FILES, listener)) {
            trackers.begin(run, from, 1000, (_, text) -> told.add("recorded: " + text));
            if (from == 0) {
                trackers.evaluated(0, evaluation());
            }
            for (long step = from + 1; step <= to; step++) {
                trackers.sampled(step, sampled());
                trackers.step(record(step));
            }
        }
    }

    private static List<Path> files(RunFolder run) throws IOException {
        try (Stream<Path> files = Files.list(run.path().resolve("tb"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void eventFile_ofATraining_holdsScalarsHistogramsAndTexts() throws IOException {
        RunFolder run = run();
        train(run, 0, 3);

        List<EventReader.Event> events = EventReader.read(files(run).getFirst());

        assertThat(events.getFirst().fileVersion()).isEqualTo("brain.Event:2");
        assertThat(events.get(1).start()).isTrue();
        assertThat(events.get(2).scalars())
                .containsEntry("evaluation/math/greedy", 0.75f)
                .containsEntry("evaluation/math/avg", 0.5f)
                .containsEntry("evaluation/mean_greedy", 0.75f);
        assertThat(events.subList(3, 6)).extracting(EventReader.Event::step).containsExactly(1L, 2L, 3L);
        assertThat(events.get(5).scalars())
                .containsEntry("outcomes/reward", 0.75f)
                .containsEntry("lengths/length", 7f)
                .containsEntry("resources/seconds_rollout", 0.5f);
        Map<String, List<EventReader.Field>> others = events.get(3).others();
        assertThat(others)
                .containsOnlyKeys(
                        "completions",
                        "histograms/length",
                        "histograms/length_correct",
                        "histograms/length_incorrect",
                        "histograms/reward");
        List<EventReader.Field> lengths = EventReader.fields(
                others.getOrDefault("histograms/length", List.of()).get(1).bytes());
        assertThat(lengths.subList(0, 5))
                .extracting(EventReader.Field::asDouble)
                .containsExactly(5.0, 9.0, 2.0, 14.0, 106.0);
        assertThat(lengths.get(5).doubles()).hasSize(5).endsWith(9.0);
        assertThat(lengths.get(6).doubles()).containsExactly(1, 0, 0, 0, 1);
        List<EventReader.Field> text = others.getOrDefault("completions", List.of());
        assertThat(EventReader.fields(EventReader.fields(text.get(1).bytes())
                                .getFirst()
                                .bytes())
                        .getFirst()
                        .text())
                .isEqualTo("text");
        List<EventReader.Field> tensor = EventReader.fields(text.get(2).bytes());
        assertThat(tensor.getFirst().value()).isEqualTo(7);
        assertThat(tensor.get(2).text()).startsWith("    question q7, reward 1.0, correct (number), 5 tokens");
        assertThat(tensor.get(3).text().lines())
                .as("nothing of it is Markdown")
                .allMatch(line -> line.startsWith("    "))
                .anyMatch(line -> line.equals("    # three"));
    }

    @Test
    void resume_withStepsBehindTheCheckpoint_beginsAFileThatTakesTheirPlace() throws IOException {
        RunFolder run = run();
        train(run, 0, 3);
        train(run, 2, 4);
        train(run, 2, 4);

        List<Path> files = files(run);

        assertThat(files).hasSize(3);
        EventReader.Event start = EventReader.read(files.get(2)).get(1);
        assertThat(start.start()).isTrue();
        assertThat(start.step()).as("first step that is done again").isEqualTo(3);
        assertThat(EventReader.read(files.get(1)).subList(2, 4))
                .extracting(EventReader.Event::step)
                .containsExactly(3L, 4L);
    }

    @Test
    void failingDisk_isWarnedOfOnceAndTrainingGoesOn() throws IOException {
        RunFolder run = run();
        Files.writeString(run.path().resolve("tb"), "a file where the folder should be");

        train(run, 0, 2);

        assertThat(told)
                .hasSize(4)
                .containsSubsequence("step 1", "step 2")
                .anyMatch(text -> text.startsWith("recorded: TensorBoard's event file in "))
                .anyMatch(text -> text.startsWith("TensorBoard's event file in ")
                        && text.endsWith("Training goes on without it"));
    }

    @Test
    void tracker_thatThrows_isLeftOutAndTheOthersGoOn() throws IOException {
        RunFolder run = run();
        try (Trackers trackers = Trackers.open(FILES, listener)) {
            trackers.add(new Tracker() {
                @Override
                public String name() {
                    return "the broken one";
                }

                @Override
                public void step(StepRecord record, List<ScoredGroup> sampled) throws IOException {
                    throw new IOException("No space left on device");
                }

                @Override
                public void evaluated(long step, Evaluation evaluation) {}

                @Override
                public void close() throws IOException {
                    throw new IOException("still none");
                }
            });
            trackers.begin(run, 0, 10, (step, text) -> told.add(step + ": " + text));
            trackers.step(record(1));
            trackers.step(record(2));
        }

        String warning = "the broken one is not written any more: No space left on device. Training goes on without it";
        assertThat(told).containsExactly("step 1", "1: " + warning, warning, "step 2");
        assertThat(EventReader.read(files(run).getFirst())).hasSize(4);
    }

    private static String answer(int port, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void prometheus_ofATraining_answersWithUnits() throws IOException, InterruptedException {
        try (Prometheus prometheus = Prometheus.at(0)) {
            prometheus.begin(run(), 0, 10);
            prometheus.step(record(1), sampled());
            prometheus.step(StepRecord.of(2, Map.of(Metric.REWARD, 0.5)), sampled());
            prometheus.evaluated(2, evaluation());

            assertThat(answer(prometheus.port(), "/metrics").lines())
                    .contains(
                            "zero4j_step 2.0",
                            "zero4j_planned_steps 10.0",
                            "zero4j_reward 0.5",
                            "zero4j_length_tokens NaN",
                            "zero4j_rollout_seconds NaN",
                            "zero4j_completions_total 4.0",
                            "zero4j_sampled_tokens_total 28.0",
                            "zero4j_skipped_updates_total 1.0",
                            "zero4j_evaluation_accuracy_ratio{benchmark=\"math\",sampling=\"greedy\"} 0.75",
                            "zero4j_evaluation_accuracy_ratio{benchmark=\"math\",sampling=\"avg_at_2\"} 0.5",
                            "# TYPE zero4j_native_memory_bytes gauge")
                    .anyMatch(line -> line.startsWith("zero4j_run_info{run=\"2026-01-01-000000-x\"} 1"))
                    .noneMatch(line -> line.startsWith("zero4j_entropy"));
        }
    }

    @Test
    void prometheus_metricsOfTheCatalogue_haveNamesOfTheirOwn() {
        List<String> names =
                Arrays.stream(Metric.values()).map(Prometheus::name).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("zero4j(_[a-z0-9]+)+"))
                .contains(
                        "zero4j_accuracy_ratio",
                        "zero4j_entropy_nats",
                        "zero4j_update_seconds",
                        "zero4j_native_memory_bytes",
                        "zero4j_rollout_tokens_per_second",
                        "zero4j_skipped_updates");
    }

    @Test
    void prometheus_portThatIsTaken_isRefusedBeforeAnything() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> Trackers.open(new TrackingSettings(false, taken.getLocalPort()), listener))
                    .withMessageStartingWith("metrics.prometheus: port " + taken.getLocalPort())
                    .withMessageContaining("name another one");
        }
    }
}
