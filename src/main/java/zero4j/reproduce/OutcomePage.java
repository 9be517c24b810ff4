package zero4j.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.Words;
import zero4j.report.Table;
import zero4j.reproduce.Measurements.Unit;
import zero4j.run.Provenance;

/**
 * What came out of an experiment, for people: tables for a terminal, a page in one HTML file to send, and the same page in Markdown with
 * its pictures beside it. Nothing but the experiment and its outcome is asked, so it can be written again at any time.
 */
public final class OutcomePage {
    /** The page as HTML, in the folder of an experiment. */
    public static final String REPORT = "report.html";

    /** The page as Markdown there. */
    public static final String PAGE = "page.md";

    /** Heads {@link #causes}. */
    static final String CAUSES = "What does not appear at this scale, and why";

    /** Pixels of a PNG for one of the chart. */
    private static final double SHARP = 2;

    private final Experiment experiment;
    private final Outcome outcome;
    private final OutcomeFigures figures;

    OutcomePage(Experiment experiment, Outcome outcome) {
        this.experiment = experiment;
        this.outcome = outcome.inWordsOf(experiment);
        this.figures = new OutcomeFigures(experiment, this.outcome);
    }

    /** The claims with their verdicts, differences and intervals, for a terminal. */
    public Table claims() {
        return OutcomeTables.claims(outcome);
    }

    /** The means that the claims compare, of all arms, and of all models in templates. */
    public List<Table> means() {
        return OutcomeTables.means(outcome);
    }

    /** How many claims are shown, in a sentence. */
    public String inWords() {
        return OutcomeTables.counted(outcome.judged())
                + doubt().map(word -> " (" + word + ")").orElse("");
    }

    /** Why the verdicts are worth less than those of the whole experiment; empty if they are not. */
    public List<String> cautions() {
        List<String> cautions = new ArrayList<>();
        if (outcome.quick()) {
            cautions.add(
                    "This is the quick variant, which trains less: what it does not show the whole experiment may show.");
        }
        if (outcome.seeds() < Outcome.Verdict.FEWEST && !experiment.arms().isEmpty()) {
            cautions.add("With " + Words.counted(outcome.seeds(), "seed")
                    + " nothing is shown of trainings: three are the fewest.");
        }
        if (outcome.isOfSettingsIn(experiment).isEmpty()) {
            cautions.add(
                    "Which settings were measured is not in its file, which an earlier program wrote; those that are named"
                            + " here may be others. Run it again: what is kept is not run again.");
        }
        List<Experiment.Claim> left = outcome.leftOut(experiment);
        if (!left.isEmpty() && outcome.quick()) {
            cautions.add("Not judged, since what they compare was not trained: "
                    + left.stream().map(Experiment.Claim::says).collect(Collectors.joining(" ")));
        }
        if (!changes().isEmpty()) {
            cautions.add(
                    "The experiment's file was changed since: " + String.join("; ", changes()) + ". Run it again.");
        }
        return cautions;
    }

    /** What the experiment's file says otherwise than what was measured and judged, as far as that is known. */
    private List<String> changes() {
        List<String> changes = new ArrayList<>();
        if (!outcome.isOfSettingsIn(experiment).orElse(true)) {
            changes.add("words and settings are of the file as it is now, numbers of what it said before");
        }
        int left = outcome.leftOut(experiment).size();
        if (left > 0 && !outcome.quick()) {
            changes.add(Words.counted(left, "claim of it was", "claims of it were") + " not judged");
        }
        int gone = outcome.gone(experiment).size();
        if (gone > 0) {
            changes.add(Words.counted(gone, "claim that was judged is", "claims that were judged are")
                    + " no longer in it");
        }
        return changes;
    }

    /** Why the file may say something else than what was measured, in few words. */
    Optional<String> doubt() {
        return !changes().isEmpty()
                ? Optional.of("of an earlier file")
                : outcome.isOfSettingsIn(experiment).isEmpty()
                        ? Optional.of("settings not recorded")
                        : Optional.empty();
    }

    /** What one must know of the numbers wherever they stand, in few words: {@code quick}. */
    List<String> marks() {
        return Stream.concat(outcome.quick() ? Stream.of("quick") : Stream.empty(), doubt().stream())
                .toList();
    }

    /** Seconds that all stages took, those that were kept from earlier included. */
    public double seconds() {
        return outcome.seconds();
    }

    /** What came out, in the words of the experiment's file. */
    Outcome outcome() {
        return outcome;
    }

    /** Of the claims that were not shown, but for those whose seeds are too few, why; none where the file does not say. */
    List<PagePart> causes(String before) {
        List<PagePart> causes = new ArrayList<>();
        for (Outcome.Judged judged : outcome.judged()) {
            if (judged.verdict() != Outcome.Verdict.SHOWN
                    && judged.effect().pairs() >= Outcome.Verdict.FEWEST
                    && !judged.claim().cause().isBlank()) {
                causes.add(new PagePart.Said(before + capitalised(OutcomeTables.inWords(judged.verdict())) + ": "
                        + judged.claim().says()));
                causes.add(new PagePart.Marked(judged.claim().cause()));
            }
        }
        return causes;
    }

    /** The command that makes it again. */
    String command() {
        String name = experiment.file().isEmpty() ? experiment.name() : experiment.file();
        boolean otherSeeds = !experiment.arms().isEmpty() && outcome.seeds() != seeds();
        return "./zero4j reproduce " + PlainText.shell(name) + (outcome.quick() ? " --quick" : "")
                + (otherSeeds ? " --seeds " + outcome.seeds() : "");
    }

