package zero4j.learn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import zero4j.learn.LearnBatch;
import zero4j.model.PackedSequences;
import zero4j.torch.DeviceAndDtype;

/**
 * Sequences as tensors. The dimension {@code scored} holds their scored tokens, one sequence after the other.
 *
 * @param inputs the rows of the sequences
 * @param scored int64 [scored], the row in {@code inputs} that predicts each scored token
 * @param targets int64 [scored], the tokens
 */
public record MicroBatch(PackedSequences inputs, Tensor scored, Tensor targets) {
    /** On a device, of at least one row. */
    public static MicroBatch of(LearnBatch batch, DeviceAndDtype placement) {
        return new MicroBatch(
                inputs(batch, placement),
                placement.longs(IntStream.range(0, batch.scored())
                        .mapToLong(batch::scoredRow)
                        .toArray()),
                placement.longs(IntStream.of(batch.targets()).asLongStream().toArray()));
    }

    private static PackedSequences inputs(LearnBatch batch, DeviceAndDtype placement) {
        List<PackedSequences.Sequence> sequences = new ArrayList<>();
        for (LearnBatch.Group group : batch.groups()) {
            int own = group.first() + group.prompt();
            for (int rows : group.samples()) {
                sequences.add(new PackedSequences.Sequence(group.first(), group.prompt(), own, rows));
                own += rows;
            }
        }
        return PackedSequences.of(
                placement,
                IntStream.range(0, batch.rows()).map(batch::token).toArray(),
                IntStream.range(0, batch.rows()).map(batch::position).toArray(),
                sequences);
    }
}
