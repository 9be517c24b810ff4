package zero4j.bench.verify;

import java.util.List;

/**
 * A factor or an operator of a formula.
 *
 * @param text as it was written
 * @param inner the texts that it is made of: numerator and denominator; radicand and degree; base and exponent; the
 *     content of brackets; what a factorial is taken of; whole number, numerator and denominator of a mixed number
 */
record FormulaPart(Kind kind, String text, List<String> inner) {
    enum Kind {
        NUMBER,
        LETTER,
        FRACTION,
        MIXED,
        ROOT,
        GROUP,
        POWER,
        FACTORIAL,
        FUNCTION,
        SIGN,
        TIMES,
        DIVIDE;

        boolean operator() {
            return this == SIGN || this == TIMES || this == DIVIDE;
        }
    }

    static FormulaPart of(Kind kind, String text, String... inner) {
        return new FormulaPart(kind, text, List.of(inner));
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether it is a whole number written in digits. */
    boolean whole() {
        return kind == Kind.NUMBER && text.matches("[0-9]+");
    }
}
