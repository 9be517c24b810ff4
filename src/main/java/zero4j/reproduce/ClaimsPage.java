package zero4j.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.Words;
import zero4j.report.Table;
import zero4j.reproduce.Outcome.Judged;
import zero4j.reproduce.Outcome.Verdict;

/** All claims of the paper with what became of them, over several experiments: pages in Markdown in a folder, and an overview. */
public final class ClaimsPage {
    /** The overview, in the folder of the pages. */
    public static final String NAME = "README.md";

    private static final String TITLE = "The paper on a laptop";

    /** Where experiments of the user's are among them. */
    private static final String NEUTRAL_TITLE = "Experiments and what they claim";

    private final Map<Experiment, Optional<OutcomePage>> experiments = new LinkedHashMap<>();

    /** @param experiments in the order of the page, with what came out of those that were run */
    ClaimsPage(Map<Experiment, Optional<Outcome>> experiments) {
        experiments.forEach((experiment, outcome) ->
                this.experiments.put(experiment, outcome.map(of -> new OutcomePage(experiment, of))));
    }

    /**
     * What the folder of reproductions has of these experiments; of one that was run both whole and quick, what came out of the whole.
     *
     * @throws UserError if an outcome there cannot be read
     */
    public static ClaimsPage of(List<Experiment> experiments, Path folder) {
        Map<Experiment, Optional<Outcome>> all = new LinkedHashMap<>();
        for (Experiment experiment : experiments) {
            Stream<Path> folders = Stream.of(
                    Reproduction.of(experiment, folder).output(),
                    Reproduction.of(experiment, folder).quick().output());
            all.put(
                    experiment,
                    folders.filter(there -> Files.exists(there.resolve(Outcome.FILE)))
                            .findFirst()
                            .map(Outcome::read));
        }
        return new ClaimsPage(all);
    }

    /**
     * Writes the overview, and of each experiment that was run its page and pictures.
     *
     * @param warnings told if Java cannot draw PNG pictures on this machine
     * @throws UserError if the folder has another file of that name, which the program does not write over
     */
    public void write(Path folder, Consumer<String> warnings) {
        refuseOthers(folder.resolve(NAME));
        experiments.forEach((experiment, page) ->
                page.ifPresent(of -> of.writeMarkdown(folder.resolve(experiment.name() + ".md"), warnings)));
        AtomicFile.write(folder.resolve(NAME), markdown());
    }

    /**
     * Makes sure, before long work, that the pages can be written.
     *
     * @throws UserError if not
     */
    public static void requireWritable(Path folder) {
        refuseOthers(folder.resolve(NAME));
        AtomicFile.requireWritable(folder.resolve(NAME));
    }

    private static void refuseOthers(Path file) {
        try {
            if (Files.exists(file)
                    && Stream.of(TITLE, NEUTRAL_TITLE)
                            .map(title -> "# " + title + "\n\n")
                            .noneMatch(Files.readString(file)::startsWith)) {
                throw new UserError(
                        "there is a " + file + " that is no overview of experiments, and it would be written over;"
                                + " choose another folder for the pages");
            }
        } catch (IOException e) {
            throw new UserError(
                    "cannot read " + file + ", which would be written over; choose another folder for the pages", e);
        }
    }

    /** Whether all are of the paper: of the user's own it says nothing. */
    private boolean isOfThePaper() {
        return experiments.keySet().stream().allMatch(one -> one.file().isEmpty());
    }

    String markdown() {
        List<PagePart> parts = new ArrayList<>();
        parts.add(new PagePart.Heading(1, isOfThePaper() ? TITLE : NEUTRAL_TITLE));
        parts.add(new PagePart.Marked(inWords()));
        if (outcomes().anyMatch(Outcome::quick)) {
            parts.add(new PagePart.Caution("Where it says quick, the quick variant was run, which trains less."));
        }
        String doubtful = experiments.entrySet().stream()
                .filter(one -> one.getValue().flatMap(OutcomePage::doubt).isPresent())
                .map(one -> one.getKey().name())
                .collect(Collectors.joining(", "));
        if (!doubtful.isEmpty()) {
            parts.add(new PagePart.Caution("The files of these experiments may say something else by now than what was"
                    + " measured: " + doubtful + ". Run them again: what is kept is not run again."));
        }
        StringBuilder page = new StringBuilder(PageText.markdown(parts)).append('\n');
        page.append(table().markdown()).append("\n\n").append(PageText.markdown(belowTheTable()));
        experiments.forEach((experiment, one) -> one.ifPresent(of -> page.append(picture(experiment, of))));
        return page.toString();
    }

