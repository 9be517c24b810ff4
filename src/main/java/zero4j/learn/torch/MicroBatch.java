package zero4j.learn.torch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import zero4j.learn.ScoredSequence;
import zero4j.model.PackedSequences;
import zero4j.torch.DeviceAndDtype;

/**
 * Sequences as tensors. The dimension {@code scored} holds their scored tokens, one sequence after the other.
 *
 * @param inputs every sequence without its last token
 * @param scored int64 [scored], index in {@code inputs} of the position that predicts each scored token
 * @param targets int64 [scored], the tokens
 */
public record MicroBatch(PackedSequences inputs, Tensor scored, Tensor targets) {
    /** On a device. */
    public static MicroBatch of(List<ScoredSequence> sequences, DeviceAndDtype placement) {
        LongStream.Builder scored = LongStream.builder();
        LongStream.Builder targets = LongStream.builder();
        int start = 0;
        for (ScoredSequence sequence : sequences) {
            for (int i = 0; i < sequence.scored().length; i++) {
                if (sequence.scored()[i]) {
                    scored.add(start + sequence.given() - 1L + i);
                    targets.add(sequence.tokens()[sequence.given() + i]);
                }
            }
            start += sequence.tokens().length - 1;
        }
        List<int[]> inputs = sequences.stream()
                .map(sequence -> Arrays.copyOf(sequence.tokens(), sequence.tokens().length - 1))
                .toList();
        return new MicroBatch(
                PackedSequences.of(placement, inputs),
                placement.longs(scored.build().toArray()),
                placement.longs(targets.build().toArray()));
    }
}
