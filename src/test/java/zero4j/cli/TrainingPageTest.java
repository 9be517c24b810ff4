package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.recipe.DashboardSettings;
import zero4j.recipe.Recipes;

class TrainingPageTest {
    @TempDir
    private Path runs;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private TrainingPage start(String setting) {
        return TrainingPage.start(
                new DashboardSettings(setting), runs, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private URI address() {
        return Pattern.compile("http://127.0.0.1:\\d+/")
                .matcher(out.toString())
                .results()
                .findFirst()
                .map(found -> URI.create(found.group()))
                .orElseThrow();
    }

    private static int ask(URI address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void page_ofATraining_isServedUntilItEnds() throws Exception {
        try (TrainingPage _ = start("0")) {
            assertThat(ask(address())).isEqualTo(200);
        }
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> ask(address()));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void page_whosePortIsTaken_isServedAtAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TrainingPage _ = start(Integer.toString(taken.getLocalPort()))) {
            assertThat(address().getPort()).isNotEqualTo(taken.getLocalPort());
            assertThat(out.toString()).contains("; port " + taken.getLocalPort() + " is taken");
            assertThat(ask(address())).isEqualTo(200);
        }
    }

    @Test
    void page_thatIsOff_isNotServed() {
        try (TrainingPage _ = start("off")) {
            assertThat(out.toString()).isEmpty();
        }
    }

    @Test
    void settings_ofAnyRecipe_haveAPageByDefault() {
        assertThat(Recipes.train().dashboard().port()).hasValue(DashboardSettings.PORT);
        assertThat(Recipes.train("dashboard=off").dashboard().port()).isEmpty();
        assertThat(Recipes.train("dashboard=8080").dashboard().port()).hasValue(8080);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "70000", "-1", "localhost:80", ""})
    void settings_thatAreNoPort_areRefused(String value) {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> Recipes.train("dashboard=" + value))
                .withMessageContaining("dashboard");
    }
}
