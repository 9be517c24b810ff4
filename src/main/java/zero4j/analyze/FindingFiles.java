package zero4j.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.run.Provenance;

/**
 * What analyses find as files: {@code <analysis>.json} with all numbers, and of each exhibit a CSV of its numbers, unrounded, and a picture as
 * SVG and PNG. The same finding gives the same files.
 */
public final class FindingFiles {
    /** Pixels of a PNG for one of the chart. */
    private static final double SHARP = 2;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path folder;
    private final Consumer<String> warnings;
    private boolean draws = true;

    private record Kept(
            String program,
            String analysis,
            String title,
            List<String> says,
            Optional<Samples> samples,
            List<KeptTable> tables,
            List<String> files,
            Object data) {}

    /** Which samples were analysed. */
    private record Samples(SamplePass.Settings settings, List<SamplePass.Model> models, List<SampleCell> cells) {}

    private record KeptTable(String name, String title, List<String> columns, List<List<String>> rows) {}

    /**
     * Files in a folder.
     *
     * @param warnings told, once, if Java cannot draw PNG pictures on this machine
     */
    public FindingFiles(Path folder, Consumer<String> warnings) {
        this.folder = folder;
        this.warnings = warnings;
    }

    /**
     * Writes, or replaces, the files of a finding. Those that an earlier one of the same analysis wrote, as its JSON lists them, and
     * this one does not are removed: they would be read as its numbers.
     *
     * @param samples that were analysed; empty if it is about something else
     */
    public void write(Finding finding, Optional<SampleFolder> samples) {
        Set<String> written = new TreeSet<>();
        finding.exhibits().forEach(exhibit -> write(finding.name(), exhibit, written));
        Path json = folder.resolve(finding.name() + ".json");
        earlier(json, finding.name()).filter(name -> !written.contains(name)).forEach(this::remove);
        Kept kept = new Kept(
                Provenance.programVersion(),
                finding.name(),
                finding.title(),
                finding.says(),
                samples.map(FindingFiles::inShort),
                finding.exhibits().stream()
                        .map(one -> new KeptTable(
                                one.name(),
                                one.title(),
                                one.table().header(),
                                one.table().rows()))
                        .toList(),
                List.copyOf(written),
                finding.data());
        AtomicFile.write(json, JSON.writeValueAsString(kept) + "\n");
    }

    /** The files beside an earlier JSON that it says are its own; none if it cannot be read. */
    private static Stream<String> earlier(Path json, String analysis) {
        try {
            return Files.exists(json)
                    ? JSON.readTree(Files.readString(json)).path("files").values().stream()
                            .map(JsonNode::asString)
                            .filter(name -> name.matches(Pattern.quote(analysis) + "(-[^/\\\\]*)?\\.(csv|svg|png)"))
                    : Stream.empty();
        } catch (IOException | JacksonException unreadable) {
            return Stream.empty();
        }
    }

    private void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw AtomicFile.failure(folder.resolve(name), e);
        }
    }

    private static Samples inShort(SampleFolder samples) {
        SamplePass pass = samples.pass();
        List<SamplePass.Model> models = pass.models().stream()
                .filter(model ->
                        samples.cells().stream().anyMatch(cell -> cell.model().equals(model.name())))
                .toList();
        return new Samples(pass.settings(), models, samples.cells());
    }

    private void write(String analysis, Finding.Exhibit exhibit, Set<String> written) {
        String name = exhibit.name().isEmpty() ? analysis : analysis + "-" + exhibit.name();
        AtomicFile.write(folder.resolve(name + ".csv"), exhibit.numbers().csv());
        written.add(name + ".csv");
        exhibit.chart().ifPresent(chart -> {
            AtomicFile.write(folder.resolve(name + ".svg"), chart.svg());
            written.add(name + ".svg");
            if (draws) {
                try {
                    AtomicFile.write(folder.resolve(name + ".png"), chart.png(SHARP));
                    written.add(name + ".png");
                } catch (UserError e) {
                    draws = false;
                    warnings.accept(e.getMessage() + ". The SVG pictures are written");
                }
            }
        });
    }
}
