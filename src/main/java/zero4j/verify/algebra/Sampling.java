package zero4j.verify.algebra;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/**
 * Compares two formulas by their values at points: in double precision at many of them, which tells most different
 * formulas apart, then in high precision at a few where they seem to agree.
 */
final class Sampling {
    private static final int DIGITS = 54;
    private static final int REAL_POINTS = 64;
    private static final int NATURAL_POINTS = 32;
    private static final int COMPLEX_POINTS = 8;
    private static final int ENOUGH = 3;
    private static final int ENOUGH_NATURAL = 4;

    private final Budget budget;
    private final Expr logBase;
    private final Variables variables;
    private final Points points;
    private final Doubles doubles;

    /** @param logBase the base of logarithms that are written without one */
    Sampling(Budget budget, Expr logBase, Variables variables) {
        this.budget = budget;
        this.logBase = logBase;
        this.variables = variables;
        points = new Points(variables.names());
        doubles = new Doubles(budget);
    }

    /** @param complex whether the formulas tell complex numbers from real ones, so that real points say too little */
    boolean agree(Expr a, Expr b, boolean complex) {
        if (!complex) {
            Agreement real = atRealPoints(a, b);
            Agreement decided = real == Agreement.UNKNOWN ? atNaturalPoints(a, b) : real;
            if (decided != Agreement.UNKNOWN) {
                return decided == Agreement.SAME;
            }
        }
        return atComplexPoints(a, b, complex) == Agreement.SAME;
    }

    private Agreement atRealPoints(Expr a, Expr b) {
        List<double[]> precise = new ArrayList<>();
        List<double[]> imprecise = new ArrayList<>();
        for (int i = 0; i < REAL_POINTS && (i < Points.CHOSEN || precise.size() < ENOUGH); i++) {
            double[] point = points.real(i);
            Agreement agreement = inDoubles(a, b, point);
            if (agreement == Agreement.APART) {
                return Agreement.APART;
            }
            if (agreement != null && !Points.whole(i)) {
                (agreement == Agreement.SAME ? precise : imprecise).add(point);
            }
        }
        precise.addAll(imprecise);
        return inBalls(a, b, precise, ENOUGH, true);
    }

    // Factorials, binomials and powers of -1 have values here.
    private Agreement atNaturalPoints(Expr a, Expr b) {
        List<double[]> common = new ArrayList<>();
        int count = variables.names().size() == 1 ? NATURAL_POINTS / 2 : NATURAL_POINTS;
        for (int i = 0; i < count; i++) {
            double[] point = points.natural(i);
            Agreement agreement = inDoubles(a, b, point);
            if (agreement == Agreement.APART) {
                return Agreement.APART;
            }
            if (agreement != null) {
                common.add(point);
            }
        }
        return inBalls(a, b, common, ENOUGH_NATURAL, false);
    }

    private Agreement atComplexPoints(Expr a, Expr b, boolean everywhere) {
        Balls balls = new Balls(budget, true, DIGITS);
        int same = 0;
        for (int i = 0; i < COMPLEX_POINTS && same < ENOUGH; i++) {
            double[] real = points.real(i);
            double[] imaginary = everywhere ? points.imaginary(i) : new double[real.length];
            Agreement agreement = inBalls(a, b, balls, real, imaginary);
            if (agreement == Agreement.APART) {
                return agreement;
            }
            same += agreement == Agreement.SAME ? 1 : 0;
        }
        return same < ENOUGH ? Agreement.UNKNOWN : Agreement.SAME;
    }

    // Null where one of the formulas has no real value.
    private @Nullable Agreement inDoubles(Expr a, Expr b, double[] point) {
        budget.spend(5);
        try {
            PointValue<Approximate> evaluation = new PointValue<>(doubles, logBase, variables, approximate(point));
            boolean apart = evaluation.value(a).apartFrom(evaluation.value(b));
            return apart ? Agreement.APART : Agreement.SAME;
        } catch (NoValue reason) {
            return reason.isUndefined() ? null : Agreement.UNKNOWN;
        }
    }

