package zero4j.model;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.weights.LoraSettings;

/**
 * What an adapter adds to one linear layer whose matrix joins one or more tensors of the checkpoint.
 *
 * @param settings rank and scale
 * @param down the A matrices of the adapted parts under each other, [adapted * rank, in]
 * @param parts all parts of the layer, in order
 */
record LowRank(LoraSettings settings, Tensor down, List<Output> parts) {
    /**
     * The output of one tensor of the checkpoint.
     *
     * @param rows its width
     * @param up its B matrix, [rows, rank]; null if it is not adapted
     */
    record Output(long rows, @Nullable Tensor up) {}

    /**
     * The layer's output with the low-rank products added, in the output's type; they are computed in float32.
     *
     * @param x [tokens, in]
     * @param output of the frozen layer, [tokens, out]
     */
    Tensor addTo(Tensor output, Tensor x) {
        Tensor narrow = torch.linear(x.to(ScalarType.Float), down); // [tokens, adapted * rank]
        return output.add(widened(narrow), new Scalar(settings.scale())).to(output.scalar_type());
    }

    private Tensor widened(Tensor narrow) {
        if (parts.size() == 1 && parts.getFirst().up() != null) {
            return torch.linear(narrow, parts.getFirst().up());
        }
        TensorVector inputs = torch.split(narrow, settings.rank(), 1);
        TensorVector outputs = new TensorVector();
        int next = 0;
        for (Output part : parts) {
            if (part.up() == null) {
                outputs.push_back(torch.zeros(new long[] {narrow.size(0), part.rows()}, narrow.options()));
            } else {
                outputs.push_back(torch.linear(inputs.get(next), part.up())); // [tokens, rows]
                next++;
            }
        }
        return torch.cat(outputs, 1);
    }
}
