package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that pretrain into one output at once: one has it, the other is refused and harms nothing. */
class PretrainLockTest {
    private static final String BEGUN = "    step     tokens";

    @TempDir
    private Path folder = Path.of("");

    private ChildProcess child(List<String> arguments) throws IOException {
        return ChildProcess.start(Files.createDirectories(folder.resolve("tmp")), arguments);
    }

    private List<String> pretrain(String output, long tokens) {
        List<String> arguments = new ArrayList<>(List.of(TinyNanoModel.pretrain(folder.resolve(output))));
        arguments.addAll(List.of("--set=train.tokens=" + tokens, "--set=threads=1", "--set=train.checkpoint_every=0"));
        return arguments;
    }

    @Test
    void secondProcess_isRefusedWhileTheFirstTrainsAndTheFirstIsNotDisturbed()
            throws IOException, InterruptedException {
        ChildProcess first = child(pretrain("x", 1024L * 1_000_000));
        assertThat(first.await(line -> line.startsWith(BEGUN))).isTrue();
        for (List<String> also : List.of(
                pretrain("x", 3000), List.of("resume", folder.resolve("x").toString()))) {
            CommandRun second = child(also).end();
            assertThat(second.code()).as(second.out()).isEqualTo(1);
            assertThat(second.out()).contains("by another process");
        }
        assertThat(folder.resolve("x.pretraining/pretrain.yaml")).exists();
        first.process().toHandle().destroy(); // SIGTERM
        CommandRun stopped = first.end();
        assertThat(stopped.out()).contains("stopped after step ");
        assertThat(folder.resolve("x.pretraining/latest")).exists();
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void twoThatBeginTogether_giveOneModelThatIsWhole() throws IOException, InterruptedException {
        assertThat(child(pretrain("alone", 20 * 1024)).end().code()).isZero();
        ChildProcess one = child(pretrain("both", 20 * 1024));
        ChildProcess other = child(pretrain("both", 20 * 1024));
        List<CommandRun> ends = List.of(one.end(), other.end());
        assertThat(ends).extracting(CommandRun::code).as("%s", ends).containsExactlyInAnyOrder(0, 1);
        assertThat(ends)
                .filteredOn(end -> end.code() == 1)
                .allSatisfy(end -> assertThat(end.out()).containsAnyOf("another process", "exists already"));
        assertThat(folder.resolve("both/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("alone/model.safetensors"));
        assertThat(folder.resolve("both.pretraining")).doesNotExist();
    }
}
