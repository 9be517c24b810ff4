package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import zero4j.PlainText;
import zero4j.SettingChecks;
import zero4j.Words;
import zero4j.data.QuestionSet;
import zero4j.dist.Rendezvous;
import zero4j.eval.EvalSettings;
import zero4j.learn.TrainSettings;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.Rewards;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutSettings;
import zero4j.session.LearnerEngine;
import zero4j.session.RolloutEngine;
import zero4j.session.StaleRollouts;
import zero4j.session.TrainSetup;
import zero4j.weights.LoraSettings;

/** What is said before training starts. */
public final class TrainHeader {
    private TrainHeader() {}

    /** Prints the plan and the first prompt. */
    public static void print(PrintWriter out, TrainSetup setup) {
        TrainRecipe recipe = setup.recipe();
        RolloutSettings rollout = recipe.rollout();
        long size = setup.questions().size();
        long questions = size == QuestionSet.ENDLESS ? size : size - setup.tooLong();
        line(out, "model", Header.model(setup.base(), setup.config()));
        if (recipe.lora().enabled()) {
            line(out, "trained", lora(setup));
        }
        line(
                out,
                "device",
                setup.placement() + ", " + Words.counted(setup.threads(), "thread") + "; rollouts by "
                        + RolloutEngine.inWords(rollout.backend(), setup.placement())
                        + (rollout.remote().servers().isEmpty()
                                ? ""
                                : ": " + String.join(", ", rollout.remote().servers()))
                        + "; updates by " + LearnerEngine.inWords(recipe, processes()));
        Needs.source(out, recipe.published());
        line(out, "objective", setup.algorithm().name() + ": " + Header.objective(setup.algorithm()));
        line(
                out,
                "data",
                data(setup, questions) + "; template "
                        + setup.prompting().template().name());
        line(out, "reward", Header.reward(setup.reward()));
        Rewards.caution(setup.reward().name()).ifPresent(words -> line(out, "control", words));
        line(out, "verifier", Header.verifier(setup.recipe().verifier()));
        line(
                out,
                "batch",
                Header.batch(rollout.prompts(), rollout.groupSize(), setup.updatesPerStep()) + " a step, "
                        + Header.steps(recipe.train().steps()) + passes(recipe, questions));
        line(
                out,
                "sampling",
                "temperature " + rollout.temperature() + ", at most "
                        + Words.counted(rollout.maxNewTokens(), "new token") + ", seed " + recipe.seed());
        StaleRollouts.inWords(setup).ifPresent(words -> line(out, "ahead", words));
        line(out, "optimizer", optimizer(recipe.train()));
        line(out, "evaluation", evaluation(setup));
        setup.firstPrompts(1).forEach(prompt -> prompt(out, 1, prompt));
    }

    static int processes() {
        return Rendezvous.from(System.getenv()).map(Rendezvous::world).orElse(1);
    }

    /** A line of the header. */
    public static void line(PrintWriter out, String what, String text) {
        Screen.of(out).line(what, text);
    }

    /** A rendered prompt, and below it its token ids. */
    static void prompt(PrintWriter out, int number, Prompt prompt) {
        line(out, "prompt " + number, PlainText.quoted(prompt.text()));
        line(out, "", Header.tokens(prompt));
    }

    /** As many as will be asked. */
    private static String data(TrainSetup setup, long usable) {
        QuestionSet questions = setup.questions();
        if (questions.size() == QuestionSet.ENDLESS) {
            return questions.name() + " (endless)";
        }
        long tooLong = questions.size() - usable;
        return questions.name() + " (" + Words.counted(usable, "question")
                + Header.columns(questions)
                + (tooLong > 0
                        ? "; " + tooLong + " left out, with prompts of more than "
                                + Words.counted(setup.maxPromptTokens(), "token")
                        : "")
                + ")";
    }

    private static String lora(TrainSetup setup) {
        LoraSettings lora = setup.recipe().lora();
        return "LoRA " + lora.inWords(setup.config().family()) + ": "
                + Header.count(lora.trainableCount(setup.config())) + " trainable parameters of "
                + Header.count(setup.config().parameterCount());
    }

    /** How often the questions are passed over, if they have an end. */
    private static String passes(TrainRecipe recipe, long questions) {
        double passes = (double) recipe.train().steps() * recipe.rollout().prompts() / questions;
        return questions == QuestionSet.ENDLESS || questions < 1
                ? ""
                : String.format(Locale.ROOT, passes < 100 ? ", %.1f" : ", %.0f", passes) + " passes over the questions";
    }

    private static String optimizer(TrainSettings train) {
        return "AdamW, learning rate " + String.format(Locale.ROOT, "%.1e", train.learningRate()) + " "
                + SettingChecks.word(train.schedule())
                + (train.warmupSteps() > 0
                        ? " after " + Words.counted(train.warmupSteps(), "update") + " of warm-up"
                        : "")
                + ", gradient norm at most " + train.maxGradNorm();
    }

    private static String evaluation(TrainSetup setup) {
        EvalSettings settings = setup.recipe().eval();
        if (setup.suite().isEmpty()) {
            return "none";
        }
        String names = setup.suite().stream().map(b -> b.name()).collect(Collectors.joining(", "));
        return names + "; greedy"
                + (settings.samples() > 0 ? " and " + Words.counted(settings.samples(), "sample") : "")
                + (settings.every() > 0
                        ? "; every " + (settings.every() == 1 ? "step" : Header.steps(settings.every()))
                        : "; before and after");
    }
}
