package zero4j.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Attention of tokens to those before them in the same of several packed sequences. Query, key and value are
 * [tokens, heads, dim], of which key and value may have fewer heads; the result is [tokens, width].
 */
final class PackedAttention {
    private PackedAttention() {}

    static Tensor attend(PackedSequences batch, Tensor query, Tensor key, Tensor value) {
        PackedSequences.Places places = batch.places();
        if (places == null) {
            return attendPadded(batch, query, key, value);
        }
        Tensor attended = attendPadded(
                batch,
                PackedSequences.select(query, places.spread()),
                PackedSequences.select(key, places.spread()),
                PackedSequences.select(value, places.spread()));
        return PackedSequences.select(attended, places.back());
    }

    private static Tensor attendPadded(PackedSequences batch, Tensor query, Tensor key, Tensor value) {
        // Splitting, not slicing: a slice's gradient is a zero tensor of the whole batch, for every run.
        long[] sizes =
                batch.runs().stream().mapToLong(PackedSequences.Run::tokens).toArray();
        TensorVector queries = torch.split_with_sizes(query, sizes, 0);
        TensorVector keys = torch.split_with_sizes(key, sizes, 0);
        TensorVector values = torch.split_with_sizes(value, sizes, 0);
        TensorVector outputs = new TensorVector();
        for (int i = 0; i < sizes.length; i++) {
            PackedSequences.Run run = batch.runs().get(i);
            Tensor attended =
                    attend(ofRun(queries.get(i), run), ofRun(keys.get(i), run), ofRun(values.get(i), run), null);
            outputs.push_back(attended.transpose(1, 2).reshape(sizes[i], -1));
        }
        return sizes.length == 1 ? outputs.get(0) : torch.cat(outputs, 0);
    }

    /** [tokens of the run, heads, dim] to [sequences of the run, heads, length, dim]. */
    private static Tensor ofRun(Tensor x, PackedSequences.Run run) {
        return x.view(run.count(), run.length(), x.size(1), x.size(2)).transpose(1, 2);
    }

    /**
     * The same of padded sequences, [sequences, heads, length, dim].
     *
     * @param mask what each query sees; null for itself and all before it
     */
    static Tensor attend(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
        boolean grouped = query.size(1) != key.size(1);
        boolean causal = mask == null;
        TensorOptional seen = mask == null ? new TensorOptional() : new TensorOptional(mask);
        return torch.scaled_dot_product_attention(query, key, value, seen, 0.0, causal, new DoubleOptional(), grouped);
    }
}
