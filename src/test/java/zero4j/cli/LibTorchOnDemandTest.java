package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program on the class path that the launcher builds first: without the native libraries of LibTorch. */
class LibTorchOnDemandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --to %s/run --set train.steps=2 --set eval.suite=[] --set dashboard=off --set rollout.prompts=4",
                "train --to %s/run --set train.steps=1 --set eval.suite=[] --set dashboard=off --set rollout.prompts=4 --set lora.rank=2",
                "pretrain --to %s/model --set train.tokens=4096 --set train.batch_tokens=2048",
                "eval nano --questions 2 --max-new-tokens 8 --output %s/scores",
                "generate nano --prompt 1+1= --max-new-tokens 4"
            })
    void command_thatComputesInJava_doesWithoutLibTorch(String command) throws Exception {
        CommandRun run =
                ended(start(Map.of(), "/bin/false", command.formatted(folder).split(" ")));

        assertThat(run.code()).as(run.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --dry-run --set dtype=bfloat16",
                "train --dry-run --set learner.backend=torch",
                "train --dry-run --set rollout.backend=torch",
                "generate nano --prompt 1 --backend torch",
                "pretrain --dry-run --set dtype=bfloat16",
                "score nano --text 1"
            })
    void command_thatNeedsLibTorch_becomesTheLauncherThatFetchesIt(String command) throws Exception {
        Path launcher = Files.writeString(
                folder.resolve("launcher"), "echo \"$$ fetches, since $ZERO4J_LIBTORCH needs it: $*\"; exit 7");

        Process process = start(Map.of(), launcher.toString(), command.split(" "));
        CommandRun fetched = ended(process);

        assertThat(fetched.out())
                .startsWith(process.pid() + " fetches, since ")
                .endsWith(" needs it: " + command + "\n");
        assertThat(fetched.code()).isEqualTo(7);
    }

    @Test
    void command_forWhichLibTorchWasFetchedInVain_saysWhatIsMissing() throws Exception {
        CommandRun run = ended(start(
                Map.of("ZERO4J_LIBTORCH", "bfloat16"),
                "/bin/false",
                "train",
                "--dry-run",
                "--set",
                "learner.backend=torch"));

        assertThat(run.err())
                .contains(
                        "learner.backend: torch needs the library org.bytedeco:pytorch-platform",
                        "not on the class path");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void card_isNotFetchedFor() throws Exception {
        CommandRun run = ended(start(Map.of(), "/bin/false", "train", "--dry-run", "--set", "device=cuda"));

        assertThat(run.err()).contains("ZERO4J_PROFILES=gpu");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void doctor_withoutLibTorch_isHealthy() throws Exception {
        CommandRun run = ended(start(Map.of(), "/bin/false", "doctor"));

        assertThat(run.out()).contains("fetched when something needs it");
        assertThat(run.code()).as(run.out()).isZero();
    }

    /** @param launcher the script that is told to have started it */
    private Process start(Map<String, String> variables, String launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-modules=jdk.incubator.vector",
                "-Dzero4j.command=" + launcher,
                "-cp",
                withoutNatives(),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("ZERO4J_LIBTORCH");
        builder.environment().putAll(variables);
        builder.redirectError(folder.resolve("err").toFile());
        return builder.start();
    }

    private CommandRun ended(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandRun(process.waitFor(), out, Files.readString(folder.resolve("err")));
    }

    /** The natives' jars have the platform at the end of their names. */
    private static String withoutNatives() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*(javacpp|openblas|pytorch)-[\\d.-]+-[a-z].*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
