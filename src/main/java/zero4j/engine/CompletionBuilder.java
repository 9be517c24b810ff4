package zero4j.engine;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.template.StopRule;
import zero4j.tokenizer.StreamingDecoder;
import zero4j.tokenizer.Tokenizer;

/**
 * Collects the tokens of one completion and decides when it ends: at an EOS token or another that the request names, at the token that completes a stop
 * string (which may span tokens), or when the budget is used up. Not thread-safe.
 */
public final class CompletionBuilder {
    private static final int FIRST_CAPACITY = 64;

    private final Prompt prompt;
    private final int budget;
    private final Rules rules;
    private final GenerationRequest.Ends ends;
    /** Follows the text only where somebody hears of it or there are stop strings to look for. */
    private final @Nullable StreamingDecoder decoder;

    private final int longestStop;
    /** Text that nobody has taken yet; null where nobody takes any. */
    private final @Nullable StringBuilder untaken;

    private int[] tokens;
    private float[] logprobs;
    private long[] versions;
    private int length;
    private @Nullable FinishReason reason;
    /** End of the completion's text in the decoder's text, if a stop string ended it. */
    private int textEnd = -1;

    /**
     * What ends completions and gives them their text.
     *
     * @param eos ids that end a completion
     * @param tokenizer null leaves completions without text; prompts must have no stop strings then
     */
    public record Rules(Set<Integer> eos, @Nullable Tokenizer tokenizer) {
        Rules withoutText() {
            return new Rules(eos, null);
        }
    }

    /**
     * An empty completion.
     *
     * @param budget most tokens, at least 1
     * @param ends tokens that end it
     * @param streams whether {@link #takeText} will be asked
     */
    public CompletionBuilder(Prompt prompt, int budget, Rules rules, GenerationRequest.Ends ends, boolean streams) {
        this.prompt = prompt;
        this.budget = budget;
        this.rules = rules;
        Tokenizer tokenizer = rules.tokenizer();
        this.ends = ends;
        StopRule stop = prompt.stop();
        if (!stop.strings().isEmpty()) {
            this.decoder = Objects.requireNonNull(tokenizer, "stop strings need a tokenizer")
                    .streaming(prompt.tokens());
        } else {
            this.decoder = streams && tokenizer != null ? tokenizer.streaming(prompt.tokens()) : null;
        }
        this.untaken = streams ? new StringBuilder() : null;
        this.longestStop =
                stop.strings().stream().mapToInt(String::length).max().orElse(0);
        this.tokens = new int[Math.min(budget, FIRST_CAPACITY)];
        this.logprobs = new float[tokens.length];
        this.versions = new long[tokens.length];
    }

    /**
     * Appends a sampled token.
     *
     * @param version of the weights that sampled it
     * @return whether the completion has ended; then no more may follow
     */
    public boolean accept(int token, float logprob, long version) {
        if (reason != null) {
            throw new IllegalStateException("the completion has ended");
        }
        if (length == tokens.length) {
            int capacity = Math.min(budget, 2 * length);
            tokens = Arrays.copyOf(tokens, capacity);
            logprobs = Arrays.copyOf(logprobs, capacity);
            versions = Arrays.copyOf(versions, capacity);
        }
        tokens[length] = token;
        versions[length] = version;
        logprobs[length++] = logprob;
        if ((!ends.ignoreEos() && rules.eos().contains(token)) || ends.tokens().contains(token)) {
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
        follow(decoder.push(token));
        if (length == budget) {
            follow(decoder.flush());
        }
        return decoder.length() > before && findStop(before);
    }

    private void follow(String added) {
        if (untaken != null) {
            untaken.append(added);
        }
    }

    /**
     * The text that has become certain since the last call: with the last token all of it, before that what cannot belong to a
     * stop string that would be cut.
     */
    String takeText() {
        if (untaken == null || decoder == null) {
            return "";
        }
        if (reason == FinishReason.EOS) {
            follow(decoder.flush());
        }
        int left = decoder.length() - untaken.length();
        int end = textEnd >= 0 ? textEnd - left : untaken.length() - (reason == null ? possibleStop() : 0);
        String piece = untaken.substring(0, end);
        untaken.delete(0, end);
        return piece;
    }

    /** Length of the longest end of the text with which a stop string begins that would be cut. */
    private int possibleStop() {
        if (untaken == null) {
            return 0;
        }
        for (int length = Math.min(longestStop - 1, untaken.length()); length > 0; length--) {
            String end = untaken.substring(untaken.length() - length);
            if (prompt.stop().strings().stream().anyMatch(stop -> !prompt.stop().keeps(stop) && stop.startsWith(end))) {
                return length;
            }
        }
        return 0;
    }

    /** Ends the completion where it is, unless it has ended. */
    void cancel() {
        if (reason == null) {
            reason = FinishReason.CANCELLED;
        }
    }

    /** The stop string that is complete first; of those that end together, the longest. */
    private boolean findStop(int before) {
        if (decoder == null) {
            return false;
        }
        int bestEnd = Integer.MAX_VALUE;
        int bestStart = 0;
        boolean keep = false;
        for (String stop : prompt.stop().strings()) {
            int start = decoder.indexOf(stop, before - longestStop + 1);
            int end = start + stop.length();
            if (start >= 0 && (end < bestEnd || (end == bestEnd && start < bestStart))) {
                bestEnd = end;
                bestStart = start;
                keep = prompt.stop().keeps(stop);
            }
        }
        if (bestEnd == Integer.MAX_VALUE) {
            return false;
        }
        textEnd = keep ? bestEnd : bestStart;
        return true;
    }

    /** Number of tokens so far. */
    public int length() {
        return length;
    }

    /** The token appended last. */
    int lastToken() {
        return tokens[length - 1];
    }

    /** The tokens so far, [length]. */
    public int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    /** The completion, once {@link #accept} has said that it has ended. */
    public Completion build() {
        if (reason == null) {
            throw new IllegalStateException("the completion has not ended");
        }
        return new Completion(
                tokens(), Arrays.copyOf(logprobs, length), text(reason), reason, Arrays.copyOf(versions, length));
    }

    private String text(FinishReason why) {
        if (decoder == null) {
            Tokenizer tokenizer = rules.tokenizer();
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
