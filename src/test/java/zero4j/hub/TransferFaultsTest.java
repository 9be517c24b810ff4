package zero4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.hub.FakeHub.Fault;

/** Transfers that break, stall or bring other bytes. */
class TransferFaultsTest extends FakeDownload {
    @Test
    void run_connectionBreaks_goesOnWhereItBroke() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop());

        run();

        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS)).hasSize(2);
        assertThat(hub.transfers(WEIGHTS).getLast().range())
                .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9]\\d*-"));
    }

    @Test
    void run_connectionBreaksManyTimesButGoesOn_doesNotGiveUp() throws Exception {
        for (int i = 0; i < 12; i++) {
            hub.meet(WEIGHTS, new Fault.Drop());
        }

        run();

        assertWholeModel();
        assertThat(pauses).hasSize(12).containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void run_serverWithoutRanges_beginsAnew() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop(), new Fault.IgnoredRange());

        run();

        assertWholeModel();
    }

    @Test
    void run_serverSendsAnotherRange_isNotMixed() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop(), new Fault.OtherRange());

        run();

        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS).getLast().range()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {WEIGHTS, "config.json"})
    void run_otherBytesOnce_fetchesThemAgain(String file) throws Exception {
        hub.meet(file, new Fault.OtherBytes());

        run();

        assertWholeModel();
    }

    @ParameterizedTest
    @ValueSource(strings = {WEIGHTS, "config.json"})
    void run_alwaysOtherBytes_givesNoFolder(String file) {
        hub.meet(file, new Fault.OtherBytes(), new Fault.OtherBytes());

        assertFails(
                file + ": what came is not what the hub lists",
                "The folder is not complete",
                "goes on where it stopped");
    }

    @Test
    void run_otherBytesBeforeABreak_areFoundAtTheEnd() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop());
        hub.meet("config.json", FakeHub.status(404, "X-Error-Code", "EntryNotFound"));
        assertFails("a file went away");
        Path part = gathered().resolve(FileFetch.part(Path.of(""), file(WEIGHTS)));
        Files.createDirectories(gathered());
        Files.writeString(part, "wrong ".repeat(100));

        run();

        assertWholeModel();
    }

    @Test
    void run_otherLengths_areNotTaken() throws Exception {
        hub.meet(WEIGHTS, new Fault.OtherLength(-7), new Fault.Endless());
        hub.meet("config.json", new Fault.OtherLength(-3));

        run();

        assertWholeModel();
    }

    @Test
    void run_serverStalls_asksAgain() throws Exception {
        hub.meet(WEIGHTS, new Fault.Stall());
        HubSettings impatient = new HubSettings(hub.endpoint(), Optional.empty(), Duration.ofMillis(400), 4, 2);

        model().run(impatient, DownloadListener.SILENT, Map.of(), pauses::add);

        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS)).hasSize(2);
    }

    @Test
    void run_busyServer_waitsAsLongAsItAsks() throws Exception {
        hub.meet(WEIGHTS, FakeHub.status(429, "Retry-After", "7"), FakeHub.status(503));
        hub.meet("/api/models/owner/name/revision/main", FakeHub.status(500));

        run();

        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(2));
    }

    @Test
    void run_serverAsksForHours_saysSo() {
        hub.meet("/api/models/owner/name/revision/main", FakeHub.status(429, "Retry-After", "7200"));

        assertFails("answers 429", "in 120 minutes");
        assertThat(pauses).isEmpty();
    }

    @Test
    void run_alwaysBusy_givesUpAndGoesOnLater() throws Exception {
        Fault busy = FakeHub.status(500);
        hub.meet(WEIGHTS, new Fault.Drop(), busy, busy, busy, busy);

        assertFails(WEIGHTS, "500", "4 times in a row", "it lacks 1 of 5 files"); // 1, or another that was on its way
        assertThat(pauses).hasSizeBetween(3, 4);

        long before = toFetch.get();
        run();

        assertThat(toFetch.get()).isLessThan(before).isPositive();
        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS).getLast().range()).isPresent();
    }

    @Test
    void run_signedAddressRanOut_asksTheHubForANewOne() throws Exception {
        hub.meet(WEIGHTS, FakeHub.status(403));

        run();

        assertWholeModel();
    }

    @Test
    void run_branchMovesBetweenTwoTries_keepsWhatIsTheSame() throws Exception {
        hub.meet(
                WEIGHTS,
                new Fault.Drop(),
                FakeHub.status(500),
                FakeHub.status(500),
                FakeHub.status(500),
                FakeHub.status(500));
        assertFails("500");
        hub.commit = "b".repeat(40);
        hub.put(WEIGHTS, "other weights ".repeat(30_000));

        assertThat(run().commit()).isEqualTo(hub.commit);

        assertWholeModel();
        assertThat(hub.transfers("config.json")).hasSize(1);
        assertThat(hub.transfers(WEIGHTS).getLast().range()).isEmpty();
    }

    private HubFile file(String path) throws InterruptedException {
        return model().list(hub.settings(), DownloadListener.SILENT).files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
