package zero4j.rollout;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.template.StopRule;
import zero4j.tokenizer.StreamingDecoder;
import zero4j.tokenizer.Tokenizer;

/**
 * Collects the tokens of one completion and decides when it ends: at an EOS token, at the token that completes a stop
 * string (which may span tokens), or when the budget is used up. Not thread-safe.
 */
public final class CompletionBuilder {
    private static final int FIRST_CAPACITY = 64;

    private final Prompt prompt;
    private final int budget;
    private final Set<Integer> eos;
    private final @Nullable Tokenizer tokenizer;
    private final long policyVersion;
    /** Follows the text only where there are stop strings to look for. */
    private final @Nullable StreamingDecoder decoder;

    private final int longestStop;
    private int[] tokens;
    private float[] logprobs;
    private int length;
    private @Nullable FinishReason reason;
    /** End of the completion's text in the decoder's text, if a stop string ended it. */
    private int textEnd = -1;

    /**
     * An empty completion.
     *
     * @param budget most tokens, at least 1
     * @param eos ids that end a completion
     * @param tokenizer null leaves the completion without text; the prompt must have no stop strings then
     * @param policyVersion version of the weights that sample it
     */
    public CompletionBuilder(
            Prompt prompt, int budget, Set<Integer> eos, @Nullable Tokenizer tokenizer, long policyVersion) {
        this.prompt = prompt;
        this.budget = budget;
        this.eos = eos;
        this.tokenizer = tokenizer;
        this.policyVersion = policyVersion;
        StopRule stop = prompt.stop();
        this.decoder = stop.strings().isEmpty()
                ? null
                : Objects.requireNonNull(tokenizer, "stop strings need a tokenizer")
                        .streaming(prompt.tokens());
        this.longestStop =
                stop.strings().stream().mapToInt(String::length).max().orElse(0);
        this.tokens = new int[Math.min(budget, FIRST_CAPACITY)];
        this.logprobs = new float[tokens.length];
    }

    /**
     * Appends a sampled token.
     *
     * @return whether the completion has ended; then no more may follow
     */
    public boolean accept(int token, float logprob) {
        if (reason != null) {
            throw new IllegalStateException("the completion has ended");
        }
        if (length == tokens.length) {
            int capacity = Math.min(budget, 2 * length);
            tokens = Arrays.copyOf(tokens, capacity);
            logprobs = Arrays.copyOf(logprobs, capacity);
        }
        tokens[length] = token;
        logprobs[length++] = logprob;
        if (eos.contains(token)) {
            reason = FinishReason.EOS;
        } else if (completesStop(token)) {
            reason = FinishReason.STOP;
        } else if (length == budget) {
            reason = FinishReason.LENGTH;
        }
        return reason != null;
    }

    private boolean completesStop(int token) {
        if (decoder == null) {
            return false;
        }
        int before = decoder.length();
        boolean added = !decoder.push(token).isEmpty();
        if (length == budget) {
            added |= !decoder.flush().isEmpty();
        }
        return added && findStop(before);
    }

    /** The stop string that is complete first; of those that end together, the longest. */
    private boolean findStop(int before) {
        if (decoder == null) {
            return false;
        }
        int bestEnd = Integer.MAX_VALUE;
        int bestStart = 0;
        for (String stop : prompt.stop().strings()) {
            int start = decoder.indexOf(stop, before - longestStop + 1);
            int end = start + stop.length();
            if (start >= 0 && (end < bestEnd || (end == bestEnd && start < bestStart))) {
                bestEnd = end;
                bestStart = start;
            }
        }
        if (bestEnd == Integer.MAX_VALUE) {
            return false;
        }
        textEnd = prompt.stop().keep() ? bestEnd : bestStart;
        return true;
    }

    /** Number of tokens so far. */
    public int length() {
        return length;
    }

    /** The token appended last. */
    public int lastToken() {
        return tokens[length - 1];
    }

    /** The completion, once {@link #accept} has said that it has ended. */
    public Completion build() {
        if (reason == null) {
            throw new IllegalStateException("the completion has not ended");
        }
        return new Completion(
                Arrays.copyOf(tokens, length), Arrays.copyOf(logprobs, length), text(reason), reason, policyVersion);
    }

    private String text(FinishReason why) {
        if (decoder == null) {
            if (tokenizer == null) {
                return "";
            }
            int withoutEos = why == FinishReason.EOS ? length - 1 : length;
            return tokenizer.decodeCompletion(prompt.tokens(), Arrays.copyOf(tokens, withoutEos));
        }
        if (textEnd >= 0) {
            return decoder.text().substring(0, textEnd);
        }
        decoder.flush();
        return decoder.text();
    }
}
