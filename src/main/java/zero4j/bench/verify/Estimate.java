package zero4j.bench.verify;

import java.util.List;
import zero4j.bench.verify.Formula.Term;
import zero4j.bench.verify.FormulaPart.Kind;

/** Values of formulas in double precision, every letter at some value of its own. NaN where there is none. */
final class Estimate {
    /** Beyond every tolerance that is in use for rounded numbers. */
    private static final double CLEARLY = 1e-3;

    private Estimate() {}

    static double of(String text) {
        return Formula.of(text).map(Estimate::of).orElse(Double.NaN);
    }

    static double of(Formula formula) {
        double sum = 0;
        for (Term term : formula.terms()) {
            sum += (term.negative() ? -1 : 1) * product(term.parts());
        }
        return sum;
    }

    /** Whether two texts are formulas whose values surely differ. */
    static boolean differ(String first, String second) {
        double a = of(first);
        double b = of(second);
        return Math.abs(a - b) > CLEARLY * Math.max(Math.abs(a), Math.abs(b));
    }

    private static double product(List<FormulaPart> parts) {
        double product = 1;
        for (int i = 0; i < parts.size(); i++) {
            FormulaPart part = parts.get(i);
            switch (part.kind()) {
                case TIMES, SIGN -> {}
                case DIVIDE -> {
                    product /= value(parts.get(i + 1));
                    i++;
                }
                case FUNCTION -> {
                    int end = i + 1;
                    while (end < parts.size() && !parts.get(end).is(Kind.FUNCTION)) {
                        end++;
                    }
                    product *= function(part.text(), product(parts.subList(i + 1, end)));
                    i = end - 1;
                }
                default -> product *= value(part);
            }
        }
        return product;
    }

    private static double value(FormulaPart part) {
        List<String> inner = part.inner();
        return switch (part.kind()) {
            case NUMBER -> Double.parseDouble(part.text());
            case LETTER -> letter(part.text());
            case FRACTION -> of(inner.get(0)) / of(inner.get(1));
            case MIXED -> of(inner.get(0)) + of(inner.get(1)) / of(inner.get(2));
            case ROOT -> root(of(inner.get(0)), of(inner.get(1)));
            case GROUP -> of(inner.getFirst());
            case POWER -> Math.pow(of(inner.get(0)), of(inner.get(1)));
            case FACTORIAL -> factorial(of(inner.getFirst()));
            case FUNCTION, SIGN, TIMES, DIVIDE -> Double.NaN;
        };
    }

    private static double letter(String name) {
        return switch (name) {
            case "\\pi" -> Math.PI;
            case "e" -> Math.E;
            default -> 0.6 + ((name.hashCode() * 0x9E3779B9) >>> 8) * 0x1p-24 * 1.3;
        };
    }

    private static double root(double value, double degree) {
        return value < 0 && degree % 2 == 1 ? -Math.pow(-value, 1 / degree) : Math.pow(value, 1 / degree);
    }

    private static double factorial(double n) {
        if (n != Math.rint(n) || n < 0 || n > 100) {
            return Double.NaN;
        }
        double product = 1;
        for (int i = 2; i <= n; i++) {
            product *= i;
        }
        return product;
    }

    private static double function(String name, double x) {
        return switch (name) {
            case "\\sin" -> Math.sin(x);
            case "\\cos" -> Math.cos(x);
            case "\\tan" -> Math.tan(x);
            case "\\cot" -> 1 / Math.tan(x);
            case "\\sec" -> 1 / Math.cos(x);
            case "\\csc" -> 1 / Math.sin(x);
            case "\\ln" -> Math.log(x);
            case "\\arcsin" -> Math.asin(x);
            case "\\arccos" -> Math.acos(x);
            case "\\arctan" -> Math.atan(x);
            default -> Double.NaN;
        };
    }
}
