package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import zero4j.bench.verify.Formula.Term;
import zero4j.bench.verify.FormulaPart.Kind;

/** Rewrites of the terms and factors of answers that are one formula. */
final class TermRewrites {
    private TermRewrites() {}

    static List<Change> all() {
        return List.of(
                Change.ofFormula("signs of products", TermRewrites::timesSigns),
                Change.ofFormula("terms reordered", TermRewrites::commutedSum),
                Change.ofFormula("factors reordered", TermRewrites::commutedProduct),
                Change.ofFormula("common factor taken out", (formula, random) -> factoredOut(formula)),
                Change.ofFormula("product multiplied out", (formula, random) -> distributed(formula)),
                Change.ofFormula("differences as sums", (formula, random) -> negatedTerms(formula)),
                Change.ofFormula("brackets around terms", (formula, random) -> bracketedTerms(formula)));
    }

    private static Optional<String> timesSigns(Formula formula, RandomGenerator random) {
        String sign = List.of(" \\cdot ", " \\times ", "*").get(random.nextInt(3));
        return eachTerm(
                formula,
                term -> term.commutes()
                        ? term.factors().stream().map(FormulaPart::text).collect(Collectors.joining(sign))
                        : term.text());
    }

    private static Optional<String> commutedSum(Formula formula, RandomGenerator random) {
        List<Term> terms = new ArrayList<>(formula.terms());
        Collections.rotate(terms, 1);
        return terms.size() > 1 ? Optional.of(Formula.sum(terms)) : Optional.empty();
    }

    private static Optional<String> commutedProduct(Formula formula, RandomGenerator random) {
        return eachTerm(formula, term -> {
            List<FormulaPart> factors = term.commutes() ? new ArrayList<>(term.factors()) : List.of();
            if (factors.size() < 2) {
                return term.text();
            }
            Collections.rotate(factors, 1);
            return factors.stream().map(FormulaPart::text).collect(Collectors.joining(" \\cdot "));
        });
    }

    private static Optional<String> factoredOut(Formula formula) {
        if (formula.terms().size() < 2) {
            return Optional.empty();
        }
        String halves = formula.terms().stream()
                .map(term -> (term.negative() ? "-" : "+") + "\\frac{" + term.text() + "}{2}")
                .collect(Collectors.joining());
        return Optional.of("2(" + (halves.startsWith("+") ? halves.substring(1) : halves) + ")");
    }

    private static Optional<String> distributed(Formula formula) {
        List<Term> terms = formula.terms();
        if (terms.size() != 1 || !terms.getFirst().commutes()) {
            return Optional.empty();
        }
        List<FormulaPart> factors = terms.getFirst().factors();
        Optional<FormulaPart> sum = factors.stream()
                .filter(part -> part.is(Kind.GROUP))
                .filter(part -> Formula.of(part.inner().getFirst())
                                .orElseThrow()
                                .terms()
                                .size()
                        > 1)
                .findFirst();
        if (sum.isEmpty() || factors.size() < 2) {
            return Optional.empty();
        }
        List<FormulaPart> rest = new ArrayList<>(factors);
        rest.remove(sum.get());
        String others = rest.stream().map(FormulaPart::text).collect(Collectors.joining(" \\cdot "));
        String sign = terms.getFirst().negative() ? "-" : "";
        return Optional.of(Formula.of(sum.get().inner().getFirst()).orElseThrow().terms().stream()
                .map(term -> sign + others + " \\cdot (" + (term.negative() ? "-" : "") + term.text() + ")")
                .collect(Collectors.joining(" + "))
                .replace("+ -", "- "));
    }

    private static Optional<String> negatedTerms(Formula formula) {
        List<Term> terms = formula.terms();
        boolean difference = terms.stream().skip(1).anyMatch(Term::negative);
        return difference
                ? Optional.of(terms.stream()
                        .map(term -> term.negative() ? "(-" + term.text() + ")" : term.text())
                        .collect(Collectors.joining(" + ")))
                : Optional.empty();
    }

    private static Optional<String> bracketedTerms(Formula formula) {
        return eachTerm(formula, term -> "(" + term.text() + ")");
    }

    private static Optional<String> eachTerm(Formula formula, Function<Term, String> writing) {
        String text = formula.terms().stream()
                .map(term -> (term.negative() ? " - " : " + ") + writing.apply(term))
                .collect(Collectors.joining())
                .strip();
        String result = text.startsWith("+ ") ? text.substring(2) : text;
        return result.replace(" ", "").equals(formula.text().replace(" ", "")) ? Optional.empty() : Optional.of(result);
    }
}
