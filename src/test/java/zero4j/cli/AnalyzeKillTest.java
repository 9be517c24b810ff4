package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command that samples, killed and asked to stop, ends with the same bytes as one that is left alone. */
class AnalyzeKillTest {
    private static final long SEED = 20_261;
    /** Milliseconds that a kill comes after the last line heard, at most: about what a cell takes. */
    private static final int LATEST = 100;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void sampling_killedAndStopped_endsWithTheSameBytes() throws IOException, InterruptedException {
        CommandRun whole = CommandRun.of(sample("whole", List.of()).toArray(String[]::new));
        assertThat(whole.code()).as(whole.err()).isZero();
        List<String> endless = sample("killed", more());

        ChildProcess killed = child(endless);
        assertThat(killed.await(line -> line.contains("sampled 1 of "))).isTrue();
        killed.process().waitFor(new Random(SEED).nextInt(LATEST), TimeUnit.MILLISECONDS);
        killed.kill();
        assertThat(killed.end().code()).isEqualTo(128 + 9);

        ChildProcess stopped = child(endless);
        assertThat(stopped.await(line -> line.contains("sampled 1 of "))).isTrue();
        stopped.process().toHandle().destroy(); // SIGTERM
        CommandRun stop = stopped.end();
        assertThat(stop.code()).isEqualTo(128 + 15);
        assertThat(stop.out())
                .contains("stopping: the completions that are being sampled are finished and saved first");
        assertThat(stop.out()).contains("go on      ", "analyze sample models/nano");

        CommandRun last = CommandRun.of(sample("killed", List.of()).toArray(String[]::new));
        assertThat(last.code()).as(last.err()).isZero();
        Map<String, String> expected = files("whole");
        assertThat(expected).hasSize(3 * 3 + 3); // cells; questions, pass and lock
        Map<String, String> found = files("killed");
        expected.forEach((file, contents) -> {
            if (!file.equals("pass.json")) { // which has the cells that were never sampled
                assertThat(found.get(file)).as(file).isEqualTo(contents);
            }
        });
    }

    /** So many cells behind those that are compared that no delay of this JVM lets the pass end. */
    private static List<Double> more() {
        return IntStream.rangeClosed(1, 2000).mapToObj(i -> 1 + i / 1000.0).toList();
    }

    /** Everything that was sampled; the model's folder is listed where it is, and no lock has anything in it. */
    private Map<String, String> files(String pass) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Path root = folder.resolve(pass);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private ChildProcess child(List<String> arguments) throws IOException {
        return ChildProcess.start(Files.createDirectories(folder.resolve("tmp")), arguments);
    }

    private List<String> sample(String output, List<Double> more) {
        String temperatures = Stream.concat(Stream.of(0.5, 1.0), more.stream())
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return List.of(
                "analyze",
                "sample",
                "models/nano",
                "--to=" + folder.resolve(output),
                "--template=none",
                "--temperatures=" + temperatures,
                "--samples=2",
                "--questions=6",
                "--max-new-tokens=24",
                "--backend=torch",
                "--threads=1");
    }
}
