package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import zero4j.PlainText;
import zero4j.data.Question;
import zero4j.recipe.Recipes;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.session.MemoryEstimate;
import zero4j.session.TrainSetup;
import zero4j.verify.MathVerifier;

/** What training would do: settings, memory, prompts, and how answers would be graded. */
public final class DryRun {
    private static final int SHOWN = 3;
    private static final double MEBIBYTE = 1 << 20;

    private DryRun() {}

    /** Prints everything but the header. */
    public static void print(PrintWriter out, TrainSetup setup) {
        MemoryEstimate memory = MemoryEstimate.of(setup);
        TrainHeader.line(
                out,
                "memory",
                String.format(
                        Locale.ROOT,
                        "about %.0f MiB outside the Java heap: model, gradients and optimizer %.0f, KV cache %.0f,"
                                + " logits %.0f, activations %.0f",
                        memory.total() / MEBIBYTE,
                        memory.model() / MEBIBYTE,
                        memory.cache() / MEBIBYTE,
                        memory.logits() / MEBIBYTE,
                        memory.activations() / MEBIBYTE));
        List<Prompt> prompts = setup.firstPrompts(SHOWN);
        for (int i = 1; i < prompts.size(); i++) {
            TrainHeader.prompt(out, i + 1, prompts.get(i));
        }
        RewardFunction format = Rewards.byName(Rewards.AUTO, setup.prompting().template(), new MathVerifier());
        for (Prompt prompt : prompts) {
            String answer = prompt.question().answers().getFirst();
            grade(out, setup.reward(), prompt.question(), format.marked(answer));
        }
        Question first = prompts.getFirst().question();
        grade(out, setup.reward(), first, first.answers().getFirst());
        out.println();
        out.print("# resolved settings");
        out.println(System.lineSeparator() + Recipes.render(setup.recipe()).strip());
    }

    private static void grade(PrintWriter out, RewardFunction reward, Question question, String response) {
        Completion completion = new Completion(new int[0], new float[0], response, FinishReason.EOS, 0);
        ScoredCompletion scored = reward.score(question, completion);
        TrainHeader.line(
                out,
                "graded",
                PlainText.quoted(response) + " for " + question.id() + ": reward " + scored.reward() + ", "
                        + scored.verdict().outcome().inWords() + " ("
                        + scored.verdict().rule() + ")");
    }
}
