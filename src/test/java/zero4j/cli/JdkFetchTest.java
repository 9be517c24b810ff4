package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts {@code zero4j} and {@code mvnw} on a machine without a JDK, beside a server that has some. */
class JdkFetchTest {
    private static final String JDK = "/jdk.tar.gz";
    private static final String NAME = "jdk-25.0.1+8";

    @TempDir
    private Path folder;

    private FakeJdks server;
    private byte[] archive;
    private ScriptCheckout checkout;
    private Map<String, String> environment;
    private Path cache;

    @BeforeEach
    void prepare() throws Exception {
        server = new FakeJdks();
        archive = FakeJdks.archive(folder, "25.0.1", "echo \"fake java $*\"");
        cache = folder.resolve("a cache/zero4j/jdk");
        checkout = new ScriptCheckout(folder, "a checkout");
        environment = checkout.environment();
        environment.put("XDG_CACHE_HOME", folder.resolve("a cache").toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero4j", "mvnw"})
    void start_noJdkAndNobodyToAsk_saysHowToGetOneAndFetchesNothing(String script) throws Exception {
        mirror();

        CommandRun run = checkout.run(script);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("needs a JDK 25 or newer, and found none", "ZERO4J_FETCH_JDK=yes", "ZERO4J_JAVA_HOME")
                .contains(cache.toString());
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero4j", "mvnw"})
    void start_noJdkButConsent_fetchesAdoptiumsOnceAndRuns(String script) throws Exception {
        server.put(JDK, archive).adoptium(JDK, sha256(archive), archive.length);
        environment.put("ZERO4J_ADOPTIUM", server.url(""));
        environment.put("ZERO4J_FETCH_JDK", "yes");

        CommandRun first = checkout.run(script, "doctor");
        environment.remove("ZERO4J_FETCH_JDK");
        CommandRun second = checkout.run(script, "doctor");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains(script.equals("mvnw") ? "maven on " + cache.resolve(NAME) : "fake java");
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(server.requests())
                .hasSize(2)
                .first()
                .asString()
                .matches("/v3/assets/latest/25/hotspot\\?architecture=(x64|aarch64)&image_type=jdk"
                        + "&os=(linux|alpine-linux|mac)&vendor=eclipse");
        assertThat(cached()).containsExactly(NAME);
    }

    @Test
    void fetch_withoutCurl_isDoneByWget() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        assumeTrue(onPath("wget").isPresent(), "no wget on this machine");
        for (String tool : List.of(
                "sh",
                "wget",
                "tar",
                "gzip",
                "uname",
                "mktemp",
                "find",
                "df",
                "awk",
                "sed",
                "tr",
                "grep",
                "head",
                "tail",
                "cut",
                "mkdir",
                "mv",
                "rm",
                "cat",
                "ls",
                "readlink",
                "dirname",
                "basename",
                "sha256sum",
                "shasum")) {
            onPath(tool).ifPresent(program -> wrap(tools.resolve(tool), program));
        }
        mirror();
        environment.put("ZERO4J_FETCH_JDK", "yes");
        environment.put("PATH", tools.toString());

        CommandRun run = checkout.run("zero4j");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(cached()).containsExactly(NAME);
    }

    @Test
    void fetch_transferTorn_goesOnWhereItBroke() throws Exception {
        mirror();
        environment.put("ZERO4J_FETCH_JDK", "yes");
        server.tear(1);

        assertThat(checkout.run("zero4j").code()).isZero();
        assertThat(server.requests()).filteredOn(JDK::equals).hasSize(2);
    }

    @Test
    void fetch_transferAlwaysTorn_keepsNothingAndSaysSo() throws Exception {
        mirror();
        server.tear(Integer.MAX_VALUE);

        assertFails("could not be fetched from " + server.url(JDK), "https_proxy");
    }

    @Test
    void fetch_otherBytesThanPromised_keepsNothing() throws Exception {
        mirror();
        server.put(JDK + ".sha256", "0123456789abcdef".repeat(4) + "  jdk.tar.gz\n");

        assertFails("is not the JDK it should be", sha256(archive), "0123456789abcdef", ".sha256");
    }

    @Test
    void fetch_checksumByVariable_isHeeded() throws Exception {
        mirror();
        environment.put("ZERO4J_JDK_SHA256", "f".repeat(64));

        assertFails("ZERO4J_JDK_SHA256");
    }

    @Test
    void fetch_mirrorWithoutChecksum_isRefused() throws Exception {
        server.put(JDK, archive);
        environment.put("ZERO4J_JDK_URL", server.url(JDK));

        assertFails("No checksum", "ZERO4J_JDK_SHA256");
        assertThat(server.requests()).doesNotContain(JDK);
    }

    @Test
    void fetch_mirrorIsAFile_isCopied() throws Exception {
        Path file = Files.write(folder.resolve("mirror.tar.gz"), archive);
        environment.put("ZERO4J_JDK_URL", "file://" + file);
        environment.put("ZERO4J_JDK_SHA256", sha256(archive).toUpperCase(Locale.ROOT));
        environment.put("ZERO4J_FETCH_JDK", "yes");

        assertThat(checkout.run("zero4j").code()).isZero();
    }

    @Test
    void fetch_olderJdk_isRefused() throws Exception {
        archive = FakeJdks.archive(folder, "21.0.2", "true");
        mirror();

        assertFails("no JDK 25 or newer in " + server.url(JDK));
    }

    @Test
    void fetch_jdkOfAnotherMachine_isRefused() throws Exception {
        archive = FakeJdks.archive(folder, "25.0.1", "echo exec format error >&2; exit 126");
        mirror();

        assertFails("does not run on this machine (exec format error)");
    }

    @Test
    void fetch_noArchive_isRefused() throws Exception {
        archive = "<html>please log in</html>".getBytes(StandardCharsets.UTF_8);
        mirror();

        assertFails("could not be unpacked");
    }

    @Test
    void fetch_largerThanTheDisk_isRefusedBeforeTheTransfer() throws Exception {
        server.put(JDK, archive).adoptium(JDK, sha256(archive), 1L << 60);
        environment.put("ZERO4J_ADOPTIUM", server.url(""));

        assertFails("has room for", "XDG_CACHE_HOME");
        assertThat(server.requests()).doesNotContain(JDK);
    }

    @Test
    void fetch_adoptiumUnknowing_saysWhatToDo() throws Exception {
        server.put("/v3/assets/latest/25/hotspot", "[]");
        environment.put("ZERO4J_ADOPTIUM", server.url(""));

        assertFails("Adoptium has no JDK 25", "ZERO4J_JDK_URL");
    }

    @Test
    void fetch_cacheCannotBeWritten_saysSo() throws Exception {
        mirror();
        Files.writeString(folder.resolve("a cache"), "a file");

        environment.put("ZERO4J_FETCH_JDK", "yes");
        CommandRun run = checkout.run("zero4j");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(cache + " cannot be written");
    }

    @Test
    void fetch_byTwoAtOnce_givesBothOneJdk() throws Exception {
        mirror();
        environment.put("ZERO4J_FETCH_JDK", "yes");
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(checkout.start(List.of("sh", checkout.script("zero4j").toString())));
        }

        for (Process start : starts) {
            assertThat(start.waitFor()).isZero();
        }
        assertThat(cached()).containsExactly(NAME);
        try (Stream<Path> inside = Files.list(cache.resolve(NAME))) {
            assertThat(inside.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("bin", "release");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "n"})
    void start_noJdkInATerminal_asks(String answer) throws Exception {
        assumeTrue(
                onPath("script").isPresent() && System.getProperty("os.name").equals("Linux"), "no terminal to be had");
        mirror();

        Process terminal =
                checkout.start(List.of("script", "-qec", "sh '" + checkout.script("zero4j") + "'", "/dev/null"));
        terminal.outputWriter().append(answer).append('\n').close();
        String shown = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shown).contains("Fetch " + server.url(JDK) + " into " + cache + "? [y/N]");
        assertThat(shown).contains(answer.equals("y") ? "fake java" : "Nothing was fetched");
        assertThat(terminal.waitFor()).isEqualTo(answer.equals("y") ? 0 : 2);
    }

    @Test
    void start_noHome_saysThatNothingCanBeKept() throws Exception {
        environment.remove("HOME");
        environment.remove("XDG_CACHE_HOME");

        CommandRun run = checkout.run("zero4j");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("needs a JDK 25", "neither HOME nor XDG_CACHE_HOME");
    }

    @Test
    void start_jdkGivenIsNone_isRefused() throws Exception {
        environment.put("ZERO4J_JAVA_HOME", folder.toString());

        assertThat(checkout.run("mvnw").err()).contains("ZERO4J_JAVA_HOME is " + folder, "correct or unset it");
    }

    @Test
    void start_consentIsNeitherYesNorNo_isRefused() throws Exception {
        environment.put("ZERO4J_FETCH_JDK", "maybe");

        assertThat(checkout.run("zero4j").err()).contains("ZERO4J_FETCH_JDK is maybe: expected yes or no");
    }

    @Test
    void start_jdkAmongTheRoots_isFound() throws Exception {
        Path root = Files.createDirectories(folder.resolve("jdks"));
        Path file = Files.write(folder.resolve("jdk.tar.gz"), archive);
        checkout.start(List.of("tar", "-xzf", file.toString(), "-C", root.toString()))
                .waitFor();
        environment.put("ZERO4J_JDK_ROOTS", "/nonexistent:" + root);

        assertThat(checkout.run("mvnw").out()).contains("maven on " + root.resolve(NAME));
    }

    /** The fetch ends with a message, and nothing is left of it. */
    private void assertFails(String... words) throws Exception {
        environment.put("ZERO4J_FETCH_JDK", "yes");

        CommandRun run = checkout.run("zero4j");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.out()).isEmpty();
        assertThat(cached()).isEmpty();
    }

    private void mirror() {
        server.put(JDK, archive).put(JDK + ".sha256", sha256(archive) + "  jdk.tar.gz\n");
        environment.put("ZERO4J_JDK_URL", server.url(JDK));
    }

    /** Names of all that the cache holds, of hidden files too. */
    private List<String> cached() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void wrap(Path script, Path program) {
        try {
            Files.writeString(script, "#!/bin/sh\nexec " + program + " \"$@\"\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        script.toFile().setExecutable(true);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
