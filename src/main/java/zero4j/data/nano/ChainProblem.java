package zero4j.data.nano;

/**
 * Digits joined by {@code + - *}, evaluated strictly from left to right, each step modulo 10.
 *
 * @param operands digits
 * @param operators one fewer than digits
 */
record ChainProblem(int[] operands, String operators) implements NanoProblem {
    static ChainProblem draw(int level, SplitMix random) {
        int[] operands = new int[level == 5 ? 8 : level + 1];
        StringBuilder operators = new StringBuilder();
        for (int i = 0; i < operands.length; i++) {
            operands[i] = random.below(10);
            if (i > 0) {
                operators.append("+-*".charAt(random.below(3)));
            }
        }
        return new ChainProblem(operands, operators.toString());
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder("What is ").append(operands[0]);
        for (int i = 1; i < operands.length; i++) {
            text.append(operators.charAt(i - 1)).append(operands[i]);
        }
        return text.append(" mod 10?").toString();
    }

    @Override
    public int answer() {
        int value = operands[0];
        for (int i = 1; i < operands.length; i++) {
            value = apply(value, i);
        }
        return value;
    }

    @Override
    public int steps() {
        return operators.length();
    }

    @Override
    public Step step(int index, int[] results) {
        int value = index == 0 ? operands[0] : results[index - 1];
        int right = apply(value, index + 1);
        String left = value + operators.substring(index, index + 1) + operands[index + 1] + "=";
        return new Step(left, right, random -> otherDigit(right, random));
    }

    @Override
    public int conclude(int[] results) {
        return results[results.length - 1];
    }

    @Override
    public int wrongGuess(SplitMix random) {
        return otherDigit(answer(), random);
    }

    private int apply(int value, int operand) {
        int other = operands[operand];
        int result = switch (operators.charAt(operand - 1)) {
            case '+' -> value + other;
            case '-' -> value - other;
            default -> value * other;
        };
        return Math.floorMod(result, 10);
    }

    private static int otherDigit(int digit, SplitMix random) {
        return (digit + random.between(1, 9)) % 10;
    }
}
