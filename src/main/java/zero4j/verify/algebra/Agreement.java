package zero4j.verify.algebra;

/** What values of two formulas say about them. */
enum Agreement {
    SAME,
    APART,
    /** There is no value, or it is not known well enough. */
    UNKNOWN;

    static Agreement of(Ball a, Ball b, Balls arithmetic) {
        Ball difference = arithmetic.add(a, arithmetic.negate(b));
        if (difference.size() - 4 > difference.error()) {
            return APART;
        }
        return a.precise() && b.precise() ? SAME : UNKNOWN;
    }
}
