package zero4j.learn;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Response;
import zero4j.algorithm.Segments;
import zero4j.model.PackedSequences;
import zero4j.torch.Placement;

/**
 * Responses as tensors. The dimension {@code scored} holds the response tokens of all of them, one after the other.
 *
 * @param inputs every sequence without its last token
 * @param scored int64 [scored], index in {@code inputs} of the position that predicts each response token
 * @param targets int64 [scored], the response tokens
 * @param segments which response a token belongs to
 */
public record MicroBatch(PackedSequences inputs, Tensor scored, Tensor targets, Segments segments) {
    public static MicroBatch of(List<Response> responses, Placement placement) {
        int total = responses.stream().mapToInt(Response::length).sum();
        long[] scored = new long[total];
        long[] targets = new long[total];
        long[] index = new long[total];
        float[] lengths = new float[responses.size()];
        int at = 0;
        int start = 0;
        for (int r = 0; r < responses.size(); r++) {
            Response response = responses.get(r);
            lengths[r] = response.length();
            for (int i = 0; i < response.length(); i++, at++) {
                scored[at] = start + response.promptLength() - 1L + i;
                targets[at] = response.tokens()[response.promptLength() + i];
                index[at] = r;
            }
            start += response.tokens().length - 1;
        }
        List<int[]> inputs = responses.stream()
                .map(r -> Arrays.copyOf(r.tokens(), r.tokens().length - 1))
                .toList();
        return new MicroBatch(
                PackedSequences.of(placement, inputs),
                placement.longs(scored),
                placement.longs(targets),
                new Segments(placement.longs(index), placement.floats(lengths)));
    }

    /** Numbers of response tokens, by response, as one tensor: float32 [scored]. */
    static Tensor joined(List<float[]> perResponse, Placement placement) {
        float[] all = new float[perResponse.stream().mapToInt(a -> a.length).sum()];
        int at = 0;
        for (float[] values : perResponse) {
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return placement.floats(all);
    }
}
