package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import zero4j.PlainText;
import zero4j.Words;
import zero4j.pretrain.PretrainSettings;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.session.LearnerEngine;
import zero4j.session.PretrainSetup;
import zero4j.session.PretrainingText;

/** What is said before pretraining starts. */
public final class PretrainHeader {
    private static final int SHOWN = 3;

    private PretrainHeader() {}

    /**
     * Prints the plan.
     *
     * @param folder of the checkpoints
     */
    public static void print(PrintWriter out, PretrainSetup setup, Path folder) {
        PretrainRecipe recipe = setup.recipe();
        PretrainSettings train = recipe.train();
        Path model = recipe.fromScratch() ? Path.of(recipe.init()) : setup.start();
        line(
                out,
                "model",
                Header.model(model, setup.config()) + ", " + setup.placement() + "; updates by "
                        + LearnerEngine.inWords(recipe, TrainHeader.processes()));
        Needs.source(out, recipe.published());
        line(out, "text", recipe.data() + ", seed " + recipe.seed() + text(setup));
        line(out, "plan", plan(train));
        if (train.checkpointEvery() > 0 && train.checkpointEvery() < train.steps()) {
            line(out, "save", "every " + Header.steps(train.checkpointEvery()) + " in " + folder);
        }
    }

    /** How much is learnt from. */
    static String plan(PretrainSettings train) {
        return tokens(train.tokens()) + " in " + Header.steps(train.steps()) + " of " + train.batchTokens();
    }

    /** How much there is of a text in files, and how much of it is learnt from. */
    private static String text(PretrainSetup setup) {
        PretrainingText.Use use = setup.text().use();
        if (use.files().isEmpty()) {
            return "";
        }
        double passes = setup.recipe().train().tokens() / (double) use.tokens();
        return String.format(
                Locale.ROOT,
                "; %s%s: %s, %s in rows of at most %d; %s",
                use.files().size() > 1 ? Words.counted(use.files().size(), "file") + ", " : "",
                use.taken(),
                Words.counted(use.texts(), "text"),
                tokens(use.tokens()),
                setup.recipe().train().sequenceLength(),
                passes < 1
                        ? String.format(Locale.ROOT, "%.1f %% of it is used", 100 * passes)
                        : String.format(Locale.ROOT, "all of it is used, %.1f times", passes));
    }

    /** Prints what else a pretraining would use and need: tokenizer, memory, disk, the first documents, settings. */
    public static void printDryRun(PrintWriter out, PretrainSetup setup, OptionalDouble learntPerSecond) {
        line(
                out,
                "tokenizer",
                (setup.recipe().tokenizer().equals("nano") && setup.recipe().fromScratch()
                                ? "nano"
                                : setup.text().tokenizerFolder().toString())
                        + ", " + Words.counted(setup.text().vocabularySize(), "token") + " for "
                        + Words.counted(setup.config().vocabSize(), "row") + " of the embedding");
        Needs.memory(out, setup.recipe(), setup.config());
        Needs.disk(out, setup.disk());
        Needs.time(out, setup.recipe(), learntPerSecond);
        long there = setup.text().use().files().isEmpty()
                ? SHOWN
                : setup.text().use().documents();
        for (int i = 0; i < Math.min(SHOWN, there); i++) {
            int[] document = setup.text().documents().document(i, 0);
            line(out, "document " + (i + 1), PlainText.quoted(setup.text().decoded(document)));
            line(out, "", Words.counted(document.length, "token"));
        }
        out.println();
        out.print("# resolved settings");
        out.println(System.lineSeparator() + Recipes.render(setup.recipe()).strip());
    }

    private static String tokens(long count) {
        return Header.count(count) + (count == 1 ? " token" : " tokens");
    }

    private static void line(PrintWriter out, String what, String text) {
        TrainHeader.line(out, what, text);
    }
}