    private List<PagePart> belowTheTable() {
        List<PagePart> parts = new ArrayList<>(List.of(new PagePart.Said(explained())));
        List<PagePart> causes = new ArrayList<>();
        experiments.forEach(
                (experiment, page) -> page.ifPresent(of -> causes.addAll(of.causes(experiment.name() + ". "))));
        if (!causes.isEmpty()) {
            parts.add(new PagePart.Heading(2, OutcomePage.CAUSES));
            parts.addAll(causes);
        }
        return parts;
    }

    private Stream<Outcome> outcomes() {
        return experiments.values().stream().flatMap(Optional::stream).map(OutcomePage::outcome);
    }

    private String inWords() {
        List<Judged> judged =
                outcomes().flatMap(outcome -> outcome.judged().stream()).toList();
        long shown =
                judged.stream().filter(one -> one.verdict() == Verdict.SHOWN).count();
        int left = experiments.entrySet().stream()
                .mapToInt(one -> one.getValue()
                        .map(page -> page.outcome().leftOut(one.getKey()).size())
                        .orElse(0))
                .sum();
        String paper = isOfThePaper()
                ? "What [Understanding R1-Zero-Like Training: A Critical Perspective](https://arxiv.org/abs/2503.20783) says, seen"
                        + " at nano scale. "
                : "";
        return paper + "Of " + Words.counted(judged.size(), "claim") + " that were judged " + shown
                + (shown == 1 ? " is" : " are") + " shown"
                + (left == 0 ? "" : ", and " + Words.counted(left, "more was", "more were") + " not judged")
                + "; all experiments that were run took "
                + String.format(
                        Locale.ROOT,
                        "%.0f",
                        outcomes().mapToDouble(Outcome::seconds).sum() / 60)
                + " minutes. Written by `./zero4j reproduce` from what it measured.";
    }

    private Table table() {
        Table table =
                Table.ofTexts("experiment", "claim", "in the paper", "verdict", "difference [95 %]", "of", "minutes");
        experiments.forEach((experiment, page) -> {
            if (page.isEmpty()) {
                table.row(
                        PageText.escaped(experiment.name()),
                        PageText.escaped(experiment.title()),
                        "",
                        "not run",
                        "",
                        "",
                        "");
            } else {
                rows(table, experiment, page.get());
            }
        });
        if (!isOfThePaper()) {
            return table;
        }
        table.row(
                RealScale.NAME,
                PageText.escaped(RealScale.read().title()) + ": `./zero4j reproduce " + RealScale.NAME + " --plan`",
                "",
                "told, not run",
                "",
                "",
                "");
        return table;
    }

    /** All claims of its file, whether they were judged or not. */
    private static void rows(Table table, Experiment experiment, OutcomePage page) {
        String marks = String.join(", ", page.marks());
        String linked = "[" + PageText.escaped(experiment.name()) + "](" + experiment.name() + ".md)"
                + (marks.isEmpty() ? "" : " (" + marks + ")");
        String minutes = OutcomePage.minutes(page.outcome());
        List<Judged> judged = page.outcome().judged();
        List<Experiment.Claim> left = page.outcome().leftOut(experiment);
        for (int i = 0; i < judged.size(); i++) {
            row(table, linked, judged.get(i), i == 0 ? minutes : "");
        }
        for (int i = 0; i < left.size(); i++) {
            table.row(
                    linked,
                    PageText.escaped(left.get(i).says()),
                    PageText.escaped(left.get(i).paper()),
                    "not judged",
                    "",
                    "",
                    i == 0 && judged.isEmpty() ? minutes : "");
        }
        if (judged.isEmpty() && left.isEmpty()) {
            table.row(linked, "no claim was judged", "", "", "", "", minutes);
        }
    }

    private static void row(Table table, String experiment, Judged judged, String minutes) {
        table.row(
                experiment,
                PageText.escaped(judged.claim().says()),
                PageText.escaped(judged.claim().paper()),
                judged.verdict() == Verdict.SHOWN ? "**shown**" : OutcomeTables.inWords(judged.verdict()),
                PageText.escaped(OutcomeTables.difference(judged)),
                OutcomeTables.seenIn(judged.effect()),
                minutes);
    }

    private static String explained() {
        return "Shown: the interval has no room for what the claim denies. Opposite: it has room for nothing else. Not shown: it"
                + " leaves that open, or fewer than three seeds were trained. Not judged: what it compares was not measured. Each interval is of its claim alone. Minutes are"
                + " those of all stages of an experiment, a base that several share counted in each.";
    }

    private static String picture(Experiment experiment, OutcomePage page) {
        String marks = String.join(", ", page.marks());
        List<PagePart> parts = new ArrayList<>();
        parts.add(new PagePart.Heading(
                2, experiment.name() + ": " + experiment.title() + (marks.isEmpty() ? "" : " (" + marks + ")")));
        parts.addAll(page.mainPicture());
        parts.add(new PagePart.Marked("[All of it](" + experiment.name() + ".md)"));
        return "\n" + PageText.markdown(parts);
    }
}
