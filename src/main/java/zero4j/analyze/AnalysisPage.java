package zero4j.analyze;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import zero4j.AtomicFile;
import zero4j.SettingChecks;
import zero4j.Words;
import zero4j.report.Html;
import zero4j.report.Table;
import zero4j.run.Provenance;

/** What analyses of a pass found as one HTML file to send, which needs nothing else: without scripts and without a network. */
public final class AnalysisPage {
    /** Its name in the folder of the pass. */
    public static final String NAME = "report.html";

    /** Longer tables are opened by those who want them, those below a picture sooner. */
    private static final int SHOWN_ROWS = 15;

    private static final int SHOWN_BELOW_PICTURE = 6;

    private final SampleFolder samples;
    private final List<Finding> findings;
    private final List<String> commands;

    /** @param commands that made it, each in a line */
    public AnalysisPage(SampleFolder samples, List<Finding> findings, List<String> commands) {
        this.samples = samples;
        this.findings = List.copyOf(findings);
        this.commands = List.copyOf(commands);
    }

    /** Writes it into the folder of the pass. */
    public Path write() {
        Path file = samples.path().resolve(NAME);
        AtomicFile.write(file, html());
        return file;
    }

    /** The page. */
    public String html() {
        return Html.page("zero4j: " + title(), page -> {
            page.element("h1", title());
            page.element("p", inWords());
            findings.forEach(finding -> finding(page, finding));
            page.element("h2", "What was sampled");
            table(page, samples.overview(), SHOWN_ROWS);
            page.element("h3", "Settings").table(settings());
            page.element("h3", commands.size() == 1 ? "The command that made it" : "The commands that made it");
            commands.forEach(command -> page.element("pre", command));
            page.element(
                    "p",
                    "Made by zero4j " + Provenance.programVersion() + " from the samples in the folder.",
                    "class",
                    "soft");
        });
    }

    private String title() {
        return "What " + names() + " can do";
    }

    private String names() {
        return samples.cells().stream().map(SampleCell::model).distinct().collect(Collectors.joining(", "));
    }

    private String inWords() {
        SamplePass.Settings settings = samples.pass().settings();
        return "One pass of sampling: " + Words.counted(settings.asked(), "question") + " of "
                + settings.benchmarks().stream().map(SamplePass.Asked::name).collect(Collectors.joining(", "))
                + ", asked in " + Words.counted(samples.cells().size(), "way")
                + " of model, template and temperature; all that follows is counted in the same completions.";
    }

    private static void finding(Html page, Finding finding) {
        page.element("h2", finding.title());
        finding.says().forEach(sentence -> page.element("p", sentence));
        for (Finding.Exhibit exhibit : finding.exhibits()) {
            page.element("h3", exhibit.title());
            exhibit.chart()
                    .ifPresent(chart -> page.open("figure", "class", "exhibit")
                            .markup(chart.svg())
                            .close());
            table(page, exhibit.table(), exhibit.chart().isPresent() ? SHOWN_BELOW_PICTURE : SHOWN_ROWS);
        }
    }

    private static void table(Html page, Table table, int most) {
        int rows = table.rows().size();
        if (rows > most) {
            page.open("details")
                    .element("summary", "Table of " + Words.counted(rows, "row"))
                    .table(table)
                    .close();
        } else {
            page.table(table);
        }
    }

    private Table settings() {
        SamplePass pass = samples.pass();
        SamplePass.Settings settings = pass.settings();
        Table table = Table.ofTexts("setting", "value");
        for (SamplePass.Model model : pass.models()) {
            if (samples.cells().stream().anyMatch(cell -> cell.model().equals(model.name()))) {
                String by = samples.cells().stream()
                        .filter(cell -> cell.model().equals(model.name()))
                        .map(samples::origin)
                        .map(origin -> origin.engine() + " on " + origin.compute() + ", zero4j " + origin.program())
                        .distinct()
                        .collect(Collectors.joining("; by "));
                table.row(
                        "model " + model.name(),
                        model.folder() + "; SHA-256 " + model.weights() + "; sampled by " + by);
            }
        }
        table.row("suite", String.join(", ", pass.suite()));
        for (SamplePass.Asked set : settings.benchmarks()) {
            table.row("benchmark " + set.name(), Words.counted(set.questions(), "question") + "; " + set.fingerprint());
        }
        table.row(
                "questions",
                settings.questions() == 0 ? "all" : "the first " + settings.questions() + " of each benchmark");
        table.row("max_new_tokens", Integer.toString(settings.maxNewTokens()));
        table.row("seed", Long.toString(settings.seed()));
        table.row("special_tokens", SettingChecks.word(settings.specialTokens()));
        table.row(
                "verifier",
                SettingChecks.word(settings.verifier().grade()) + ", "
                        + Words.counted(settings.verifier().decimals(), "decimal") + ", form "
                        + SettingChecks.word(settings.verifier().form()));
        return table;
    }
}
