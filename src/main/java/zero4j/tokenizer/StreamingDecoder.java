package zero4j.tokenizer;

import java.util.Arrays;

/**
 * The text of tokens that arrive one by one. What it gives out is final: characters of which only some bytes have come
 * are held back. Each token costs the decoding of a window of a few tokens, however long the text. Not thread-safe.
 *
 * <p>A token alone does not decode to its share of the text: characters span tokens, and some decoders drop the first
 * space of what they are given. So a window of tokens is decoded that begins with some whose text is known already,
 * and only what follows that text is new.
 *
 * <p>Differs: bytes that form no character are given out as U+FFFD when more than {@value #MOST_HELD} tokens wait for
 * them. Tokenizers with byte fallback would replace a whole run of byte tokens had they seen the end of it.
 */
public final class StreamingDecoder {
    private static final char REPLACEMENT = '\uFFFD';
    /** A character has at most four bytes, a token at least one. */
    private static final int MOST_HELD = 8;

    private static final int CONTEXT = 6;

    private final Tokenizer tokenizer;
    private final StringBuilder text = new StringBuilder();
    private int[] window = new int[2 * MOST_HELD];
    private int size;
    /** How many tokens of the window end at a character whose text has been given out. */
    private int settled;
    /** How many characters of the window's text have been given out or belong to the prompt. */
    private int given;

    StreamingDecoder(Tokenizer tokenizer, int[] prompt) {
        this.tokenizer = tokenizer;
        int[] visible = Arrays.stream(prompt).filter(tokenizer::hasText).toArray();
        int from = Math.max(0, visible.length - CONTEXT);
        String context = tokenizer.decode(Arrays.copyOfRange(visible, from, visible.length));
        // A window must not begin inside a character, or later bytes would be read in a wrong light.
        while (from > 0
                && visible.length - from < 2 * CONTEXT
                && (context.isEmpty() || context.charAt(0) == REPLACEMENT)) {
            context = tokenizer.decode(Arrays.copyOfRange(visible, --from, visible.length));
        }
        size = visible.length - from;
        System.arraycopy(visible, from, window, 0, size);
        given = wholeLength(context);
        settled = given == context.length() ? size : 0;
    }

    /**
     * Takes the next token.
     *
     * @return the text that has become certain, often the token's own; empty for special tokens and partial characters
     */
    public String push(int token) {
        if (!tokenizer.hasText(token)) {
            return "";
        }
        if (size == window.length) {
            window = Arrays.copyOf(window, 2 * size);
        }
        window[size++] = token;
        String decoded = decodeWindow(0);
        boolean whole = decoded.isEmpty() || decoded.charAt(decoded.length() - 1) != REPLACEMENT;
        if (whole) {
            String fresh = take(decoded, decoded.length());
            slideTo(settled);
            settled = size;
            return fresh;
        }
        if (size - settled <= MOST_HELD) {
            return "";
        }
        // Only the last replacement character can still become a character.
        String fresh = take(decoded, decoded.length() - 1);
        slideTo(size - MOST_HELD / 2);
        settled = 0;
        given = Math.max(0, decodeWindow(0).length() - 1);
        return fresh;
    }

    /** Ends the text: gives out what was held back, partial characters as U+FFFD. */
    public String flush() {
        String decoded = decodeWindow(0);
        settled = size;
        return take(decoded, decoded.length());
    }

    /** All text given out so far. Stop strings that cross tokens are found here. */
    public String text() {
        return text.toString();
    }

    /** Length of {@link #text()} in chars, without copying it. */
    public int length() {
        return text.length();
    }

    /**
     * Where a string begins in the text so far, or -1; looks no further back than {@code from}. A caller that asks after
     * every token passes the length before the token minus the length of what it seeks, so the search stays short.
     */
    public int indexOf(String sought, int from) {
        return text.indexOf(sought, Math.max(0, from));
    }

    private String take(String decoded, int end) {
        String fresh = given < end ? decoded.substring(given, end) : "";
        given = Math.max(given, end);
        text.append(fresh);
        return fresh;
    }

    /** Drops tokens in front, unless the rest has no text: then a decoder would still drop the space after it. */
    private void slideTo(int start) {
        if (start == 0 || start >= size) {
            return;
        }
        String rest = decodeWindow(start);
        if (!rest.isEmpty()) {
            size -= start;
            System.arraycopy(window, start, window, 0, size);
            given = rest.length();
        }
    }

    private String decodeWindow(int from) {
        return tokenizer.decode(Arrays.copyOfRange(window, from, size));
    }

    private static int wholeLength(String decoded) {
        int end = decoded.length();
        while (end > 0 && decoded.charAt(end - 1) == REPLACEMENT) {
            end--;
        }
        return end;
    }
}
