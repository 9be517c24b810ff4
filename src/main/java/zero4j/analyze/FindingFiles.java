package zero4j.analyze;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
     * Writes, or replaces, the files of a finding.
     *
     * @param samples that were analysed; empty if it is about something else
     */
    public void write(Finding finding, Optional<SampleFolder> samples) {
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
                finding.data());
        AtomicFile.write(folder.resolve(finding.name() + ".json"), JSON.writeValueAsString(kept) + "\n");
        finding.exhibits().forEach(exhibit -> write(finding.name(), exhibit));
    }

    private static Samples inShort(SampleFolder samples) {
        SamplePass pass = samples.pass();
        List<SamplePass.Model> models = pass.models().stream()
                .filter(model ->
                        samples.cells().stream().anyMatch(cell -> cell.model().equals(model.name())))
                .toList();
        return new Samples(pass.settings(), models, samples.cells());
    }

    private void write(String analysis, Finding.Exhibit exhibit) {
        String name = exhibit.name().isEmpty() ? analysis : analysis + "-" + exhibit.name();
        AtomicFile.write(folder.resolve(name + ".csv"), exhibit.numbers().csv());
        exhibit.chart().ifPresent(chart -> {
            AtomicFile.write(folder.resolve(name + ".svg"), chart.svg());
            if (draws) {
                try {
                    AtomicFile.write(folder.resolve(name + ".png"), chart.png(SHARP));
                } catch (UserError e) {
                    draws = false;
                    warnings.accept(e.getMessage() + ". The SVG pictures are written");
                }
            }
        });
    }
}
