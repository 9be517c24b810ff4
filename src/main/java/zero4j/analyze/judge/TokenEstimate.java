package zero4j.analyze.judge;

/** How many tokens a text is for a model whose tokenizer is not here: about a token for three characters, or for each that is not Latin. */
final class TokenEstimate {
    private static final int CHARACTERS = 3;
    private static final int LATIN = 0x250;

    private TokenEstimate() {}

    static long of(String text) {
        long latin = text.codePoints().filter(c -> c < LATIN).count();
        long others = text.codePoints().filter(c -> c >= LATIN).count();
        return (latin + CHARACTERS - 1) / CHARACTERS + others;
    }
}
