package zero4j.eval;

/** W. S. Gosset's distribution of a mean divided by its standard error, where that was seen in few values. */
public final class StudentT {
    private static final double Z = 1.959963984540054;

    private StudentT() {}

    /**
     * The 97.5 % quantile, to a thousandth of its value: M. Abramowitz and I. Stegun, "Handbook of mathematical functions", 1964,
     * 26.7.5; exact for one and two degrees of freedom.
     *
     * @param freedom degrees of freedom, at least 1
     */
    public static double quantile975(int freedom) {
        if (freedom == 1) {
            return Math.tan(0.475 * Math.PI);
        }
        if (freedom == 2) {
            return 0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95));
        }
        double z2 = Z * Z;
        double first = (z2 + 1) / 4;
        double second = ((5 * z2 + 16) * z2 + 3) / 96;
        double third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
        double fourth = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
        double by = 1.0 / freedom;
        return Z * (1 + by * (first + by * (second + by * (third + by * fourth))));
    }
}
