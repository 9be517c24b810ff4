package zero4j.bench.verify;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.bench.verify.FormulaPart.Kind;

/** Rewrites of answers that are one formula. */
final class FormulaRewrites {
    private static final Pattern SURD = Pattern.compile("([0-9]{1,4}) ?\\\\sqrt *(?:\\{([0-9]{1,6})\\}|([0-9]))");
    private static final Pattern RATIONALISED =
            Pattern.compile("\\\\frac *\\{([0-9]*) ?\\\\sqrt *(?:\\{([0-9]{1,6})\\}|([0-9]))\\} *\\{([0-9]{1,6})\\}");
    private static final Pattern PLUS_MINUS = Pattern.compile("(.*[^ ]) *\\\\pm *([^ ].*)");

    private FormulaRewrites() {}

    static List<Change> all() {
        return Stream.of(aroundIt(), TermRewrites.all(), ofFractions(), ofRoots(), ofPowers(), others())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Change> aroundIt() {
        return List.of(
                Change.ofFormula(
                        "blanks between factors and terms",
                        (formula, random) -> Optional.of(
                                formula.parts().stream().map(FormulaPart::text).collect(Collectors.joining(" ")))),
                Change.ofFormula("no blanks", (formula, random) -> Optional.of(Formula.join(formula.parts()))),
                Change.ofFormula(
                        "thin blanks",
                        (formula, random) -> Optional.of(
                                formula.parts().stream().map(FormulaPart::text).collect(Collectors.joining("\\,")))),
                Change.ofFormula(
                        "\\left( \\right) around it",
                        (formula, random) -> Optional.of("\\left(" + formula.text() + "\\right)")),
                Change.ofFormula("x = before it", FormulaRewrites::named),
                Change.ofFormula("+ 0", (formula, random) -> Optional.of(formula.text() + " + 0")),
                Change.ofFormula("times 1", (formula, random) -> Optional.of("1 \\cdot (" + formula.text() + ")")),
                Change.ofFormula("divided by 1", (formula, random) -> Optional.of("\\frac{" + formula.text() + "}{1}")),
                Change.ofFormula("two minus signs", (formula, random) -> Optional.of("-(-(" + formula.text() + "))")),
                Change.ofFormula(
                        "plus and minus a term", (formula, random) -> Optional.of(formula.text() + " + 7 - 7")),
                Change.ofFormula(
                        "doubled and halved",
                        (formula, random) -> Optional.of("\\frac{2(" + formula.text() + ")}{2}")));
    }

    private static List<Change> ofFractions() {
        return List.of(
                Change.ofFormula(
                        "a/b in brackets",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.FRACTION,
                                part -> "((" + part.inner().get(0) + ")/("
                                        + part.inner().get(1) + "))")),
                Change.ofFormula(
                        "\\frac with braces",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.FRACTION,
                                part -> "\\frac{" + part.inner().get(0) + "}{"
                                        + part.inner().get(1) + "}")),
                Change.ofFormula(
                        "\\frac twice as large",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.FRACTION,
                                part -> "\\frac{2(" + part.inner().get(0) + ")}{2("
                                        + part.inner().get(1) + ")}")));
    }

    private static List<Change> ofRoots() {
        return List.of(
                Change.ofFormula(
                        "root as power",
                        (formula, random) -> eachPart(formula, Kind.ROOT, FormulaRewrites::rootAsPower)),
                Change.ofFormula(
                        "sqrt() as text",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.ROOT,
                                part -> part.inner().get(1).equals("2")
                                        ? " sqrt(" + part.inner().get(0) + ")"
                                        : part.text())),
                Change.ofFormula(
                        "root of four times as much",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.ROOT,
                                part -> part.inner().get(1).equals("2")
                                        ? "\\frac{\\sqrt{4(" + part.inner().get(0) + ")}}{2}"
                                        : part.text())));
    }

    private static List<Change> ofPowers() {
        return List.of(
                Change.ofFormula(
                        "square written out",
                        (formula, random) -> eachPart(formula, Kind.POWER, FormulaRewrites::writtenOut)),
                Change.ofFormula(
                        "exponent in braces",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.POWER,
                                part -> part.inner().get(0) + "^{"
                                        + part.inner().get(1) + "}")),
                Change.ofFormula(
                        "** for powers",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.POWER,
                                part -> part.inner().get(0) + "**("
                                        + part.inner().get(1) + ")")),
                Change.ofFormula(
                        "\\exp for e to a power",
                        (formula, random) -> eachPart(
                                formula,
                                Kind.POWER,
                                part -> part.inner().get(0).equals("e")
                                        ? " \\exp(" + part.inner().get(1) + ")"
                                        : part.text())));
    }

    private static List<Change> others() {
        return List.of(
                Change.ofFormula(
                        "mixed number as fraction",
                        (formula, random) -> eachPart(formula, Kind.MIXED, FormulaRewrites::improper)),
                Change.ofFormula(
                        "\\mathrm{i} for i",
                        (formula, random) -> eachPart(
                                formula, Kind.LETTER, part -> part.text().equals("i") ? "\\mathrm{i}" : part.text())),
                Change.ofFormula("factor put under the root", (formula, random) -> underRoot(formula)),
                Change.ofFormula("root moved to the denominator", (formula, random) -> irrational(formula)),
                Change.ofText("± as two values", FormulaRewrites::twoValues));
    }

    private static Optional<String> named(Formula formula, RandomGenerator random) {
        String name = List.of("x", "y", "n").get(random.nextInt(3));
        return formula.constant() ? Optional.of(name + " = " + formula.text()) : Optional.empty();
    }

    private static String writtenOut(FormulaPart part) {
        return part.inner().get(1).equals("2")
                ? "(" + part.inner().get(0) + ")(" + part.inner().get(0) + ")"
                : part.text();
    }

    /** Odd roots of negative numbers are real, their powers are not. */
    private static String rootAsPower(FormulaPart part) {
        boolean same =
                part.inner().get(1).equals("2") || Estimate.of(part.inner().get(0)) > 0;
        return same ? "(" + part.inner().get(0) + ")^{1/" + part.inner().get(1) + "}" : part.text();
    }

    private static String improper(FormulaPart part) {
        long whole = Long.parseLong(part.inner().get(0));
        long above = Long.parseLong(part.inner().get(1));
        long below = Long.parseLong(part.inner().get(2));
        return "\\frac{" + (whole * below + above) + "}{" + below + "}";
    }

    private static Optional<String> underRoot(Formula formula) {
        Matcher matcher = SURD.matcher(formula.text());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long factor = Long.parseLong(matcher.group(1));
        long radicand = Long.parseLong(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        return Optional.of("\\sqrt{" + factor * factor * radicand + "}");
    }

    private static Optional<String> irrational(Formula formula) {
        Matcher matcher = RATIONALISED.matcher(formula.text());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long factor = matcher.group(1).isEmpty() ? 1 : Long.parseLong(matcher.group(1));
        long radicand = Long.parseLong(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        return Optional.of("\\frac{" + factor * radicand + "}{" + matcher.group(4) + "\\sqrt{" + radicand + "}}");
    }

    private static Optional<String> twoValues(String text, RandomGenerator random) {
        Matcher matcher = PLUS_MINUS.matcher(Notation.bare(text));
        boolean formulas = matcher.matches()
                && Formula.of(matcher.group(1) + "+" + matcher.group(2)).isPresent()
                && Formula.of(matcher.group(2))
                        .filter(second -> second.terms().size() == 1)
                        .isPresent();
        return formulas
                ? Optional.of(
                        matcher.group(1) + "-" + matcher.group(2) + ", " + matcher.group(1) + "+" + matcher.group(2))
                : Optional.empty();
    }

    /** Every part of a kind at the outermost level written differently; empty if there is none. */
    private static Optional<String> eachPart(Formula formula, Kind kind, Function<FormulaPart, String> writing) {
        if (formula.parts().stream().anyMatch(part -> part.is(Kind.FUNCTION))) {
            // How far the argument reaches may depend on how a factor is written.
            return Optional.empty();
        }
        List<FormulaPart> changed = formula.parts().stream()
                .map(part -> part.is(kind) ? new FormulaPart(kind, writing.apply(part), part.inner()) : part)
                .toList();
        return changed.equals(formula.parts()) ? Optional.empty() : Optional.of(Formula.join(changed));
    }
}
