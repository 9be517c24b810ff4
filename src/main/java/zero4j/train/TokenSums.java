package zero4j.train;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.Placement;

/** Sums over the tokens of an update, from which metrics are made: sums of parts and of ranks add up. */
final class TokenSums {
    /** What is summed. */
    enum Sum {
        /** Prompt and response tokens. */
        TOKENS,
        /** Tokens that the model computes. */
        INPUTS,
        /** Those that attention computes, padding included. */
        ATTENDED,
        /** Response tokens; all sums below are over them. */
        SCORED,
        LOSS,
        ENTROPY,
        CLIPPED_LOW,
        CLIPPED_HIGH,
        KL,
        MISMATCH,
        MISMATCH_KL,
        WEIGHT,
        SQUARED_WEIGHT,
        CORRECTED,
        VALUE_LOSS,
        SQUARED_RETURN_ERROR,
        RETURN,
        SQUARED_RETURN
    }

    private final Map<Sum, Double> sums = new EnumMap<>(Sum.class);
    private double largestMismatch;
    private final List<float[]> ratios = new ArrayList<>();

    double of(Sum sum) {
        return sums.getOrDefault(sum, 0.0);
    }

    double mean(Sum sum) {
        return of(sum) / Math.max(1, of(Sum.SCORED));
    }

    double largestMismatch() {
        return largestMismatch;
    }

    void add(Sum sum, double value) {
        sums.merge(sum, value, Double::sum);
    }

    /** Adds the sums of tensors, one for each name, with one copy from the device. */
    void add(List<Sum> names, TensorVector tensors) {
        TensorVector totals = new TensorVector();
        for (long i = 0; i < tensors.size(); i++) {
            totals.push_back(tensors.get(i).to(ScalarType.Double).sum().to(ScalarType.Float));
        }
        float[] values = Placement.toFloats(torch.stack(totals));
        for (int i = 0; i < values.length; i++) {
            add(names.get(i), values[i]);
        }
    }

    void ratios(Tensor perToken) {
        ratios.add(Placement.toFloats(perToken));
    }

    void mismatchUpTo(double nats) {
        largestMismatch = Math.max(largestMismatch, nats);
    }

    /** Ratios of all tokens so far, unordered. */
    List<float[]> ratios() {
        return ratios;
    }

    void add(TokenSums other) {
        other.sums.forEach(this::add);
        largestMismatch = Math.max(largestMismatch, other.largestMismatch);
        ratios.addAll(other.ratios);
    }
}
