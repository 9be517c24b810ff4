package zero4j.serve;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;

/**
 * What has become known of a completion since the piece before.
 *
 * @param prompt index of its prompt
 * @param choice its place among all completions of the request
 * @param first whether nothing was known before
 * @param text the text that has become certain
 * @param tokens and their log-probs, [new tokens] each
 * @param end the whole completion, once it has ended
 */
record StreamPiece(
        int prompt,
        int choice,
        boolean first,
        String text,
        int[] tokens,
        float[] logprobs,
        @Nullable Completion end) {
    /** Collects a piece; guarded by its owner. */
    static final class Collector {
        private static final int FIRST_CAPACITY = 16;

        private final int prompt;
        private final int choice;
        private final StringBuilder text = new StringBuilder();
        private int[] tokens = new int[FIRST_CAPACITY];
        private float[] logprobs = new float[FIRST_CAPACITY];
        private int length;
        private boolean first = true;
        private boolean over;
        private @Nullable Completion end;

        Collector(int prompt, int choice) {
            this.prompt = prompt;
            this.choice = choice;
        }

        void add(int token, float logprob, String more) {
            if (length == tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * length);
                logprobs = Arrays.copyOf(logprobs, 2 * length);
            }
            tokens[length] = token;
            logprobs[length++] = logprob;
            text.append(more);
        }

        void end(Completion completion) {
            if (!over) {
                end = completion;
            }
        }

        /** Takes what has been collected; null if that is nothing. */
        @Nullable
        StreamPiece take() {
            if (length == 0 && end == null) {
                return null;
            }
            StreamPiece piece = new StreamPiece(
                    prompt,
                    choice,
                    first,
                    text.toString(),
                    Arrays.copyOf(tokens, length),
                    Arrays.copyOf(logprobs, length),
                    end);
            first = false;
            over |= end != null;
            end = null;
            length = 0;
            tokens = tokens.length > FIRST_CAPACITY ? new int[FIRST_CAPACITY] : tokens;
            logprobs = logprobs.length > FIRST_CAPACITY ? new float[FIRST_CAPACITY] : logprobs;
            text.setLength(0);
            text.trimToSize();
            return piece;
        }
    }
}
