package zero4j.serve;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import zero4j.tokenizer.Tokenizer;

/** The text of each token by itself, special ones written out: decoded once. Thread-safe. */
final class TokenTexts {
    private final @Nullable Tokenizer tokenizer;
    private final AtomicReferenceArray<@Nullable String> known;

    /** @param tokens of the model */
    TokenTexts(@Nullable Tokenizer tokenizer, int tokens) {
        this.tokenizer = tokenizer;
        this.known = new AtomicReferenceArray<>(tokenizer == null ? 0 : tokens);
    }

    /** Its text; without a tokenizer its number. */
    String text(int token) {
        if (tokenizer == null || token >= known.length()) {
            return "token_id:" + token;
        }
        String text = known.get(token);
        if (text == null) {
            text = tokenizer.decode(new int[] {token}, false);
            known.set(token, text);
        }
        return text;
    }

    /** Its bytes, 0 to 255 each; null where there is no tokenizer. */
    int @Nullable [] bytes(int token) {
        if (tokenizer == null) {
            return null;
        }
        byte[] bytes = tokenizer.bytes(token);
        int[] numbers = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            numbers[i] = bytes[i] & 0xFF;
        }
        return numbers;
    }

    String[] texts(int[] tokens) {
        String[] texts = new String[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            texts[i] = text(tokens[i]);
        }
        return texts;
    }
}
