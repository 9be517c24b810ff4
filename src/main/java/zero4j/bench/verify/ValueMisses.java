package zero4j.bench.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import zero4j.bench.verify.Formula.Term;
import zero4j.bench.verify.FormulaPart.Kind;

/** Near misses of answers that are one formula, with {@link WritingMisses} for the others of one value. */
final class ValueMisses {
    private ValueMisses() {}

    static List<Change> all() {
        return Stream.of(ofWholes(), ofTerms(), ofFractionsAndPowers(), ofRoots(), ofParts(), WritingMisses.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Change> ofWholes() {
        return List.of(
                Change.ofFormula("one more", (formula, random) -> exact(formula, formula.text() + "+1")),
                Change.ofFormula("one less", (formula, random) -> exact(formula, formula.text() + "-1")),
                Change.ofText(
                        "whole number off by one",
                        (text, random) -> NumberRewrites.whole(text)
                                .map(n -> n.add(BigInteger.valueOf(random.nextBoolean() ? 1 : -1))
                                        .toString())),
                Change.ofText("last digits swapped", (text, random) -> swappedDigits(text)),
                Change.ofText(
                        "one digit too many",
                        (text, random) -> NumberRewrites.whole(text)
                                .filter(n -> n.signum() != 0)
                                .map(n -> n + "0")),
                Change.ofFormula("sign changed", (formula, random) -> sure(formula, "-(" + formula.text() + ")")));
    }

    private static List<Change> ofTerms() {
        return List.of(
                ofSure("sign of a term changed", ValueMisses::signOfTerm),
                ofSure("digit changed", ValueMisses::digitChanged),
                ofSure("reciprocal", (formula, random) -> Optional.of("\\frac{1}{" + formula.text() + "}")),
                ofSure("twice as much", (formula, random) -> Optional.of("2(" + formula.text() + ")")),
                ofSure("half as much", (formula, random) -> Optional.of("\\frac{" + formula.text() + "}{2}")),
                ofSure("ten times as much", (formula, random) -> Optional.of("10 \\cdot (" + formula.text() + ")")),
                ofSure("squared", (formula, random) -> Optional.of("(" + formula.text() + ")^2")));
    }

    private static List<Change> ofFractionsAndPowers() {
        return List.of(
                ofSure(
                        "numerator off by one",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.FRACTION,
                                random,
                                part -> "\\frac{" + part.inner().get(0) + "+1}{"
                                        + part.inner().get(1) + "}")),
                ofSure(
                        "denominator off by one",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.FRACTION,
                                random,
                                part -> "\\frac{" + part.inner().get(0) + "}{"
                                        + part.inner().get(1) + "+1}")),
                ofSure(
                        "numerator and denominator swapped",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.FRACTION,
                                random,
                                part -> "\\frac{" + part.inner().get(1) + "}{"
                                        + part.inner().get(0) + "}")),
                ofSure(
                        "exponent one higher",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.POWER,
                                random,
                                part -> part.inner().get(0) + "^{"
                                        + part.inner().get(1) + "+1}")));
    }

    private static List<Change> ofRoots() {
        return List.of(
                ofSure(
                        "radicand off by one",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.ROOT,
                                random,
                                part -> "\\sqrt[" + part.inner().get(1) + "]{"
                                        + part.inner().get(0) + "+1}")),
                ofSure(
                        "root of another degree",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.ROOT,
                                random,
                                part -> "\\sqrt[" + (part.inner().get(1).equals("2") ? "3" : "2") + "]{"
                                        + part.inner().get(0) + "}")),
                ofSure(
                        "root left out",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.ROOT,
                                random,
                                part -> "(" + part.inner().get(0) + ")")),
                ofSure(
                        "\\pi left out",
                        (formula, random) -> anyAtom(
                                formula,
                                Kind.LETTER,
                                random,
                                part -> part.text().equals("\\pi") ? "1" : part.text())));
    }

    private static List<Change> ofParts() {
        return List.of(
                ofSure("term left out", ValueMisses::termDropped),
                ofSure("factor left out", ValueMisses::factorDropped),
                ofSure("variable renamed", ValueMisses::renamed),
                ofSure(
                        "decimal point moved",
                        (formula, random) -> formula.text().matches("-?[0-9]+\\.[0-9]+")
                                ? Optional.of(new BigDecimal(formula.text())
                                        .movePointRight(1)
                                        .toPlainString())
                                : Optional.empty()));
    }

    private static Change ofSure(String name, BiFunction<Formula, RandomGenerator, Optional<String>> writing) {
        return Change.ofFormula(
                name,
                (formula, random) ->
                        writing.apply(formula, random).filter(text -> Estimate.differ(formula.text(), text)));
    }

    private static Optional<String> sure(Formula formula, String text) {
        return Estimate.differ(formula.text(), text) ? Optional.of(text) : Optional.empty();
    }

    /** Without rounded numbers a difference of one is a difference, however large the value. */
    private static Optional<String> exact(Formula formula, String text) {
        return formula.exact() ? Optional.of(text) : sure(formula, text);
    }

    private static Optional<String> swappedDigits(String text) {
        return NumberRewrites.whole(text).map(Object::toString).flatMap(digits -> {
            int end = digits.length();
            return end < 2 || digits.charAt(end - 1) == digits.charAt(end - 2) || digits.charAt(end - 2) == '-'
                    ? Optional.empty()
                    : Optional.of(digits.substring(0, end - 2) + digits.charAt(end - 1) + digits.charAt(end - 2));
        });
    }

    private static Optional<String> signOfTerm(Formula formula, RandomGenerator random) {
        List<Term> terms = new ArrayList<>(formula.terms());
        int index = random.nextInt(terms.size());
        Term term = terms.get(index);
        terms.set(index, new Term(!term.negative(), term.parts()));
        return Optional.of(Formula.sum(terms));
    }

    private static Optional<String> digitChanged(Formula formula, RandomGenerator random) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < formula.text().length(); i++) {
            if (formula.text().charAt(i) >= '0' && formula.text().charAt(i) <= '9') {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        int at = places.get(random.nextInt(places.size()));
        int digit = (formula.text().charAt(at) - '0' + 1 + random.nextInt(9)) % 10;
        return Optional.of(
                formula.text().substring(0, at) + digit + formula.text().substring(at + 1));
    }

    private static Optional<String> termDropped(Formula formula, RandomGenerator random) {
        List<Term> terms = new ArrayList<>(formula.terms());
        if (terms.size() < 2) {
            return Optional.empty();
        }
        terms.remove(random.nextInt(terms.size()));
        return Optional.of(Formula.sum(terms));
    }

    private static Optional<String> factorDropped(Formula formula, RandomGenerator random) {
        List<Term> terms = new ArrayList<>(formula.terms());
        int index = random.nextInt(terms.size());
        Term term = terms.get(index);
        List<FormulaPart> factors = term.commutes() ? new ArrayList<>(term.factors()) : List.of();
        if (factors.size() < 2) {
            return Optional.empty();
        }
        factors.remove(random.nextInt(factors.size()));
        terms.set(index, new Term(term.negative(), factors));
        return Optional.of(Formula.sum(terms));
    }

    private static Optional<String> renamed(Formula formula, RandomGenerator random) {
        List<String> names = new ArrayList<>(List.of("q", "w", "z", "k", "t"));
        Collections.rotate(names, random.nextInt(names.size()));
        String fresh = names.stream()
                .filter(name -> !formula.text().contains(name))
                .findFirst()
                .orElse("q");
        return anyAtom(formula, Kind.LETTER, random, part -> part.text().matches("[a-df-hj-z]") ? fresh : part.text());
    }

    private static Optional<String> anyAtom(
            Formula formula, Kind kind, RandomGenerator random, Function<FormulaPart, String> writing) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < formula.parts().size(); i++) {
            if (formula.parts().get(i).is(kind)) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        int place = places.get(random.nextInt(places.size()));
        return Optional.of(
                formula.with(place, text -> writing.apply(formula.parts().get(place))));
    }
}
