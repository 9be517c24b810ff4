package zero4j.data.nano;

/**
 * The sum of two numbers, digit by digit from the right with carries.
 *
 * @param first from 0
 * @param second from 0
 */
record SumProblem(int first, int second) implements NanoProblem {
    static SumProblem draw(int level, SplitMix random) {
        return switch (level) {
            // One digit and one digit alone are too few texts to keep some for evaluation.
            case 1 -> eitherOrder(random, random.below(20), random.below(10));
            case 2 -> eitherOrder(random, random.between(20, 99), random.below(10));
            case 3 -> new SumProblem(random.between(10, 99), random.between(10, 99));
            case 4 -> eitherOrder(random, random.between(100, 999), random.between(10, 99));
            default -> new SumProblem(random.between(100, 999), random.between(100, 999));
        };
    }

    private static SumProblem eitherOrder(SplitMix random, int one, int other) {
        return random.chance(0.5) ? new SumProblem(one, other) : new SumProblem(other, one);
    }

    @Override
    public String text() {
        return "What is " + first + "+" + second + "?";
    }

    @Override
    public int answer() {
        return first + second;
    }

    @Override
    public int steps() {
        return Integer.toString(Math.max(first, second)).length();
    }

    @Override
    public Step step(int index, int[] results) {
        int place = power(index);
        int one = first / place % 10;
        int other = second / place % 10;
        int carry = index == 0 ? 0 : results[index - 1] / 10;
        int right = one + other + carry;
        boolean last = index == steps() - 1;
        return new Step(
                one + "+" + other + (carry > 0 ? "+" + carry : "") + "=",
                right,
                result -> last ? " write " + result : written(result),
                random -> wrongDigitSum(right, random));
    }

    @Override
    public int conclude(int[] results) {
        int last = results.length - 1;
        int sum = results[last] * power(last);
        for (int i = 0; i < last; i++) {
            sum += results[i] % 10 * power(i);
        }
        return sum;
    }

    @Override
    public int wrongGuess(SplitMix random) {
        int unit = power(random.below(steps()));
        return answer() >= unit && random.chance(0.5) ? answer() - unit : answer() + unit;
    }

    private static String written(int result) {
        return " write " + result % 10 + (result >= 10 ? " carry " + result / 10 : "");
    }

    /** Two digits and a carry never exceed 19, and neither does a slip. */
    private static int wrongDigitSum(int right, SplitMix random) {
        int wrong = random.near(right, 3, 0);
        return wrong <= 19 ? wrong : right - 1;
    }

    private static int power(int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
