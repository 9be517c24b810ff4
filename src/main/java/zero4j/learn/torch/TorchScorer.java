package zero4j.learn.torch;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.learn.LearnBatch;
import zero4j.learn.PassPacker;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ScoredSequence;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** What a model says of tokens, without gradients, in micro-batches. */
public final class TorchScorer implements PolicyScorer {
    private final CausalLm lm;
    private final PassPacker packer;
    private final TokenLogprobs logprobs;

    /**
     * @param lm closed with it
     * @param temperature of the sampler's distribution, which the log-probs are taken under
     */
    public TorchScorer(CausalLm lm, PassSettings settings, double temperature) {
        this.lm = lm;
        this.packer = settings.packer(1);
        this.logprobs = new TokenLogprobs(
                lm, temperature, settings.logprobChunk(lm.config().vocabSize()));
    }

    /** A frozen model of a folder. */
    public static TorchScorer open(Path model, DeviceAndDtype placement, PassSettings settings, double temperature) {
        return new TorchScorer(ModelFiles.load(model, placement, false), settings, temperature);
    }

    @Override
    public List<float[]> logprobs(List<ScoredSequence> sequences) {
        return perToken(
                sequences,
                (hidden, batch) -> logprobs.score(hidden, batch.targets()).logprobs());
    }

    /** As {@link zero4j.learn.LearnerBackend#values}. */
    List<float[]> values(List<ScoredSequence> sequences, float[] head) {
        return perToken(sequences, (hidden, _) -> values(hidden, lm.placement().floats(head)));
    }

    /** A linear head's values, float32 [scored], of hidden states, [scored, width]. */
    static Tensor values(Tensor hidden, Tensor head) {
        long width = hidden.size(1);
        return hidden.to(ScalarType.Float).matmul(head.narrow(0, 0, width)).add(head.narrow(0, width, 1));
    }

    private List<float[]> perToken(List<ScoredSequence> sequences, BiFunction<Tensor, MicroBatch, Tensor> score) {
        float[][] found = new float[sequences.size()][];
        for (PassPacker.Pass pass : packer.pack(sequences)) {
            LearnBatch rows = pass.batch();
            if (rows.scored() == 0) {
                return sequences.stream().map(_ -> new float[0]).toList();
            }
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                MicroBatch batch = MicroBatch.of(rows, lm.placement());
                Tensor hidden = lm.forward(batch.inputs()).index_select(0, batch.scored()); // [scored, width]
                float[] all = DeviceAndDtype.toFloats(score.apply(hidden, batch));
                int at = 0;
                for (int i : pass.sequences()) {
                    found[i] = Arrays.copyOfRange(all, at, at + sequences.get(i).count());
                    at += found[i].length;
                }
            }
        }
        return List.of(found);
    }

    @Override
    public void close() {
        lm.close();
    }
}
