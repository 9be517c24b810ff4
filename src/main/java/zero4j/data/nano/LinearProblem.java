package zero4j.data.nano;

/**
 * {@code factor*x+shift=total}, with a positive integer solution.
 *
 * @param factor from 2
 * @param shift from 1
 * @param answer x, from 1
 */
record LinearProblem(int factor, int shift, int answer) implements NanoProblem {
    static LinearProblem draw(int level, SplitMix random) {
        return switch (level) {
            case 1 -> draw(random, 2, 5, 1, 9, 1, 9);
            case 2 -> draw(random, 2, 9, 1, 20, 1, 9);
            case 3 -> draw(random, 2, 9, 10, 50, 2, 12);
            case 4 -> draw(random, 2, 9, 10, 99, 2, 20);
            default -> draw(random, 3, 12, 10, 99, 10, 30);
        };
    }

    private static LinearProblem draw(
            SplitMix random, int factorLow, int factorHigh, int shiftLow, int shiftHigh, int xLow, int xHigh) {
        return new LinearProblem(
                random.between(factorLow, factorHigh),
                random.between(shiftLow, shiftHigh),
                random.between(xLow, xHigh));
    }

    private int total() {
        return factor * answer + shift;
    }

    @Override
    public String text() {
        return "Solve " + factor + "*x+" + shift + "=" + total() + ".";
    }

    @Override
    public int steps() {
        return 2;
    }

    @Override
    public Step step(int index, int[] results) {
        if (index == 0) {
            // A slip stays a multiple of the factor, so that the division after it has a result.
            return new Step(
                    factor + "*x=" + total() + "-" + shift + "=",
                    factor * answer,
                    random -> factor * random.near(answer, 3, 1));
        }
        int quotient = results[0] / factor;
        return new Step("x=" + results[0] + "/" + factor + "=", quotient, random -> random.near(quotient, 3, 1));
    }

    @Override
    public int conclude(int[] results) {
        return results[1];
    }

    @Override
    public int wrongGuess(SplitMix random) {
        return random.near(answer, 4, 1);
    }
}
