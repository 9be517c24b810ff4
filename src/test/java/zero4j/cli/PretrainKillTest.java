package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command that pretrains, killed and asked to stop, ends with the same bits as one that is left alone. */
class PretrainKillTest {
    private static final int STEPS = 150;
    private static final Pattern STEP = Pattern.compile(" +(\\d+) +[\\d.]+K? +\\d+\\.\\d{4} .*");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void pretraining_killedAndStopped_endsWithTheSameBits() throws IOException, InterruptedException {
        CommandRun whole = CommandRun.of(pretrain("whole").toArray(String[]::new));
        assertThat(whole.code()).as(whole.err()).isZero();

        ChildProcess killed = child(pretrain("killed"));
        assertThat(killed.await(line -> isStep(line, 20))).isTrue();
        killed.kill();
        assertThat(killed.end().code()).isEqualTo(128 + 9);
        assertThat(folder.resolve("killed")).doesNotExist();
        assertThat(folder.resolve("killed.pretraining")).exists();

        ChildProcess stopped = child(List.of("resume", output("killed")));
        assertThat(stopped.await(line -> isStep(line, 40))).isTrue();
        stopped.process().toHandle().destroy(); // SIGTERM
        CommandRun stop = stopped.end();
        assertThat(stop.code()).isEqualTo(128 + 15);
        assertThat(stop.out())
                .contains("resume     after step ", "stopping: this step is finished and saved first")
                .containsPattern("stopped after step \\d+ of " + STEPS + "; go on with:\n +\\S+ resume "
                        + Pattern.quote(output("killed")));

        CommandRun last = child(List.of("resume", output("killed.pretraining"))).end();
        assertThat(last.code()).as(last.out()).isZero();
        assertThat(last.out()).contains("generate " + output("killed"));
        for (String file : List.of("model.safetensors", "config.json", "tokenizer.json")) {
            assertThat(folder.resolve("killed").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("killed", "tmp", "whole");
        }
    }

    private static boolean isStep(String line, int least) {
        Matcher step = STEP.matcher(line);
        return step.matches() && Integer.parseInt(step.group(1)) >= least;
    }

    private String output(String name) {
        return folder.resolve(name).toString();
    }

    private ChildProcess child(List<String> arguments) throws IOException {
        return ChildProcess.startWithVectorEngine(Files.createDirectories(folder.resolve("tmp")), arguments);
    }

    private List<String> pretrain(String output) {
        List<String> arguments = new ArrayList<>(List.of(TinyNanoModel.pretrain(folder.resolve(output))));
        arguments.add("--set=train.tokens=" + 1024 * STEPS);
        arguments.add("--set=train.checkpoint_every=4");
        arguments.add("--set=threads=1");
        arguments.add("--set=learner.backend=vector");
        return arguments;
    }
}
