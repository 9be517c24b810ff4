package zero4j.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.TrainSequence;
import zero4j.model.PackedSequences;
import zero4j.torch.Placement;

/**
 * Sequences as tensors. The dimension {@code scored} holds the response tokens of all sequences, one after the other.
 *
 * @param sequences what it holds
 * @param inputs every sequence without its last token
 * @param scored int64 [scored], index in {@code inputs} of the position that predicts each response token
 * @param targets int64 [scored], the response tokens
 */
record MicroBatch(List<TrainSequence> sequences, PackedSequences inputs, Tensor scored, Tensor targets) {
    static MicroBatch of(List<TrainSequence> sequences, Placement placement) {
        int total = responseTokens(sequences);
        long[] scored = new long[total];
        long[] targets = new long[total];
        int at = 0;
        int start = 0;
        for (TrainSequence sequence : sequences) {
            for (int i = 0; i < sequence.responseLength(); i++, at++) {
                scored[at] = start + sequence.promptLength() - 1L + i;
                targets[at] = sequence.tokens()[sequence.promptLength() + i];
            }
            start += sequence.tokens().length - 1;
        }
        List<int[]> inputs = sequences.stream()
                .map(s -> Arrays.copyOf(s.tokens(), s.tokens().length - 1))
                .toList();
        return new MicroBatch(
                sequences, PackedSequences.of(placement, inputs), placement.longs(scored), placement.longs(targets));
    }

    static int responseTokens(List<TrainSequence> sequences) {
        return sequences.stream().mapToInt(TrainSequence::responseLength).sum();
    }

    /** A number of each sequence, repeated for its response tokens: float32 [scored]. */
    Tensor perSequence(ToDoubleFunction<TrainSequence> value, Placement placement) {
        return perToken(
                sequence -> {
                    float[] values = new float[sequence.responseLength()];
                    Arrays.fill(values, (float) value.applyAsDouble(sequence));
                    return values;
                },
                placement);
    }

    /** Numbers of each response token: float32 [scored]. */
    Tensor perToken(Function<TrainSequence, float[]> value, Placement placement) {
        float[] all = new float[responseTokens(sequences)];
        int at = 0;
        for (TrainSequence sequence : sequences) {
            System.arraycopy(value.apply(sequence), 0, all, at, sequence.responseLength());
            at += sequence.responseLength();
        }
        return placement.floats(all);
    }
}
