package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** News of runs that go on, as pages that stay open hear them. */
class LiveNewsTest extends ServedRuns {
    /** Reads news until one of a kind comes. */
    private static JsonNode news(Iterator<String> lines, String kind) {
        String wanted = "event: " + kind;
        while (lines.hasNext()) {
            if (lines.next().equals(wanted)) {
                return JSON.readTree(lines.next().substring("data: ".length()));
            }
        }
        throw new AssertionError("the stream ended without " + kind);
    }

    private Iterator<String> live() throws Exception {
        HttpResponse<Stream<String>> answer = client.send(
                HttpRequest.newBuilder(URI.create(base() + "/api/live")).build(), BodyHandlers.ofLines());
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        return answer.body().iterator();
    }

    @Test
    void news_ofSteps_reachEveryPageWithTheSameCurves() throws Exception {
        try (SampleRun run = SampleRun.in(runs, "a")) {
            run.steps(1, 3);
            List<Iterator<String>> pages = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pages.add(live());
            }
            assertThat(news(pages.getFirst(), "runs")
                            .get("runs")
                            .get(0)
                            .get("step")
                            .asLong())
                    .isEqualTo(3);

            run.steps(4, 4);

            for (Iterator<String> page : pages) {
                JsonNode steps = news(page, "steps");
                assertThat(steps.get("after").asLong()).isEqualTo(3);
                assertThat(steps.get("last").asLong()).isEqualTo(4);
                assertThat(steps.get("metrics").get("reward").get("step")).hasSize(1);
                assertThat(steps.get("tokens").get("value").get(0).asLong()).isEqualTo(8_000);
            }
        }
    }

    @Test
    void news_ofPagesThatWereCutOff_stillReachTheOthers() throws Exception {
        try (SampleRun run = SampleRun.in(runs, "a")) {
            run.steps(1, 1);
            Iterator<String> page = live();
            news(page, "runs");
            for (int i = 0; i < 5; i++) {
                try (Socket cut = new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(base()).getPort())) {
                    cut.setSoLinger(true, 0);
                    cut.getOutputStream()
                            .write("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    assertThat(cut.getInputStream().read()).isPositive();
                }
            }

            run.steps(2, 2);

            assertThat(news(page, "steps").get("last").asLong()).isEqualTo(2);
            assertThat(json("runs").get("runs")).hasSize(1);
        }
    }

    @Test
    void news_ofARunThatWentBack_tellPagesToAskAnew() throws Exception {
        try (SampleRun run = SampleRun.in(runs, "a")) {
            run.steps(1, 9);
            Iterator<String> page = live();
            news(page, "runs");

            run.backTo(4);

            JsonNode steps = news(page, "steps");
            assertThat(steps.get("reset").asBoolean()).isTrue();
            assertThat(steps.get("last").asLong()).isEqualTo(4);
        }
    }
}
