package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.List;
import zero4j.PlainText;
import zero4j.data.Question;
import zero4j.recipe.Recipes;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.session.TrainPlan;
import zero4j.session.TrainSetup;
import zero4j.verify.MathVerifier;

/** What training would do: settings, what they need, prompts, and how answers would be graded. */
public final class DryRun {
    private static final int SHOWN = 3;

    private DryRun() {}

    /** Prints everything but the header. */
    public static void print(PrintWriter out, TrainSetup setup, Needs.Speeds speeds) {
        Needs.print(out, TrainPlan.of(setup), speeds);
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
