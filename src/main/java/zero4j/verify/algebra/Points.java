package zero4j.verify.algebra;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Where formulas are compared: points that depend on nothing but the variables' names and a number. Coordinates have few
 * binary digits, so that they are exact in every arithmetic.
 */
final class Points {
    /** Real points with a number below this have been chosen to differ in kind; others are arbitrary. */
    static final int CHOSEN = 24;

    /** How large and of which sign coordinates are: 1 positive, -1 negative, 0 either. */
    private record Kind(int sign, double low, double high, boolean whole) {}

    private static final Kind POSITIVE = new Kind(1, -0.5, 0.5, false);
    private static final Kind NEGATIVE = new Kind(-1, -0.5, 0.5, false);
    private static final Kind MIXED = new Kind(0, -0.5, 0.5, false);
    private static final Kind SMALL = new Kind(1, -1.5, -0.03, false);
    private static final Kind SMALL_NEGATIVE = new Kind(-1, -1.5, -0.03, false);
    private static final Kind SMALL_MIXED = new Kind(0, -1.5, -0.03, false);
    private static final Kind LARGE = new Kind(1, 0.5, 1.6, false);
    private static final Kind LARGE_NEGATIVE = new Kind(-1, 0.5, 1.6, false);
    private static final Kind LARGE_MIXED = new Kind(0, 0.5, 1.6, false);
    private static final Kind ANY = new Kind(0, -2, 3, false);

    private static final List<Kind> KINDS = List.of(
            POSITIVE,
            NEGATIVE,
            MIXED,
            POSITIVE,
            MIXED,
            NEGATIVE,
            SMALL,
            SMALL_NEGATIVE,
            SMALL_MIXED,
            SMALL,
            SMALL_MIXED,
            LARGE,
            LARGE_NEGATIVE,
            LARGE_MIXED,
            LARGE,
            new Kind(1, 0.31, 1, true),
            new Kind(0, 0, 1, true),
            new Kind(-1, 0, 1, true),
            new Kind(0, 0, 0.8, true),
            new Kind(0, -4, -3, false),
            new Kind(1, 2, 3.5, false),
            new Kind(1, 5, 7, false),
            new Kind(-1, 5, 7, false),
            new Kind(0, 11, 14, false));

    private final List<String> names;
    private final long seed;

    Points(List<String> names) {
        this.names = names;
        long hash = 20_250_925;
        for (String name : names) {
            hash = hash * 1_000_003 + name.hashCode();
        }
        seed = hash;
    }

    double[] real(int number) {
        return coordinates(number, number < CHOSEN ? KINDS.get(number) : ANY, seed);
    }

    /** Whether the coordinates of a real point are whole numbers: agreement there says little. */
    static boolean whole(int number) {
        return number < CHOSEN && KINDS.get(number).whole();
    }

    /** Coordinates for the imaginary parts of a complex point. */
    double[] imaginary(int number) {
        double[] point = coordinates(number, MIXED, seed ^ 0x5DEECE66DL);
        for (int i = 0; i < point.length; i++) {
            point[i] = names.get(i).equals(Shape.SIGN) ? 0 : point[i];
        }
        return point;
    }

    /** Small whole numbers, zero among them; for a single variable one after the other. */
    double[] natural(int number) {
        SplittableRandom random = new SplittableRandom(seed + 77L * number);
        double[] point = new double[names.size()];
        for (int i = 0; i < point.length; i++) {
            point[i] = names.get(i).equals(Shape.SIGN) ? sign(random) : names.size() == 1 ? number : random.nextInt(11);
        }
        return point;
    }

    private double[] coordinates(int number, Kind kind, long from) {
        SplittableRandom random = new SplittableRandom(from + 7919L * number);
        double[] point = new double[names.size()];
        for (int i = 0; i < point.length; i++) {
            double size = (float) Math.pow(10, random.nextDouble(kind.low(), kind.high()));
            double sign = kind.sign() == 0 ? sign(random) : kind.sign();
            point[i] = names.get(i).equals(Shape.SIGN) ? sign(random) : sign * (kind.whole() ? Math.rint(size) : size);
        }
        return point;
    }

    private static double sign(SplittableRandom random) {
        return random.nextBoolean() ? 1 : -1;
    }
}
