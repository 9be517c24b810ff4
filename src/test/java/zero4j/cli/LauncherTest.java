package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** What keeps the scripts from starting the program, beside a JDK that is missing. */
class LauncherTest {
    @TempDir
    private Path folder;

    private Path jdk;

    @BeforeEach
    void install() throws Exception {
        Path archive =
                Files.write(folder.resolve("jdk.tar.gz"), FakeJdks.archive(folder, "25.0.1", "printf '<%s>' \"$@\""));
        Path jdks = Files.createDirectory(folder.resolve("some jdks"));
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", jdks.toString())
                .start()
                .waitFor();
        jdk = jdks.resolve("jdk-25.0.1+8");
    }

    @Test
    void start_blanksInPaths_isNoTrouble() throws Exception {
        ScriptCheckout checkout = checkout("a check out");

        CommandRun run = checkout.run("zero4j", "grade", "a b", "c");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("<-Dzero4j.home=" + checkout.script("").toRealPath() + ">")
                .contains("<-Dzero4j.command=" + checkout.script("zero4j") + ">")
                .contains("<-cp><" + checkout.script("target/zero4j.jar").toRealPath() + ":><zero4j.cli.Main>")
                .endsWith("<grade><a b><c>");
    }

    @Test
    void start_withoutHome_isNoTroubleOnceBuilt() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        checkout.environment().remove("HOME");

