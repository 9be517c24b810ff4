package zero4j.verify;

/**
 * A piece of an answer after normalisation.
 *
 * @param text what it says: digits, a letter, a command's name without backslash, the words of a text, or a sign
 * @param spaced whether a blank stands before it
 */
record Token(Kind kind, String text, boolean spaced) {
    enum Kind {
        NUMBER,
        LETTER,
        COMMAND,
        TEXT,
        SIGN,
        END
    }

    boolean is(Kind kind, String text) {
        return this.kind == kind && this.text.equals(text);
    }

    boolean sign(String text) {
        return is(Kind.SIGN, text);
    }

    /** Equality of normalised texts looks through blanks. */
    boolean sameText(Token other) {
        return is(other.kind, other.text);
    }
}
