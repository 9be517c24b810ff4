package zero4j.tokenizer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells how many chars of a completion's text each of its tokens is. What a token adds is remembered, so that it costs no decoding
 * where a token always adds the same; where that does not give the text, tokens are decoded one after the other. Thread-safe.
 */
public final class TokenLengths {
    private final Tokenizer tokenizer;
    private final Map<Integer, String> pieces = new ConcurrentHashMap<>();

    /** Of a tokenizer. */
    public TokenLengths(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Chars of each token; those of partial characters count with the token that completes them.
     *
     * @param text that the completion decodes to, or a beginning of it: tokens behind its end have no chars
     */
    public int[] lengths(int[] prompt, int[] completion, String text) {
        int[] lengths = new int[completion.length];
        int at = 0;
        for (int i = 0; i < completion.length; i++) {
            String piece = pieces.computeIfAbsent(completion[i], token -> piece(prompt, token));
            boolean beyond = at == text.length();
            if (!beyond && !text.startsWith(piece, at)) {
                return decoded(prompt, completion, text.length());
            }
            lengths[i] = beyond ? 0 : piece.length();
            at += lengths[i];
        }
        return at == text.length() ? lengths : decoded(prompt, completion, text.length());
    }

    private String piece(int[] prompt, int token) {
        return tokenizer.decodeCompletion(prompt, new int[] {token});
    }

    private int[] decoded(int[] prompt, int[] completion, int most) {
        StreamingDecoder decoder = tokenizer.streaming(prompt);
        int[] lengths = new int[completion.length];
        int at = 0;
        for (int i = 0; i < completion.length; i++) {
            decoder.push(completion[i]);
            if (i == completion.length - 1) {
                decoder.flush();
            }
            int to = Math.min(most, decoder.length());
            lengths[i] = to - at;
            at = to;
        }
        return lengths;
    }
}