        assertThat(checkout.run("zero4j").code()).isZero();
    }

    @Test
    void build_withoutHome_saysWhatIsMissing() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        checkout.environment().remove("HOME");
        checkout.environment().remove("MAVEN_USER_HOME");
        Files.delete(checkout.script("target/zero4j.stamp"));

        assertThat(checkout.run("mvnw").err()).contains("HOME is not set");
        CommandRun run = checkout.run("zero4j");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("HOME is not set", "could not be built");
    }

    @Test
    void build_checkoutCannotBeWritten_saysSo() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        Path target = checkout.script("target");
        for (String file : new String[] {"zero4j.jar", "zero4j.classpath", "zero4j.stamp"}) {
            Files.delete(target.resolve(file));
        }
        Files.delete(target);
        Files.writeString(target, "a file");

        CommandRun run = checkout.run("zero4j");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("must be built, but", "target cannot be written");
    }

    @Test
    void start_colonInThePath_isRefused() throws Exception {
        CommandRun run = checkout("check:out").run("zero4j");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("check:out", "colon");
    }

    @Test
    void start_partOfTheRepositoryOnly_isRefused() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        Files.delete(checkout.script(".mvn/jdk.sh"));

        CommandRun run = checkout.run("zero4j");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("jdk.sh is missing", "whole repository");
    }

    @ParameterizedTest
    @CsvSource({
        "train, true",
        "train r.yaml --set train.steps=5 --set=seed=2 --steps 3, true",
        "train --stpes 3, false",
        "train --steps=3 --learning_rate 1e-6, false",
        "train --dry-run, true",
        "train --steps abc, false",
        "train --steps=abc, false",
        "train --steps, false",
        "train --set train.steps=abc --steps 1e1, true",
        "pretrain --to x --set train.tokens=9, true",
        "pretrain --ot x, false",
        "eval nano --temperature 0.5 --seed=-3, true",
        "eval nano --samples four, false",
        "analyze sample nano, true",
        "analyze --help, false",
        "analyze contamination a.jsonl --suite b.jsonl, false",
        "analyze contamination --suite b.jsonl --model nano, true",
        "train --set --dry-run, true",
        "eval nano --samples 4 --overwrite, true",
        "eval nano --smaples 4, false",
        "serve nano --port 0, true",
        "generate nano --prompt -5, true",
        "generate nano -5, false",
        "resume runs/a --steps 9, true",
        "compare all --to x, true",
        "compare all --out x, false",
        "bench step --device cpu, true",
        "bench verify, false",
        "launch --processes 2 train, false",
        "grade 1 1, false"
    })
    void vectorModule_itsWarning_comesOnlyWhereOptionsAreUnderstood(String command, boolean expected) throws Exception {
        CommandRun run = checkout("checkout").run("zero4j", command.split(" "));

        assertThat(run.out().contains("<--add-modules=jdk.incubator.vector>")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2, 4", "3, 2", "100, 1", "1, ", "0, ", "two, ", "'', "})
    void cores_ofSeveralProcesses_areDividedWhateverTorchrunSaysOfThreads(String processes, @Nullable Integer share)
            throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path nproc = Files.writeString(bin.resolve("nproc"), "#!/bin/sh\necho \"${OMP_NUM_THREADS:-8}\"\n");
        assertThat(nproc.toFile().setExecutable(true)).isTrue();
        checkout.environment().merge("PATH", bin + ":", (path, first) -> first + path);
        checkout.environment().put("OMP_NUM_THREADS", "1");
        checkout.environment().put("LOCAL_WORLD_SIZE", processes);

        String out = checkout.run("zero4j", "train").out();

        if (share == null) {
            assertThat(out).doesNotContain("ActiveProcessorCount");
        } else {
            long most = Math.max(1, Math.min(8, coresOfContainer()) / Long.parseLong(processes));
            assertThat(out).contains("<-XX:ActiveProcessorCount=" + Math.min(share, most) + ">");
        }
    }

    private static long coresOfContainer() throws IOException {
        Path limit = Path.of("/sys/fs/cgroup/cpu.max");
        String[] words =
                Files.isReadable(limit) ? Files.readString(limit).strip().split(" ") : new String[] {"max"};
        return words[0].equals("max")
                ? Long.MAX_VALUE
                : Math.ceilDiv(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "pretrain", "resume", "compare", "eval", "generate"})
    void optionsOfTheScript_areThoseOfTheProgram(String verb) throws Exception {
        String script = Files.readString(Path.of("zero4j"));
        String listed = script.substring(script.indexOf("options_of() {"));
        listed = listed.substring(listed.indexOf("  " + verb + ")"));
        listed = listed.substring(0, listed.indexOf(";;"));

        assertThat(Pattern.compile("--[a-z-]+[=#]?").matcher(listed).results().map(MatchResult::group))
                .containsExactlyInAnyOrderElementsOf(
                        Main.commandLine().parseArgs(verb, "--help").subcommand().commandSpec().options().stream()
                                .filter(option -> !option.usageHelp() && !option.versionHelp())
                                .map(LauncherTest::asListed)
                                .toList());
    }

    private static String asListed(OptionSpec option) {
        Class<?> type = option.type();
        boolean number = Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class);
        return option.longestName() + (option.arity().max() == 0 ? "" : number ? "#" : "=");
    }

    @Test
    void libTorch_thatIsNeeded_isFetchedOnceAndTheCommandRun() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        Path asked = folder.resolve("asked");
        checkout.maven("echo \"$*\" >>'" + asked
                + "'; : >target/a.jar; echo \"classes:$PWD/target/a.jar\" >target/classpath.txt");
        Files.copy(jdk.resolve("bin/java"), jdk.resolve("bin/jar"));
        Files.writeString(jdk.resolve("bin/jar"), "#!/bin/sh\n: >\"$3\"\n");
        Files.writeString(checkout.script("target/zero4j.classpath"), "");

        checkout.environment().put("ZERO4J_LIBTORCH", "An adapter");
        CommandRun first = checkout.run("zero4j", "train", "a b");
        CommandRun second = checkout.run("zero4j", "train", "a b");
        checkout.environment().remove("ZERO4J_LIBTORCH");
        Files.delete(checkout.script("target/zero4j.stamp"));
        checkout.run("zero4j", "train");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).contains("An adapter needs LibTorch: fetching 110 MB");
        assertThat(first.out()).endsWith("<train><a b>");
        assertThat(second.code()).isZero();
        assertThat(Files.readAllLines(asked))
                .as("the second start builds nothing; a later build has it as well")
                .allMatch(line -> line.contains("-Dlauncher") && line.contains("-Plibtorch"))
                .hasSize(2);
    }

    @Test
    void libTorch_thatCannotBeFetched_isSaidAndTheRestStillWorks() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        checkout.maven("echo 'no route to host'; exit 1");

        checkout.environment().put("ZERO4J_LIBTORCH", "An adapter");
        CommandRun failed = checkout.run("zero4j", "train");
        checkout.environment().remove("ZERO4J_LIBTORCH");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("no route to host", "An adapter needs LibTorch, which could not be fetched");
        assertThat(failed.out()).isEmpty();
        assertThat(checkout.run("zero4j", "train").code()).isZero();
    }

    @Test
    void build_askedToEnd_endsMavenToo() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        Path told = folder.resolve("told");
        assertThat(new ProcessBuilder("mkfifo", told.toString()).start().waitFor())
                .isZero();
        checkout.maven("echo $$ >'" + told + "'; exec tail -f /dev/null");
        Files.delete(checkout.script("target/zero4j.stamp"));

        Process script = checkout.start(List.of("sh", checkout.script("zero4j").toString(), "train"));
        ProcessHandle maven =
                ProcessHandle.of(Long.parseLong(Files.readString(told).strip())).orElseThrow();
        script.toHandle().destroy();

        assertThat(script.waitFor()).isEqualTo(143);
        assertThat(maven.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
        assertThat(checkout.script("target/zero4j.lock")).doesNotExist();
    }

    @Test
    void build_withoutNeedOfLibTorch_leavesItOut() throws Exception {
        ScriptCheckout checkout = checkout("checkout");
        Path asked = folder.resolve("asked");
        checkout.maven("echo \"$*\" >>'" + asked + "'; exit 1");
        Files.delete(checkout.script("target/zero4j.stamp"));

        checkout.run("zero4j", "train");
        checkout.environment().put("ZERO4J_PROFILES", "gpu");
        checkout.run("zero4j", "train");

        assertThat(Files.readAllLines(asked))
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line).doesNotContain("libtorch"),
                        line -> assertThat(line).contains("-Pgpu,libtorch"));
    }

    private ScriptCheckout checkout(String name) throws Exception {
        ScriptCheckout checkout = new ScriptCheckout(folder, name);
        checkout.environment().put("ZERO4J_JAVA_HOME", jdk.toString());
        return checkout;
    }
}
