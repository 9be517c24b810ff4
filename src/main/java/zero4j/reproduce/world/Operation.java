package zero4j.reproduce.world;

import java.util.ArrayList;
import java.util.List;
import zero4j.data.nano.SplitMix;

/**
 * An operation on a digit, modulo 10, that loses nothing: from its result one could go back. So factors are 3, 7 and 9 only.
 *
 * @param sign one of {@code + - *}
 * @param operand from 1
 */
record Operation(char sign, int operand) {
    private static final String SIGNS = "+-*";
    private static final int[] FACTORS = {3, 7, 9};

    /** Those to draw from. */
    static String signs(String given) {
        return given.isEmpty() ? SIGNS : given;
    }

    static Operation draw(String signs, SplitMix random) {
        char sign = signs.charAt(random.below(signs.length()));
        return new Operation(sign, sign == '*' ? FACTORS[random.below(FACTORS.length)] : random.between(1, 9));
    }

    /** As many as one of these numbers says. */
    static List<Operation> several(List<Integer> numbers, String signs, SplitMix random) {
        int number = numbers.get(random.below(numbers.size()));
        List<Operation> operations = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            operations.add(draw(signs, random));
        }
        return operations;
    }

    static int apply(List<Operation> operations, int digit) {
        int value = digit;
        for (Operation operation : operations) {
            value = operation.apply(value);
        }
        return value;
    }

    int apply(int digit) {
        int value = switch (sign) {
            case '+' -> digit + operand;
            case '-' -> digit - operand;
            default -> digit * operand;
        };
        return Math.floorMod(value, 10);
    }

    /** {@code 3*7=1. } */
    String step(int digit) {
        return digit + written() + "=" + apply(digit) + ". ";
    }

    /** {@code *7}. */
    String written() {
        return "" + sign + operand;
    }
}
