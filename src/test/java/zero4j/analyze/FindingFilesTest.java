package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.report.Table;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;

class FindingFilesTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> told = new ArrayList<>();

    private static Chart chart(int width) {
        Panel panel = new Panel("a", List.of(new Series("b", List.of(new Series.Point(0, 1), new Series.Point(1, 2)))));
        return new Chart("a, b", List.of(panel), Chart.Legend.NONE, width, width);
    }

    private static Finding finding(Finding.Exhibit... exhibits) {
        return new Finding("made", "A title", List.of("It is so."), List.of(exhibits), Map.of("someNumber", 1.25));
    }

    private void write(Finding finding) {
        new FindingFiles(folder, told::add).write(finding, Optional.empty());
    }

    @Test
    void write_exhibits_eachHasItsTableAndPicture() throws IOException {
        Table table = Table.of("a, b", "share").row("one \"1\"", "50.0 %");
        Table numbers = Table.of("a, b", "share").row("one \"1\"", "0.49876543210987654");
        write(finding(
                new Finding.Exhibit("", "first", table, numbers, Optional.of(chart(200))),
                new Finding.Exhibit("more", "second", table, numbers, Optional.empty())));

        assertThat(folder.resolve("made.csv")).hasContent("\"a, b\",share\n\"one \"\"1\"\"\",0.49876543210987654\n");
        assertThat(folder.resolve("made-more.csv")).hasSameTextualContentAs(folder.resolve("made.csv"));
        assertThat(folder.resolve("made.svg")).content().startsWith("<svg");
        assertThat(Files.readAllBytes(folder.resolve("made.png"))).startsWith(0x89, 'P', 'N', 'G');
        assertThat(folder.resolve("made-more.svg")).doesNotExist();
        JsonNode kept = JsonMapper.shared().readTree(Files.readString(folder.resolve("made.json")));
        assertThat(kept.path("says").get(0).asString()).isEqualTo("It is so.");
        assertThat(kept.path("tables").get(1).path("rows").get(0).get(1).asString())
                .isEqualTo("50.0 %");
        assertThat(kept.path("data").path("someNumber").asDouble()).isEqualTo(1.25);
        assertThat(told).isEmpty();
    }

    @Test
    void write_fewerExhibitsThanBefore_removesTheirFilesAndNoOthers() throws IOException {
        Table table = Table.of("a").row("1");
        write(finding(
                new Finding.Exhibit("one", "first", table, table, Optional.of(chart(200))),
                new Finding.Exhibit("two", "second", table, table, Optional.of(chart(200)))));
        Files.writeString(folder.resolve("made-three.csv"), "mine");
        write(finding(new Finding.Exhibit("one", "first", table, table, Optional.empty())));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("made.json", "made-one.csv", "made-three.csv");
        }
        String json = Files.readString(folder.resolve("made.json"));
        Path other = Files.writeString(folder.resolve("else.csv"), "mine");
        Files.writeString(
                folder.resolve("made.json"), json.replace("\"made-one.csv\"", "\"else.csv\", \"made-../else.csv\""));
        write(finding(new Finding.Exhibit("two", "second", table, table, Optional.empty())));
        assertThat(other).exists();
    }

    @Test
    void write_whereJavaCannotDraw_writesTheRestAndSaysSoOnce() {
        Table table = Table.of("a").row("1");
        // An image without an extent is refused as one without fonts is.
        write(finding(
                new Finding.Exhibit("one", "first", table, table, Optional.of(chart(0))),
                new Finding.Exhibit("two", "second", table, table, Optional.of(chart(0)))));

        assertThat(told).singleElement().asString().contains("cannot draw PNG pictures on this machine", "SVG");
        assertThat(folder.resolve("made-two.svg")).exists();
        assertThat(folder.resolve("made-two.csv")).exists();
        assertThat(folder.resolve("made-two.png")).doesNotExist();
    }
}
