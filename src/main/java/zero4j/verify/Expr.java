package zero4j.verify;

import java.util.List;

/** What an answer says, arithmetic carried out. */
sealed interface Expr {
    /** A number or a formula. */
    record Scalar(Quotient value) implements Expr {}

    /**
     * Several answers in brackets.
     *
     * @param open the opening bracket, a set's with its backslash; {@code ""} for answers merely separated by commas,
     *     {@code cup} for a union
     * @param close the closing bracket, or {@code ""}
     */
    record Group(String open, String close, List<Expr> elements) implements Expr {
        public Group {
            elements = List.copyOf(elements);
        }

        /** Whether the order of the elements counts: in tuples and intervals, not in sets, bare lists and unions. */
        boolean ordered() {
            return open.equals("(") || open.equals("[");
        }
    }

    /** Such as {@code x = 5}, {@code x \in [0, 1]} or {@code x < 3}. */
    record Relation(String sign, Expr left, Expr right) implements Expr {}

    /** A value with a unit or a percent sign behind it. */
    record Quantity(Expr value, String unit) implements Expr {}

    /** An answer in words, lower case, without blanks. */
    record Word(String text) implements Expr {}
}
