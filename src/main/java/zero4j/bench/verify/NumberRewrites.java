package zero4j.bench.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites of answers that are one rational number. */
final class NumberRewrites {
    private static final Pattern WHOLE = Pattern.compile("-?(?:[0-9]+|[0-9]{1,3}(?:(?:,|\\{,\\}|,\\\\!)[0-9]{3})+)");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]*\\.[0-9]+");
    private static final Pattern FRACTION =
            Pattern.compile("(-?) ?\\\\[dt]?frac *(?:\\{(-?[0-9]+)\\}|([0-9])) *(?:\\{([0-9]+)\\}|([0-9]))");
    private static final Pattern RATIO = Pattern.compile("([0-9]+):([0-9]+)");
    private static final int MOST_DECIMALS = 6;

    private NumberRewrites() {}

    /** A fraction of whole numbers as it was written; the denominator is positive. */
    record Ratio(BigInteger numerator, BigInteger denominator) {
        static Optional<Ratio> of(String reference) {
            Matcher matcher = FRACTION.matcher(
                    WritingRewrites.undollared(reference).orElse("").strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            BigInteger above = new BigInteger(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
            BigInteger below = new BigInteger(matcher.group(4) == null ? matcher.group(5) : matcher.group(4));
            return below.signum() == 0
                    ? Optional.empty()
                    : Optional.of(new Ratio(matcher.group(1).isEmpty() ? above : above.negate(), below));
        }

        String latex() {
            return (numerator.signum() < 0 ? "-" : "") + "\\frac{" + numerator.abs() + "}{" + denominator + "}";
        }

        Ratio times(BigInteger factor) {
            return new Ratio(numerator.multiply(factor), denominator.multiply(factor));
        }

        Ratio reduced() {
            BigInteger common = numerator.gcd(denominator);
            return new Ratio(numerator.divide(common), denominator.divide(common));
        }

        Optional<BigDecimal> decimal() {
            try {
                return Optional.of(new BigDecimal(numerator)
                                .divide(new BigDecimal(denominator))
                                .stripTrailingZeros())
                        .filter(value -> value.scale() > 0 && value.scale() <= MOST_DECIMALS);
            } catch (ArithmeticException endless) {
                return Optional.empty();
            }
        }

        Optional<String> mixed() {
            BigInteger[] parts = numerator.abs().divideAndRemainder(denominator);
            return parts[0].signum() == 0 || parts[1].signum() == 0
                    ? Optional.empty()
                    : Optional.of((numerator.signum() < 0 ? "-" : "") + parts[0] + "\\frac{" + parts[1] + "}{"
                            + denominator + "}");
        }
    }

    static List<Change> all() {
        return List.of(
                ofWhole("thousands with commas", number -> grouped(number, ",")),
                ofWhole("thousands with {,}", number -> grouped(number, "{,}")),
                ofWhole("thousands with ,\\!", number -> grouped(number, ",\\!")),
                ofWhole("thousands with \\,", number -> grouped(number, "\\,")),
                ofWhole("no thousands separators", number -> Optional.of(number.toString())),
                ofWhole(
                        "whole number as fraction",
                        number -> Optional.of("\\frac{" + number.multiply(BigInteger.valueOf(3)) + "}{3}")),
                ofWhole("whole number as decimal", number -> Optional.of(number + ".0")),
                ofWhole("whole number in scientific notation", number -> scientific(new BigDecimal(number))),
                ofDecimal("decimal as fraction", NumberRewrites::fraction),
                ofDecimal("trailing zeros", value -> Optional.of(value.toPlainString() + "0")),
                ofDecimal("decimal in scientific notation", NumberRewrites::scientific),
                ofDecimal(
                        "no zero before the point",
                        value -> Optional.of(value.toPlainString().replaceFirst("^(-?)0\\.", "$1."))),
                ofRatio(
                        "decimal for a finite fraction",
                        (ratio, random) -> ratio.decimal().map(BigDecimal::toPlainString)),
                ofRatio(
                        "fraction not reduced",
                        (ratio, random) -> Optional.of(ratio.times(BigInteger.valueOf(2 + random.nextInt(6)))
                                .latex())),
                ofRatio(
                        "fraction reduced",
                        (ratio, random) -> Optional.of(ratio.reduced().latex())),
                ofRatio("a/b", (ratio, random) -> Optional.of(ratio.numerator() + "/" + ratio.denominator())),
                ofRatio("mixed number", (ratio, random) -> ratio.mixed()),
                ofRatio("minus sign moved", NumberRewrites::movedSign),
                ofRatio(
                        "fraction as power -1",
                        (ratio, random) -> Optional.of(ratio.numerator() + " \\cdot " + ratio.denominator() + "^{-1}")),
                Change.ofText(
                        "ratio as fraction",
                        (text, random) -> WritingRewrites.matched(text, RATIO, "\\\\frac{$1}{$2}")
                                .filter(t -> !text.matches(".*:[0-9]{2}"))),
                Change.ofText("ratio scaled", (text, random) -> scaledRatio(text)));
    }

    static Optional<BigInteger> whole(String reference) {
        String text = WritingRewrites.undollared(reference).orElse("").strip();
        return WHOLE.matcher(text).matches()
                ? Optional.of(new BigInteger(text.replaceAll("[,{}\\\\!]", "")))
                : Optional.empty();
    }

    static Optional<BigDecimal> decimal(String reference) {
        String text = WritingRewrites.undollared(reference).orElse("").strip();
        return DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static Change ofWhole(String name, Function<BigInteger, Optional<String>> writing) {
        return Change.ofText(name, (text, random) -> whole(text).flatMap(writing));
    }

    private static Change ofDecimal(String name, Function<BigDecimal, Optional<String>> writing) {
        return Change.ofText(name, (text, random) -> decimal(text).flatMap(writing));
    }

    private interface RatioWriting {
        Optional<String> write(Ratio ratio, RandomGenerator random);
    }

    private static Change ofRatio(String name, RatioWriting writing) {
        return Change.ofText(name, (text, random) -> Ratio.of(text).flatMap(ratio -> writing.write(ratio, random)));
    }

    private static Optional<String> grouped(BigInteger number, String separator) {
        String digits = number.abs().toString();
        if (digits.length() < 4) {
            return Optional.empty();
        }
        List<String> groups = new ArrayList<>();
        for (int end = digits.length(); end > 0; end -= 3) {
            groups.addFirst(digits.substring(Math.max(0, end - 3), end));
        }
        return Optional.of((number.signum() < 0 ? "-" : "") + String.join(separator, groups));
    }

    private static Optional<String> scientific(BigDecimal value) {
        if (value.signum() == 0) {
            return Optional.empty();
        }
        int exponent = value.precision() - value.scale() - 1;
        BigDecimal mantissa = value.movePointLeft(exponent).stripTrailingZeros();
        return Optional.of(mantissa.toPlainString() + " \\times 10^{" + exponent + "}");
    }

    private static Optional<String> fraction(BigDecimal value) {
        return value.signum() == 0 || value.scale() > MOST_DECIMALS
                ? Optional.empty()
                : Optional.of(new Ratio(value.unscaledValue(), BigInteger.TEN.pow(value.scale()))
                        .reduced()
                        .latex());
    }

    private static Optional<String> movedSign(Ratio ratio, RandomGenerator random) {
        if (ratio.numerator().signum() >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                random.nextBoolean()
                        ? "\\frac{" + ratio.numerator() + "}{" + ratio.denominator() + "}"
                        : "\\frac{" + ratio.numerator().negate() + "}{-" + ratio.denominator() + "}");
    }

    private static Optional<String> scaledRatio(String text) {
        Matcher matcher = RATIO.matcher(text);
        // Two digits at the right may be a time.
        return matcher.matches() && matcher.group(2).length() != 2
                ? Optional.of(3 * Long.parseLong(matcher.group(1)) + ":" + 3 * Long.parseLong(matcher.group(2)))
                : Optional.empty();
    }
}
