package zero4j.rollout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/** A Llama in plain loops and double precision, without a cache: the oracle of the engines. */
public final class ReferenceModel {
    private final ModelConfig config;
    private final Map<String, double[]> weights = new HashMap<>();

    public ReferenceModel(Path folder) {
        try (ModelFolder model = ModelFolder.open(folder)) {
            config = model.config();
            for (String name : model.tensors().keySet()) {
                MemorySegment data = model.data(name);
                double[] values = new double[(int) (data.byteSize() / Float.BYTES)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES);
                }
                weights.put(name, values);
            }
        }
    }

    /** Scores of the token after each position, [position][tokens]: rows of the embedding that are no token have none. */
    public double[][] logits(int[] tokens) {
        double[] embedding = weight("model.embed_tokens.weight");
        int width = config.hiddenSize();
        double[][] x = new double[tokens.length][width];
        for (int t = 0; t < tokens.length; t++) {
            System.arraycopy(embedding, tokens[t] * width, x[t], 0, width);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            attention("model.layers." + layer + ".", x);
            mlp("model.layers." + layer + ".", x);
        }
        double[][] logits = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            String head = config.tieWordEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
            logits[t] = Arrays.copyOf(linear(norm(x[t], "model.norm.weight"), head), config.tokens());
        }
        return logits;
    }

    private void attention(String layer, double[][] x) {
        int heads = config.heads();
        int dim = config.headDim();
        double[][] q = new double[x.length][];
        double[][] k = new double[x.length][];
        double[][] v = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] normed = norm(x[t], layer + "input_layernorm.weight");
            q[t] = rotate(linear(normed, layer + "self_attn.q_proj.weight"), t);
            k[t] = rotate(linear(normed, layer + "self_attn.k_proj.weight"), t);
            v[t] = linear(normed, layer + "self_attn.v_proj.weight");
        }
        for (int t = 0; t < x.length; t++) {
            double[] out = new double[heads * dim];
            for (int h = 0; h < heads; h++) {
                attendHead(q[t], k, v, t, h, out);
            }
            add(x[t], linear(out, layer + "self_attn.o_proj.weight"));
        }
    }

    private void attendHead(double[] query, double[][] k, double[][] v, int t, int head, double[] out) {
        int dim = config.headDim();
        int shared = head / (config.heads() / config.kvHeads());
        double[] scores = new double[t + 1];
        for (int s = 0; s <= t; s++) {
            for (int i = 0; i < dim; i++) {
                scores[s] += query[head * dim + i] * k[s][shared * dim + i] / Math.sqrt(dim);
            }
        }
        double[] logprobs = logSoftmax(scores, 1);
        for (int s = 0; s <= t; s++) {
            for (int i = 0; i < dim; i++) {
                out[head * dim + i] += Math.exp(logprobs[s]) * v[s][shared * dim + i];
            }
        }
    }

    private void mlp(String layer, double[][] x) {
        for (double[] residual : x) {
            double[] normed = norm(residual, layer + "post_attention_layernorm.weight");
            double[] gate = linear(normed, layer + "mlp.gate_proj.weight");
            double[] up = linear(normed, layer + "mlp.up_proj.weight");
            for (int i = 0; i < gate.length; i++) {
                gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            }
            add(residual, linear(gate, layer + "mlp.down_proj.weight"));
        }
    }

    private double[] rotate(double[] heads, int position) {
        int dim = config.headDim();
        double[] rotated = new double[heads.length];
        for (int start = 0; start < heads.length; start += dim) {
            for (int i = 0; i < dim / 2; i++) {
                double angle = position * Math.pow(config.ropeTheta(), -2.0 * i / dim);
                double a = heads[start + i];
                double b = heads[start + i + dim / 2];
                rotated[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
                rotated[start + i + dim / 2] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return rotated;
    }

    private double[] norm(double[] x, String name) {
        double[] weight = weight(name);
        double square = 0;
        for (double value : x) {
            square += value * value;
        }
        double scale = 1 / Math.sqrt(square / x.length + config.rmsNormEps());
        double[] normed = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            normed[i] = x[i] * scale * weight[i];
        }
        return normed;
    }

    private double[] linear(double[] x, String name) {
        double[] weight = weight(name);
        double[] y = new double[weight.length / x.length];
        for (int row = 0; row < y.length; row++) {
            for (int i = 0; i < x.length; i++) {
                y[row] += weight[row * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[] weight(String name) {
        double[] weight = weights.get(name);
        if (weight == null) {
            throw new IllegalStateException("no weight " + name);
        }
        return weight;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }

    /** Log-probabilities (nats) at a temperature. */
    public static double[] logSoftmax(double[] logits, double temperature) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit / temperature);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit / temperature - max);
        }
        double[] logprobs = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            logprobs[i] = logits[i] / temperature - max - Math.log(sum);
        }
        return logprobs;
    }
}
