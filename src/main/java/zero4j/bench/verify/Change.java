package zero4j.bench.verify;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * One way to write a reference differently: a rewrite, which keeps its meaning, or a near miss, which surely changes it.
 *
 * @param name a few words for tables
 */
record Change(String name, Writing writing) {
    /** The text of a changed reference, or empty where the change does not apply. */
    @FunctionalInterface
    interface Writing extends BiFunction<String, RandomGenerator, Optional<String>> {}

    /** A change of whatever stands in the reference, blanks around it taken off. */
    static Change ofText(String name, BiFunction<String, RandomGenerator, Optional<String>> writing) {
        return new Change(name, (reference, random) -> writing.apply(reference.strip(), random));
    }

    /**
     * A change of the references that a pattern matches.
     *
     * @param pattern of all of the text
     * @param forms what is written instead, one of them by chance; {@code $1} is the first group
     */
    static Change ofPattern(String name, String pattern, String... forms) {
        Pattern compiled = Pattern.compile(pattern);
        return ofText(
                name,
                (text, random) -> WritingRewrites.matched(
                        text,
                        compiled,
                        forms[random.nextInt(forms.length)]
                                .replace("\\", "\\\\")
                                .replace("\\\\$", "\\\\\\$")));
    }

    /** A change of the references that are one formula. */
    static Change ofFormula(String name, BiFunction<Formula, RandomGenerator, Optional<String>> writing) {
        return new Change(
                name, (reference, random) -> Formula.of(reference).flatMap(formula -> writing.apply(formula, random)));
    }

    /** A change of tuples, intervals, sets and lists. */
    static Change ofRow(String name, BiFunction<Row, RandomGenerator, Optional<String>> writing) {
        return new Change(name, (reference, random) -> Row.of(reference).flatMap(row -> writing.apply(row, random)));
    }

    /** A change of equations and inequalities between two formulas. */
    static Change ofRelation(String name, BiFunction<Relation, RandomGenerator, Optional<String>> writing) {
        return new Change(
                name,
                (reference, random) -> Relation.of(reference).flatMap(relation -> writing.apply(relation, random)));
    }

    /** A change of matrices. */
    static Change ofMatrix(String name, BiFunction<Matrix, RandomGenerator, Optional<String>> writing) {
        return new Change(
                name, (reference, random) -> Matrix.of(reference).flatMap(matrix -> writing.apply(matrix, random)));
    }

    /** The changed reference; empty where the change does not apply or changes no character. */
    Optional<String> apply(String reference, RandomGenerator random) {
        return writing.apply(reference, random).filter(text -> !text.equals(reference));
    }
}
