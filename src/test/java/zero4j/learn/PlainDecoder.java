package zero4j.learn;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import zero4j.weights.ModelConfig;

/** A Qwen2 decoder of loops over numbers of a {@link Tape}: every position looks at all before it, one sequence at a time. */
final class PlainDecoder {
    private final Tape tape;
    private final ModelConfig config;
    private final Map<String, int[]> parameters;

    /** @param parameters by checkpoint name, row after row */
    PlainDecoder(Tape tape, ModelConfig config, Map<String, int[]> parameters) {
        this.tape = tape;
        this.config = config;
        this.parameters = parameters;
    }

    private int[] parameter(String name) {
        return requireNonNull(parameters.get(name), name);
    }

    /** Final hidden states, [length][width]. */
    int[][] hidden(int[] tokens) {
        int[][] states = Arrays.stream(tokens)
                .mapToObj(token -> row(parameter("model.embed_tokens.weight"), token))
                .toArray(int[][]::new);
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            int[][] attended = attention(normed(states, prefix + "input_layernorm.weight"), prefix + "self_attn.");
            states = added(states, attended);
            int[][] inner = normed(states, prefix + "post_attention_layernorm.weight");
            states = added(
                    states,
                    Arrays.stream(inner).map(x -> mlp(x, prefix + "mlp.")).toArray(int[][]::new));
        }
        return normed(states, "model.norm.weight");
    }

    /** Log-probabilities of all tokens behind one hidden state, [vocab]. */
    int[] logprobs(int[] hidden, double temperature) {
        int[] logits = Arrays.stream(product(parameter("lm_head.weight"), hidden))
                .map(logit -> tape.scale(logit, 1 / temperature))
                .toArray();
        int normaliser = tape.log(tape.sum(Arrays.stream(logits).map(tape::exp).toArray()));
        return Arrays.stream(logits).map(logit -> tape.sub(logit, normaliser)).toArray();
    }

    private int[] row(int[] matrix, int row) {
        return Arrays.copyOfRange(matrix, row * config.hiddenSize(), (row + 1) * config.hiddenSize());
    }

    private int[] product(int[] matrix, int[] x) {
        return IntStream.range(0, matrix.length / x.length)
                .map(r -> tape.dot(Arrays.copyOfRange(matrix, r * x.length, (r + 1) * x.length), x))
                .toArray();
    }

    private int[] biased(String name, int[] x) {
        int[] bias = parameter(name + ".bias");
        int[] product = product(parameter(name + ".weight"), x);
        return IntStream.range(0, bias.length)
                .map(i -> tape.add(product[i], bias[i]))
                .toArray();
    }

    private int[][] added(int[][] a, int[][] b) {
        return IntStream.range(0, a.length)
                .mapToObj(t -> IntStream.range(0, a[t].length)
                        .map(i -> tape.add(a[t][i], b[t][i]))
                        .toArray())
                .toArray(int[][]::new);
    }

    private int[][] normed(int[][] states, String weight) {
        int[] scale = parameter(weight);
        return Arrays.stream(states)
                .map(x -> {
                    int squares = tape.scale(tape.dot(x, x), 1.0 / x.length);
                    int factor = tape.power(tape.plus(squares, config.rmsNormEps()), -0.5);
                    return IntStream.range(0, x.length)
                            .map(i -> tape.mul(tape.mul(x[i], factor), scale[i]))
                            .toArray();
                })
                .toArray(int[][]::new);
    }

    private int[] mlp(int[] x, String prefix) {
        int[] gate = product(parameter(prefix + "gate_proj.weight"), x);
        int[] up = product(parameter(prefix + "up_proj.weight"), x);
        int[] inner = IntStream.range(0, gate.length)
                .map(i -> {
                    int sigmoid = tape.power(tape.plus(tape.exp(tape.scale(gate[i], -1)), 1), -1);
                    return tape.mul(tape.mul(gate[i], sigmoid), up[i]);
                })
                .toArray();
        return product(parameter(prefix + "down_proj.weight"), inner);
    }

    private int[][] attention(int[][] states, String prefix) {
        int[][] queries = new int[states.length][];
        int[][] keys = new int[states.length][];
        int[][] values = new int[states.length][];
        int[][] result = new int[states.length][];
        for (int t = 0; t < states.length; t++) {
            queries[t] = rotated(biased(prefix + "q_proj", states[t]), t);
            keys[t] = rotated(biased(prefix + "k_proj", states[t]), t);
            values[t] = biased(prefix + "v_proj", states[t]);
            int[] heads = new int[0];
            for (int head = 0; head < config.heads(); head++) {
                int shared = head / (config.heads() / config.kvHeads());
                heads = concat(heads, attend(t, head(queries[t], head), keys, values, shared));
            }
            result[t] = product(parameter(prefix + "o_proj.weight"), heads);
        }
        return result;
    }

    private int[] attend(int t, int[] query, int[][] keys, int[][] values, int head) {
        int[] weights = new int[t + 1];
        for (int s = 0; s <= t; s++) {
            weights[s] = tape.exp(tape.scale(tape.dot(query, head(keys[s], head)), 1 / Math.sqrt(query.length)));
        }
        int divisor = tape.power(tape.sum(weights), -1);
        return IntStream.range(0, query.length)
                .map(i -> {
                    int[] column = IntStream.rangeClosed(0, t)
                            .map(s -> head(values[s], head)[i])
                            .toArray();
                    return tape.mul(tape.dot(weights, column), divisor);
                })
                .toArray();
    }

    private int[] head(int[] x, int head) {
        return Arrays.copyOfRange(x, head * config.headDim(), (head + 1) * config.headDim());
    }

    /** Each pair of coordinates i and i + dim / 2 of a head turned by position x theta^(-2 i / dim). */
    private int[] rotated(int[] x, int position) {
        int dim = config.headDim();
        int[] result = new int[x.length];
        for (int start = 0; start < x.length; start += dim) {
            for (int i = 0; i < dim / 2; i++) {
                double angle = position * Math.pow(config.ropeTheta(), -2.0 * i / dim);
                int a = x[start + i];
                int b = x[start + i + dim / 2];
                result[start + i] = tape.sub(tape.scale(a, Math.cos(angle)), tape.scale(b, Math.sin(angle)));
                result[start + i + dim / 2] = tape.add(tape.scale(b, Math.cos(angle)), tape.scale(a, Math.sin(angle)));
            }
        }
        return result;
    }

    private static int[] concat(int[] a, int[] b) {
        int[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
