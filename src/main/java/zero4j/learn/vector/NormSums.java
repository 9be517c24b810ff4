package zero4j.learn.vector;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import zero4j.weights.ModelConfig;

/** Gradients of the norms' weights of one block, of each piece of the rows by itself, so that their sum has one order. */
final class NormSums {
    private final ModelConfig config;
    private final List<float[]> attention = new ArrayList<>();
    private final List<float[]> mlp = new ArrayList<>();
    private final List<float[]> query = new ArrayList<>();
    private final List<float[]> key = new ArrayList<>();

    NormSums(ModelConfig config) {
        this.config = config;
    }

    /** Makes room for so many pieces. */
    void prepare(int pieces) {
        while (attention.size() < pieces) {
            attention.add(new float[config.hiddenSize()]);
            mlp.add(new float[config.hiddenSize()]);
            query.add(new float[config.qkNorm() ? config.headDim() : 0]);
            key.add(new float[config.qkNorm() ? config.headDim() : 0]);
        }
    }

    float[] attention(int piece) {
        return attention.get(piece);
    }

    float[] mlp(int piece) {
        return mlp.get(piece);
    }

    float[] query(int piece) {
        return query.get(piece);
    }

    float[] key(int piece) {
        return key.get(piece);
    }

    /** Adds the sums over the first {@code pieces} to the gradients of a block. */
    void addTo(MemorySegment gradients, LearnWeights.Places at, int pieces) {
        add(gradients, at.attentionNorm(), attention, pieces);
        add(gradients, at.mlpNorm(), mlp, pieces);
        if (config.qkNorm()) {
            add(gradients, at.queryNorm(), query, pieces);
            add(gradients, at.keyNorm(), key, pieces);
        }
    }

    private static void add(MemorySegment gradients, long at, List<float[]> sums, int pieces) {
        FlatRows target = new FlatRows(gradients.asSlice(at * Float.BYTES), 0);
        for (int piece = 0; piece < pieces; piece++) {
            target.add(0, 0, sums.get(piece).length, sums.get(piece), 0);
        }
    }
}