    private Agreement inBalls(Expr a, Expr b, List<double[]> candidates, int enough, boolean negatives) {
        Balls balls = new Balls(budget, false, DIGITS);
        boolean wanted = negatives && candidates.stream().anyMatch(Sampling::negative);
        int same = 0;
        int tried = 0;
        for (double[] point : candidates) {
            boolean useful = same < enough || (wanted && negative(point));
            if (!useful || tried > 3 * ENOUGH_NATURAL) {
                continue;
            }
            tried++;
            Agreement agreement = inBalls(a, b, balls, point, new double[point.length]);
            if (agreement == Agreement.APART) {
                return agreement;
            }
            if (agreement == Agreement.SAME) {
                same++;
                wanted &= !negative(point);
            }
        }
        return same < enough ? Agreement.UNKNOWN : Agreement.SAME;
    }

    private Agreement inBalls(Expr a, Expr b, Balls balls, double[] re, double[] im) {
        List<Ball> point = new ArrayList<>();
        for (int i = 0; i < re.length; i++) {
            point.add(balls.exact(new BigDecimal(re[i]), new BigDecimal(im[i])));
        }
        try {
            PointValue<Ball> evaluation = new PointValue<>(balls, logBase, variables, point);
            return Agreement.of(evaluation.value(a), evaluation.value(b), balls);
        } catch (NoValue _) {
            return Agreement.UNKNOWN;
        }
    }

    private static List<Approximate> approximate(double[] point) {
        List<Approximate> approximate = new ArrayList<>(point.length);
        for (double x : point) {
            approximate.add(new Approximate(x, 0));
        }
        return approximate;
    }

    private static boolean negative(double[] point) {
        for (double x : point) {
            if (x >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The sign of the constant that {@code a / b} is, 0 if it is none. */
    int ratio(Expr a, Expr b) {
        Expr ratio = new Expr.Fraction(a, b);
        List<double[]> candidates = new ArrayList<>();
        Approximate first = null;
        for (int i = 0; i < REAL_POINTS && (i < Points.CHOSEN || candidates.size() < ENOUGH); i++) {
            Approximate value = value(ratio, points.real(i));
            if (value == null) {
                continue;
            }
            first = first == null ? value : first;
            if (first.apartFrom(value)) {
                return 0;
            }
            if (!Points.whole(i)) {
                candidates.add(points.real(i));
            }
        }
        return first == null || !constant(ratio, candidates) ? 0 : (int) Math.signum(first.value());
    }

    /** The sign of {@code a / b} at the first point that tells it, 0 if none does. */
    int signOfRatio(Expr a, Expr b) {
        for (int i = 0; i < REAL_POINTS; i++) {
            Approximate value = value(new Expr.Fraction(a, b), points.real(i));
            if (value != null && Math.abs(value.value()) > value.error()) {
                return (int) Math.signum(value.value());
            }
        }
        return 0;
    }

    private @Nullable Approximate value(Expr e, double[] point) {
        try {
            return new PointValue<>(doubles, logBase, variables, approximate(point)).value(e);
        } catch (NoValue _) {
            return null;
        }
    }

    private boolean constant(Expr e, List<double[]> candidates) {
        Balls balls = new Balls(budget, false, DIGITS);
        Ball first = null;
        int same = 0;
        for (double[] point : candidates) {
            Ball value = same > ENOUGH ? first : value(e, balls, point);
            if (value == null) {
                continue;
            }
            first = first == null ? value : first;
            Agreement agreement = Agreement.of(first, value, balls);
            if (agreement == Agreement.APART) {
                return false;
            }
            same += agreement == Agreement.SAME ? 1 : 0;
        }
        return same >= ENOUGH;
    }

    private @Nullable Ball value(Expr e, Balls balls, double[] at) {
        List<Ball> point = new ArrayList<>();
        for (double x : at) {
            point.add(balls.exact(new BigDecimal(x), BigDecimal.ZERO));
        }
        try {
            return new PointValue<>(balls, logBase, variables, point).value(e);
        } catch (NoValue _) {
            return null;
        }
    }
}
