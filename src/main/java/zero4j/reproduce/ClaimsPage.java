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

    private final Map<Experiment, Optional<Outcome>> experiments;

    /** @param experiments in the order of the page, with what came out of those that were run */
    ClaimsPage(Map<Experiment, Optional<Outcome>> experiments) {
        this.experiments = experiments;
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
                    folders.filter(there -> Files.exists(there.resolve(OutcomeFile.NAME)))
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
        experiments.forEach((experiment, outcome) -> outcome.ifPresent(of ->
                new OutcomePage(experiment, of).writeMarkdown(folder.resolve(experiment.name() + ".md"), warnings)));
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
            if (Files.exists(file) && !Files.readString(file).startsWith("# " + TITLE + "\n")) {
                throw new UserError(
                        "there is a " + file + " that is no overview of experiments, and it would be written over;"
                                + " choose another folder for the pages");
            }
        } catch (IOException e) {
            throw new UserError(
                    "cannot read " + file + ", which would be written over; choose another folder for the pages", e);
        }
    }

    String markdown() {
        List<PagePart> parts = new ArrayList<>();
        parts.add(new PagePart.Heading(1, TITLE));
        parts.add(new PagePart.Marked(inWords()));
        boolean quick = experiments.values().stream().flatMap(Optional::stream).anyMatch(Outcome::quick);
        if (quick) {
            parts.add(new PagePart.Caution("Where it says quick, the quick variant was run, which trains less."));
        }
        StringBuilder page = new StringBuilder(PageText.markdown(parts)).append('\n');
        page.append(table().markdown())
                .append("\n\n")
                .append(PageText.markdown(List.of(new PagePart.Said(explained()))));
        experiments.forEach((experiment, outcome) -> outcome.ifPresent(of -> page.append(picture(experiment, of))));
        return page.toString();
    }

    private String inWords() {
        List<Judged> judged = experiments.values().stream()
                .flatMap(Optional::stream)
                .flatMap(outcome -> outcome.judged().stream())
                .toList();
        long shown =
                judged.stream().filter(one -> one.verdict() == Verdict.SHOWN).count();
        double seconds = experiments.values().stream()
                .flatMap(Optional::stream)
                .mapToDouble(Outcome::seconds)
                .sum();
        return "What [Understanding R1-Zero-Like Training: A Critical Perspective](https://arxiv.org/abs/2503.20783) says, seen at"
                + " nano scale."
                + " Of " + Words.counted(judged.size(), "claim") + " that were judged " + shown
                + (shown == 1 ? " is" : " are") + " shown; all experiments that were run took "
                + String.format(Locale.ROOT, "%.0f", seconds / 60)
                + " minutes. Written by `./zero4j reproduce` from what it measured.";
    }

    private Table table() {
        Table table =
                Table.ofTexts("experiment", "claim", "in the paper", "verdict", "difference [95 %]", "of", "minutes");
        experiments.forEach((experiment, outcome) -> {
            String name = PageText.escaped(experiment.name());
            if (outcome.isEmpty()) {
                table.row(name, PageText.escaped(experiment.title()), "", "not run", "", "", "");
                return;
            }
            String linked = "[" + name + "](" + name + ".md)" + (outcome.get().quick() ? " (quick)" : "");
            for (int i = 0; i < outcome.get().judged().size(); i++) {
                row(table, linked, outcome.get().judged().get(i), i == 0 ? OutcomePage.minutes(outcome.get()) : "");
            }
            if (outcome.get().judged().isEmpty()) {
                table.row(linked, "no claim was judged", "", "", "", "", OutcomePage.minutes(outcome.get()));
            }
        });
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
                + " leaves that open, or fewer than three seeds were trained. Each interval is of its claim alone. Minutes are"
                + " those of all stages of an experiment, a base that several share counted in each.";
    }

    private static String picture(Experiment experiment, Outcome outcome) {
        List<PagePart> parts = new ArrayList<>();
        parts.add(new PagePart.Heading(
                2, experiment.name() + ": " + experiment.title() + (outcome.quick() ? " (quick)" : "")));
        parts.addAll(new OutcomePage(experiment, outcome).mainPicture());
        parts.add(new PagePart.Marked("[All of it](" + experiment.name() + ".md)"));
        return "\n" + PageText.markdown(parts);
    }
}