    private int seeds() {
        return outcome.quick() && experiment.quick().seeds() > 0
                ? experiment.quick().seeds()
                : experiment.seeds();
    }

    /**
     * Writes the page into the folder of the experiment, as HTML and as Markdown.
     *
     * @param warnings told if Java cannot draw PNG pictures on this machine
     */
    public void write(Path folder, Consumer<String> warnings) {
        AtomicFile.write(folder.resolve(REPORT), html());
        writeMarkdown(folder.resolve(PAGE), warnings);
    }

    /** Writes the page as Markdown, and its pictures as SVG and PNG beside it. */
    void writeMarkdown(Path file, Consumer<String> warnings) {
        boolean draws = true;
        for (PagePart.Figure figure : figures.figures()) {
            AtomicFile.write(
                    file.resolveSibling(figure.name() + ".svg"), figure.chart().svg());
            if (draws) {
                try {
                    AtomicFile.write(
                            file.resolveSibling(figure.name() + ".png"),
                            figure.chart().png(SHARP));
                } catch (UserError e) {
                    draws = false;
                    warnings.accept(e.getMessage() + ". The SVG pictures are written");
                }
            }
        }
        AtomicFile.write(file, markdown());
    }

    /** The page as one HTML file. */
    String html() {
        return PageText.html("zero4j: " + title(), parts());
    }

    /** The page as Markdown. */
    String markdown() {
        return PageText.markdown(parts());
    }

    private String title() {
        return experiment.name() + ": " + experiment.title();
    }

    /** The first picture, if there is one. */
    List<PagePart.Figure> mainPicture() {
        return figures.figures().stream().limit(1).toList();
    }

    private List<PagePart> parts() {
        List<PagePart> parts = new ArrayList<>();
        parts.add(new PagePart.Heading(1, title()));
        cautions().forEach(caution -> parts.add(new PagePart.Caution(caution)));
        marked(parts, "What the paper shows", experiment.paper());
        marked(parts, "What is done here", experiment.here());
        parts.add(new PagePart.Heading(2, "What came out"));
        parts.add(new PagePart.Said(inWords() + " " + took()));
        if (!outcome.judged().isEmpty()) {
            parts.add(new PagePart.Numbers(OutcomeTables.claimsInFull(outcome)));
            parts.add(new PagePart.Said(intervals()));
        }
        List<PagePart> causes = causes("");
        if (!causes.isEmpty()) {
            parts.add(new PagePart.Heading(3, CAUSES));
            parts.addAll(causes);
        }
        for (PagePart.Figure figure : figures.figures()) {
            parts.add(new PagePart.Heading(3, capitalised(figure.title())));
            parts.add(figure);
        }
        numbers(parts);
        parts.addAll(OutcomeSettings.of(experiment, outcome.quick()));
        parts.add(new PagePart.Heading(2, "The command that makes it again"));
        parts.add(new PagePart.Command(command()));
        parts.add(new PagePart.Said("Written by zero4j " + Provenance.programVersion() + "."));
        return parts;
    }

    private static void marked(List<PagePart> parts, String heading, String markdown) {
        if (!markdown.isBlank()) {
            parts.add(new PagePart.Heading(2, heading));
            parts.add(new PagePart.Marked(markdown));
        }
    }

    private static String capitalised(String title) {
        return title.isEmpty() ? title : title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    private String took() {
        String seeds =
                experiment.arms().isEmpty() ? "" : ", " + Words.counted(outcome.seeds(), "seed") + " of each arm";
        return "All stages together took " + minutes(outcome) + " minutes" + seeds + ".";
    }

    static String minutes(Outcome outcome) {
        double minutes = outcome.seconds() / 60;
        return String.format(Locale.ROOT, minutes < 10 ? "%.1f" : "%.0f", minutes);
    }

    private String intervals() {
        boolean questions =
                outcome.judged().stream().anyMatch(one -> one.effect().unit() == Unit.QUESTION);
        return "Shown: the 95 % interval of the difference, in brackets, has no room for what the claim denies. Opposite: it"
                + " has room for nothing else. Not shown: it leaves that open. Each interval is of its claim alone, so of"
                + " twenty claims without any truth one would be taken for shown or opposite."
                + (questions
                        ? " Intervals over questions say what other questions would give, not what another model would."
                        : "");
    }

    private void numbers(List<PagePart> parts) {
        List<Table> tables = OutcomeTables.numbers(outcome);
        if (!tables.isEmpty()) {
            parts.add(new PagePart.Heading(2, "All numbers"));
            parts.add(new PagePart.Said(
                    "Means; in brackets the least and the most of the seeds, or the 95 % interval over"
                            + " questions; in parentheses how many there are, where that differs."
                            + ends()));
            tables.forEach(table -> parts.add(new PagePart.Numbers(table)));
        }
        figures.missing()
                .forEach(title -> parts.add(
                        new PagePart.Said("There is no picture of " + title + ": nothing of it was measured.")));
    }

    private String ends() {
        return outcome.measurements().values().stream()
                        .anyMatch(one -> Quantity.of(one.quantity())
                                .filter(Quantity.OfSteps.class::isInstance)
                                .isPresent())
                ? " First and last steps: a tenth of all at either end, at least 10, but never more than half."
                : "";
    }
}
