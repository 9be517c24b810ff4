package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Headless Chromium, driven over WebDriver. What a test waits for is a condition that the page itself looks at in every frame. */
final class Browser implements AutoCloseable {
    /** Set where the tests of the page must not be left out. */
    private static final String REQUIRED = "ZERO4J_BROWSER_TESTS";

    private static final int PATIENCE_MS = 60_000;
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars");

    private final Process driver;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String driverAddress;
    private @Nullable String session;

    private Browser(Process driver, int port) {
        this.driver = driver;
        this.driverAddress = "http://127.0.0.1:" + port;
    }

    /** Starts one. Where there is none the test is left out, and says so; where it is required the test fails. */
    static Browser start() throws IOException {
        Optional<Path> driver = installed("chromedriver");
        Optional<Path> chromium = installed("chromium").or(() -> installed("google-chrome"));
        if (driver.isEmpty() || chromium.isEmpty()) {
            String missing = "the tests of the page need chromium and chromedriver (Debian: chromium, chromium-driver)";
            assertThat(System.getenv(REQUIRED)).as(missing).isNull();
            System.err.println("LEFT OUT: " + missing);
            Assumptions.abort(missing);
        }
        Process process = new ProcessBuilder(driver.orElseThrow().toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        Browser browser = new Browser(process, port(process.inputReader()));
        browser.session = browser.call("POST", "/session", capabilities(chromium.orElseThrow()))
                .get("sessionId")
                .asString();
        browser.in("POST", "/timeouts", Map.of("script", PATIENCE_MS, "pageLoad", PATIENCE_MS));
        browser.size(1400, 1000);
        return browser;
    }

    private static Optional<Path> installed(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int port(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
        }
        throw new IOException("chromedriver did not start");
    }

    private static Map<String, Object> capabilities(Path chromium) {
        return Map.of(
                "capabilities",
                Map.of(
                        "alwaysMatch",
                        Map.of(
                                "browserName",
                                "chrome",
                                "goog:chromeOptions",
                                Map.of("args", FLAGS, "binary", chromium.toString()),
                                "goog:loggingPrefs",
                                Map.of("browser", "ALL"))));
    }

    private JsonNode call(String method, String path, Object body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(driverAddress + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("GET") || method.equals("DELETE")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            JsonNode value = JSON.readTree(
                            client.send(request, BodyHandlers.ofString()).body())
                    .get("value");
            if (value.has("error")) {
                throw new AssertionError(path + " " + JSON.writeValueAsString(body) + ": "
                        + value.get("message").asString());
            }
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private JsonNode in(String method, String path, Object body) throws IOException {
        return call(method, "/session/" + session + path, body);
    }

    private void command(String name, Map<String, Object> parameters) throws IOException {
        in("POST", "/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
    }

    /** Goes to an address; one that differs in its fragment only does not load the page anew. */
    void open(String address) throws IOException {
        in("POST", "/url", Map.of("url", address));
    }

    void reload() throws IOException {
        in("POST", "/refresh", Map.of());
    }

    /** The value of an expression of JavaScript. */
    JsonNode value(String expression) throws IOException {
        return in("POST", "/execute/sync", Map.of("script", "return " + expression, "args", List.of()));
    }

    /** Waits until an expression is true. */
    void await(String expression) throws IOException {
        in(
                "POST",
                "/execute/async",
                Map.of(
                        "script",
                        "const done = arguments[arguments.length - 1]; const look = () => { if (" + expression
                                + ") done(true); else requestAnimationFrame(look); }; look();",
                        "args",
                        List.of()));
    }

    /** Waits until there is an element. */
    void awaitElement(String selector) throws IOException {
        await("document.querySelector(" + JSON.writeValueAsString(selector) + ")");
    }

    String text(String selector) throws IOException {
        return value("document.querySelector(" + JSON.writeValueAsString(selector) + ").textContent")
                .asString();
    }

    void click(String selector) throws IOException {
        JsonNode element = in("POST", "/element", Map.of("using", "css selector", "value", selector));
        in("POST", "/element/" + element.iterator().next().asString() + "/click", Map.of());
    }

    /** Presses keys one after the other. */
    void press(String keys) throws IOException {
        List<Map<String, String>> actions = keys.codePoints()
                .mapToObj(Character::toString)
                .flatMap(key ->
                        Stream.of(Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key)))
                .toList();
        in("POST", "/actions", Map.of("actions", List.of(Map.of("type", "key", "id", "keys", "actions", actions))));
    }

    void size(int width, int height) throws IOException {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the system says of light and dark. */
    void scheme(String name) throws IOException {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
    }

    void picture(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(
                file,
                Base64.getDecoder().decode(in("GET", "/screenshot", Map.of()).asString()));
    }

    /** Errors of scripts and refused resources since this was asked last. */
    List<String> errors() throws IOException {
        return in("POST", "/se/log", Map.of("type", "browser"))
                .valueStream()
                .filter(entry -> Arrays.asList("SEVERE", "WARNING")
                        .contains(entry.get("level").asString()))
                .map(entry -> entry.get("message").asString())
                .toList();
    }

    @Override
    public void close() throws IOException {
        try {
            if (session != null) {
                in("DELETE", "", Map.of());
            }
        } finally {
            client.close();
            driver.destroy();
        }
    }
}
