package zero4j.learn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Response;
import zero4j.model.PackedSequences;
import zero4j.torch.DeviceAndDtype;

/**
 * Responses as tensors. The dimension {@code scored} holds their scored tokens, one response after the other: the learnt ones
 * in the gradient of an update, all of them where the tokens are only looked at.
 *
 * @param inputs every sequence without its last token
 * @param scored int64 [scored], index in {@code inputs} of the position that predicts each scored token
 * @param targets int64 [scored], the tokens
 */
public record MicroBatch(PackedSequences inputs, Tensor scored, Tensor targets) {
    /** All tokens of the responses are scored. */
    public static MicroBatch of(List<Response> responses, DeviceAndDtype placement) {
        return of(
                responses, responses.stream().map(r -> Response.all(r.length())).toList(), placement);
    }

    /** Those tokens of the responses are scored that are learnt. */
    static MicroBatch learnt(List<Response> responses, DeviceAndDtype placement) {
        return of(responses, responses.stream().map(Response::learnt).toList(), placement);
    }

    private static MicroBatch of(List<Response> responses, List<boolean[]> masks, DeviceAndDtype placement) {
        LongStream.Builder scored = LongStream.builder();
        LongStream.Builder targets = LongStream.builder();
        int start = 0;
        for (int r = 0; r < responses.size(); r++) {
            Response response = responses.get(r);
            boolean[] mask = masks.get(r);
            for (int i = 0; i < mask.length; i++) {
                if (mask[i]) {
                    scored.add(start + response.promptLength() - 1L + i);
                    targets.add(response.tokens()[response.promptLength() + i]);
                }
            }
            start += response.tokens().length - 1;
        }
        List<int[]> inputs = responses.stream()
                .map(r -> Arrays.copyOf(r.tokens(), r.tokens().length - 1))
                .toList();
        return new MicroBatch(
                PackedSequences.of(placement, inputs),
                placement.longs(scored.build().toArray()),
                placement.longs(targets.build().toArray()));
    }
}
