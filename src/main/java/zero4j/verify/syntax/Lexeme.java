package zero4j.verify.syntax;

/**
 * A piece of an answer after normalisation.
 *
 * @param text what it says: digits, letters, a command's or environment's name without backslash, the words of a text,
 *     or a sign
 * @param gap what stood between it and the lexeme before it
 */
record Lexeme(Kind kind, String text, Gap gap) {
    enum Kind {
        NUMBER,
        /** Two groups of three digits, {@code 100,200}: one number, or two. */
        PAIR,
        /** A run of plain letters. */
        LETTERS,
        COMMAND,
        /** The words of a {@code \text}. */
        TEXT,
        SIGN,
        BEGIN,
        END_OF_ENVIRONMENT,
        END
    }

    /** What stood before a lexeme: nothing, something that was dropped, a blank, or a line's end. */
    enum Gap {
        NONE,
        NOISE,
        BLANK,
        LINE
    }

    boolean is(Kind kind, String text) {
        return this.kind == kind && this.text.equals(text);
    }

    boolean sign(String text) {
        return is(Kind.SIGN, text);
    }

    boolean number() {
        return kind == Kind.NUMBER;
    }

    boolean spaced() {
        return gap == Gap.BLANK || gap == Gap.LINE;
    }

    /** Whether it consists of digits alone. */
    boolean wholeNumber() {
        return kind == Kind.NUMBER && digitsOnly(text);
    }

    /** Equality of normalised texts looks through blanks. */
    boolean sameText(Lexeme other) {
        return is(other.kind, other.text);
    }

    /** As it stands in a subscript. */
    String raw() {
        return kind == Kind.COMMAND ? "\\" + text : text;
    }

    private static boolean digitsOnly(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
