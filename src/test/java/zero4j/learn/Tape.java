package zero4j.learn;

import java.util.Arrays;

/**
 * Numbers in double precision that remember how they were computed, so that every gradient is exact. A number is its place on
 * the tape; each has at most two parents.
 */
final class Tape {
    private static final int NONE = -1;

    private double[] values = new double[1 << 16];
    private int[] first = new int[1 << 16];
    private int[] second = new int[1 << 16];
    private double[] byFirst = new double[1 << 16];
    private double[] bySecond = new double[1 << 16];
    private int size;

    double value(int node) {
        return values[node];
    }

    double[] values(int... nodes) {
        return Arrays.stream(nodes).mapToDouble(this::value).toArray();
    }

    /** A number without parents: a parameter, or a constant. */
    int leaf(double value) {
        return node(value, NONE, 0, NONE, 0);
    }

    int[] leaves(float... numbers) {
        int[] nodes = new int[numbers.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = leaf(numbers[i]);
        }
        return nodes;
    }

    private int node(double value, int a, double byA, int b, double byB) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            first = Arrays.copyOf(first, 2 * size);
            second = Arrays.copyOf(second, 2 * size);
            byFirst = Arrays.copyOf(byFirst, 2 * size);
            bySecond = Arrays.copyOf(bySecond, 2 * size);
        }
        values[size] = value;
        first[size] = a;
        second[size] = b;
        byFirst[size] = byA;
        bySecond[size] = byB;
        return size++;
    }

    int add(int a, int b) {
        return node(values[a] + values[b], a, 1, b, 1);
    }

    int sub(int a, int b) {
        return node(values[a] - values[b], a, 1, b, -1);
    }

    int mul(int a, int b) {
        return node(values[a] * values[b], a, values[b], b, values[a]);
    }

    int scale(int a, double factor) {
        return node(values[a] * factor, a, factor, NONE, 0);
    }

    int plus(int a, double constant) {
        return node(values[a] + constant, a, 1, NONE, 0);
    }

    int exp(int a) {
        double value = Math.exp(values[a]);
        return node(value, a, value, NONE, 0);
    }

    int log(int a) {
        return node(Math.log(values[a]), a, 1 / values[a], NONE, 0);
    }

    int power(int a, double exponent) {
        double slope = exponent * Math.pow(values[a], exponent - 1);
        return node(Math.pow(values[a], exponent), a, slope, NONE, 0);
    }

    int min(int a, int b) {
        return values[a] <= values[b] ? plus(a, 0) : plus(b, 0);
    }

    int max(int a, int b) {
        return values[a] >= values[b] ? plus(a, 0) : plus(b, 0);
    }

    /** Has no gradient outside of the bounds. */
    int clamp(int a, double low, double high) {
        return values[a] < low ? leaf(low) : values[a] > high ? leaf(high) : a;
    }

    int sum(int... nodes) {
        int sum = leaf(0);
        for (int node : nodes) {
            sum = add(sum, node);
        }
        return sum;
    }

    int dot(int[] a, int[] b) {
        int sum = leaf(0);
        for (int i = 0; i < a.length; i++) {
            sum = add(sum, mul(a[i], b[i]));
        }
        return sum;
    }

    /** The derivative of {@code output} by every number before it. */
    double[] gradients(int output) {
        double[] gradients = new double[output + 1];
        gradients[output] = 1;
        for (int i = output; i >= 0; i--) {
            if (first[i] != NONE) {
                gradients[first[i]] += gradients[i] * byFirst[i];
            }
            if (second[i] != NONE) {
                gradients[second[i]] += gradients[i] * bySecond[i];
            }
        }
        return gradients;
    }
}
