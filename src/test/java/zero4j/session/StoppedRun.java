package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import zero4j.Sha256;
import zero4j.UserError;
import zero4j.bench.BenchModel;
import zero4j.cli.TinyNanoModel;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.train.TrainListener;

/** A run that was stopped, a copy of it for each test. */
abstract class StoppedRun {
    @TempDir
    static Path shared = Path.of("");

    static RunFolder trained = new RunFolder(Path.of(""));

    @TempDir
    Path folder = Path.of("");

    final List<String> warnings = new ArrayList<>();
    RunFolder run = new RunFolder(Path.of(""));

    /** Four steps of six, with a template and a question file of its own. */
    @BeforeAll
    static void train() throws IOException {
        TinyNanoModel.make(shared.resolve("model"));
        Files.writeString(shared.resolve("template.txt"), "{question}");
        Files.writeString(
                shared.resolve("train.jsonl"),
                "{\"question\": \"What is 1?\", \"answer\": \"1\"}\n{\"question\": \"What is 2?\", \"answer\": \"2\"}\n");
        trained = new RunFolder(shared.resolve("run"));
        assertThat(train(trained, 6, 4)).isEqualTo(4);
    }

    static long train(RunFolder run, int steps, int stopAfter) {
        List<StepRecord> heard = new ArrayList<>();
        return TrainSession.of(Recipes.train(null, settings(steps)))
                .in(run.path())
                .reward(BenchModel::parity)
                .listener(heard::add)
                .stopWhen(() -> heard.size() >= stopAfter)
                .run()
                .step();
    }

    static List<String> settings(int steps) {
        return List.of(
                "model=" + shared.resolve("model"),
                "template=" + shared.resolve("template.txt"),
                "data.train=" + shared.resolve("train.jsonl"),
                "rollout={prompts: 2, group_size: 4, max_new_tokens: 6}",
                "train={steps: " + steps + ", learning_rate: 0.01, checkpoint_every: 2, keep_checkpoints: 0,"
                        + " warmup_steps: 2}",
                "eval.suite=none",
                "threads=1");
    }

    @BeforeEach
    void copyRun() throws IOException {
        run = new RunFolder(folder.resolve("run"));
        copy(trained.path(), run.path());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                contents.put(
                        folder.relativize(path) + " " + Files.getLastModifiedTime(path),
                        Files.isRegularFile(path) ? new Sha256().add(path).hex() : "folder");
            }
        }
        return contents;
    }

    TrainSession resumed() {
        return heard(TrainSession.resume(run.path()));
    }

    TrainSession heard(TrainSession session) {
        return session.reward(BenchModel::parity).listener(new TrainListener() {
            @Override
            public void step(StepRecord record) {}

            @Override
            public void warning(String text) {
                warnings.add(text);
            }
        });
    }

    String refusal() throws IOException {
        Map<String, String> before = contents(run.path());
        String[] message = {""};
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> resumed().run())
                .satisfies(error -> message[0] = String.valueOf(error.getMessage()));
        assertThat(contents(run.path())).as("a refused run is left as it is").isEqualTo(before);
        return message[0];
    }
}
