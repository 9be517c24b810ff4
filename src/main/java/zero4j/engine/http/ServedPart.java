package zero4j.engine.http;

import java.util.List;

/**
 * What a server gave of one completion.
 *
 * @param tokens ids, not to be modified
 * @param logprobs of each (nats), not to be modified
 * @param spans which weights sampled which tokens, as far as the server says it; empty if it does not
 * @param end why it stopped here
 */
record ServedPart(int[] tokens, float[] logprobs, List<LabelSpan> spans, End end) {
    ServedPart {
        spans = List.copyOf(spans);
    }

    /** Why a server stopped. */
    enum End {
        /** At an end token or a stop string. */
        STOP,
        /** The budget was used up. */
        LENGTH,
        /** The server gave it up: it can be continued. */
        ABORT;

        static End of(String word) {
            return switch (word) {
                case "length" -> LENGTH;
                case "abort" -> ABORT;
                default -> STOP;
            };
        }
    }

    /**
     * Tokens that weights of one label sampled.
     *
     * @param start index of the first
     * @param end index behind the last
     */
    record LabelSpan(String label, int start, int end) {}
}
