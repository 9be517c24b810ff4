package zero4j.engine.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zero4j.UserError;
import zero4j.Words;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Prompt;

/**
 * Whether servers and the learner mean the same by the log-prob of a token: that of the whole vocabulary after the temperature. Where
 * they differ by more than rounding, every ratio of policies would be wrong.
 *
 * @param tokens compared
 * @param mean difference without its sign (nats)
 * @param largest difference
 */
public record LogprobCheck(int tokens, double mean, double largest) {
    /** What the learner says of tokens. */
    @FunctionalInterface
    public interface Scorer {
        /** Log-probs (nats) of each completion's tokens, in the order of the completions. */
        List<float[]> logprobs(List<Prompt> prompts, List<Completion> completions);
    }

    /** Compares what servers said of the tokens that they sampled with what the learner says of them. */
    public static LogprobCheck of(List<CompletionGroup> groups, Scorer learner) {
        List<Prompt> prompts = new ArrayList<>();
        List<Completion> completions = new ArrayList<>();
        for (CompletionGroup group : groups) {
            for (Completion completion : group.completions()) {
                if (completion.length() > 0) {
                    prompts.add(group.prompt());
                    completions.add(completion);
                }
            }
        }
        List<float[]> own = learner.logprobs(prompts, completions);
        int tokens = 0;
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < completions.size(); i++) {
            float[] theirs = completions.get(i).logprobs();
            for (int t = 0; t < theirs.length; t++) {
                double difference = Math.abs(theirs[t] - own.get(i)[t]);
                sum += difference;
                largest = Math.max(largest, difference);
            }
            tokens += theirs.length;
        }
        return new LogprobCheck(tokens, tokens == 0 ? 0 : sum / tokens, largest);
    }

    /** In words, with the numbers. */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "log-probs of %s by servers and learner differ by %.4f nats on average, by %.4f at most",
                Words.counted(tokens, "sampled token"),
                mean,
                largest);
    }

    /**
     * Refuses a larger difference.
     *
     * @param most mean difference (nats)
     * @param temperature of the samples
     */
    public void require(double most, double temperature) {
        if (mean > most || Double.isNaN(mean)) {
            throw new UserError(inWords() + "; rollout.mismatch allows " + most + ". "
                    + (temperature == 1
                            ? "The servers have other weights, another model, or cut the distribution (top_p, top_k)"
                            : "At rollout.temperature " + temperature
                                    + " they must be those after the temperature: start"
                                    + " vLLM with --logprobs-mode processed_logprobs")
                    + ". If their arithmetic is only coarser (quantized, bfloat16), set rollout.mismatch above "
                    + String.format(Locale.ROOT, "%.2f", mean));
        }
    }
}
