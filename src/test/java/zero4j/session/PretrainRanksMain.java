package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.dist.Rendezvous;
import zero4j.pretrain.PretrainStep;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;

/** What the other ranks of {@link PretrainRanksTest} do: for each argument {@code PORT=OUTPUT} they pretrain with the first one. */
final class PretrainRanksMain {
    static final int STEPS = 6;

    private PretrainRanksMain() {}

    /** Few documents in a batch, so that shares are uneven and some are empty. */
    static PretrainRecipe recipe(Path output, String... further) {
        List<String> settings = new ArrayList<>(List.of(
                "architecture={hidden_size: 16, layers: 1, heads: 2, kv_heads: 1, head_dim: 8, mlp: 16, context: 64}",
                "train={tokens: " + 64 * STEPS + ", batch_tokens: 64, sequence_length: 64, warmup_steps: 2,"
                        + " learning_rate: 0.01, tokens_per_micro_batch: 40, logprob_chunk: 20, checkpoint_every: 3,"
                        + " log_every: 4}",
                "dist.deadline=60",
                "dist.shard="
                        + (output.endsWith("left") ? "gradients" : output.endsWith("parts") ? "optimizer" : "none"),
                "threads=1",
                "learner.backend=" + (output.toString().contains("java") ? "vector" : "torch"),
                "output=" + output));
        settings.addAll(List.of(further));
        return Recipes.pretrain(null, settings);
    }

    public static void main(String[] arguments) {
        Rendezvous first = Rendezvous.from(System.getenv()).orElseThrow();
        for (String argument : arguments) {
            String[] portAndOutput = argument.split("=", 2);
            int port = Integer.parseInt(portAndOutput[0]);
            List<PretrainStep> heard = new ArrayList<>();
            PretrainResult result = PretrainSession.ofOrResume(recipe(Path.of(portAndOutput[1])))
                    .joining(Optional.of(new Rendezvous(first.address(), port, first.rank(), first.world())))
                    .listener(heard::add)
                    .run();
            System.out.println("step " + result.step() + ", heard " + heard.size());
        }
    }
}
