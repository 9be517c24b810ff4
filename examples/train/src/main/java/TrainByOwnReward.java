import java.util.List;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.run.Metric;
import zero4j.run.RunReader;
import zero4j.session.TrainResult;
import zero4j.session.TrainSession;

/** Trains a model for ten steps by a reward that is a line of Java. */
public final class TrainByOwnReward {
    private TrainByOwnReward() {}

    /** @param args the model's folder, and a folder for runs */
    public static void main(String[] args) {
        TrainRecipe recipe = Recipes.train("model=" + args[0], "runs=" + args[1], "train.steps=10", "eval.suite=none");
        TrainResult result = TrainSession.of(recipe)
                .reward((question, completion) -> completion.text().contains("?") ? 0 : 1) // so the model marks slips
                .listener(step -> {
                    double reward = step.value(Metric.REWARD).orElseThrow();
                    System.out.printf("step %d: %.0f %% without a slip%n", step.step(), 100 * reward);
                })
                .run();
        System.out.println("the trained model: " + result.run().latestCheckpoint().orElseThrow());
        check(result);
    }

    private static void check(TrainResult result) {
        try (RunReader run = RunReader.open(result.run().database())) {
            List<Double> rewards = run.metric(Metric.REWARD.key()).stream()
                    .map(RunReader.Point::value)
                    .toList();
            if (!result.finished() || rewards.size() != 10 || rewards.getLast() <= rewards.getFirst()) {
                throw new AssertionError("expected ten rewards that grow, not " + rewards);
            }
        }
    }
}
