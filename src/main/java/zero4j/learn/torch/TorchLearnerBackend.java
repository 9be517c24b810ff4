package zero4j.learn.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.dist.SingleProcess;
import zero4j.learn.AdamWSettings;
import zero4j.learn.Checkpoint;
import zero4j.learn.Exchanged;
import zero4j.learn.LearnerBackend;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ScoredSequence;
import zero4j.model.AdapterFiles;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.PolicyWeights;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsWriter;

/** Learning on LibTorch, on CPU and GPU, in float32 and bfloat16. */
public final class TorchLearnerBackend implements LearnerBackend {
    private final CausalLm lm;
    private final Path origin;
    private final PassSettings passes;
    private final double temperature;
    private final Communicator ranks;
    private final TorchScorer scorer;
    private final UpdateGradient gradient;
    private final DividedAdamW optimizer;

    /** A backend that is alone, whose model has no tokenizer to go into checkpoints. */
    public TorchLearnerBackend(CausalLm lm, PassSettings passes, AdamWSettings adamW, double temperature) {
        this(lm, Path.of(""), passes, adamW, temperature, new SingleProcess(), Sharding.NONE);
    }

    /**
     * A backend that may share its updates with those of other processes. All must begin with the same parameters.
     *
     * @param lm trainable; its parameters are changed in place, the caller closes it
     * @param origin folder the model came from, whose tokenizer goes into checkpoints
     * @param temperature of the sampler's distribution, which the log-probs are taken under
     * @param ranks the caller closes it
     * @param sharding what of its state each of them has
     */
    public TorchLearnerBackend(
            CausalLm lm,
            Path origin,
            PassSettings passes,
            AdamWSettings adamW,
            double temperature,
            Communicator ranks,
            Sharding sharding) {
        this.lm = lm;
        this.origin = origin;
        this.passes = passes;
        this.temperature = temperature;
        this.ranks = ranks;
        this.scorer = new TorchScorer(lm, passes, temperature);
        this.gradient = new UpdateGradient(lm, passes, temperature);
        this.optimizer = new DividedAdamW(lm.trainable(), adamW, ranks, sharding);
    }

    @Override
    public ModelConfig config() {
        return lm.config();
    }

    @Override
    public boolean isExact() {
        return lm.placement().dtype() == ScalarType.Float;
    }

    @Override
    public List<float[]> logprobs(List<ScoredSequence> sequences) {
        return scorer.logprobs(sequences);
    }

    @Override
    public List<float[]> values(List<ScoredSequence> sequences, float[] head) {
        return scorer.values(sequences, head);
    }

    @Override
    public Passes gradient(List<ScoredSequence> sequences, float[] head, TokenLoss loss) {
        return optimizer.summed(() -> gradient.compute(sequences, head, loss, optimizer));
    }

    @Override
    public double clip(double max) {
        return optimizer.clip(max);
    }

    @Override
    public void step(double learningRate) {
        optimizer.step(learningRate);
    }

    @Override
    public double moved(double learningRate) {
        return optimizer.moved(learningRate);
    }

    @Override
    public Exchanged exchanged() {
        return optimizer.exchanged();
    }

    /** An adapter is merged into the weights one tensor at a time. */
    @Override
    public PolicyWeights weights() {
        return tensors(lm.parameters().named(), ModelFiles.storedType(lm), lm::merged);
    }

    @Override
    public PolicyWeights gradients() {
        Map<String, Tensor> named = lm.trainable().namedGradients();
        return tensors(named, Dtype.F32, name -> Objects.requireNonNull(named.get(name)));
    }

    private static PolicyWeights tensors(Map<String, Tensor> named, Dtype dtype, Function<String, Tensor> tensors) {
        return consumer -> named.keySet().forEach(name -> {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                Tensor tensor = tensors.apply(name);
                Tensor host = tensor.is_cuda() ? tensor.cpu() : tensor;
                consumer.accept(new PolicyWeights.Tensor(
                        name, dtype.name(), tensor.sizes().vec().get(), SegmentPointer.memory(host)));
            }
        });
    }

    @Override
    public List<SafetensorsWriter.Entry> state() {
        return optimizer.entries();
    }

    @Override
    public Optional<String> notFinite() {
        return optimizer
                .notFinite()
                .map(name -> "optimizer state " + name)
                .or(() -> weightNotFinite().map(name -> "weight " + name));
    }

    @Override
    public Optional<String> weightNotFinite() {
        return TensorFile.notFinite(lm.parameters().named())
                .or(() -> lm.adapter()
                        .flatMap(adapter ->
                                TensorFile.notFinite(adapter.parameters().named())));
    }

    @Override
    public void write(Path folder, List<SafetensorsWriter.Entry> besides) throws IOException {
        try (var _ = new PointerScope()) {
            // First, because other processes may have part of the state and wait until it is asked for.
            List<SafetensorsWriter.Entry> state = new ArrayList<>(optimizer.entries());
            state.addAll(besides);
            SafetensorsWriter.writeFile(Checkpoint.optimizer(folder), state, Map.of());
            writeModel(folder);
            if (lm.adapter().isPresent()) {
                AdapterFiles.write(Checkpoint.adapter(folder), lm.adapter().get());
            }
        }
    }

    @Override
    public void writeModel(Path folder) throws IOException {
        Dtype stored = ModelFiles.storedType(lm);
        ModelFolderWriter.writeInto(
                folder,
                lm.config().dtype() == stored ? lm.config() : lm.config().withDtype(stored),
                ModelFiles.entries(lm),
                origin,
                SafetensorsWriter.DEFAULT_SHARD_BYTES);
    }

    @Override
    public void assistSaving() {
        optimizer.assistSaving();
    }

    @Override
    public void resume(Optional<Path> checkpoint) {
        lm.adapter()
                .ifPresent(adapter -> checkpoint.ifPresent(folder -> AdapterFiles.restore(
                        Checkpoint.requireAdapter(folder, adapter.layout().inWords()), adapter)));
        TensorFile.notFinite(lm.trainable().named()).ifPresent(name -> {
            throw new UserError("the weight " + name
                    + checkpoint.map(path -> " of " + path).orElse("") + " holds NaN or infinite values");
        });
        agree();
        optimizer.resume(checkpoint.map(Checkpoint::optimizer));
    }

    @Override
    public void agree() {
        ranks.broadcast(lm.trainable().values(), 0);
    }

    @Override
    public Optional<PolicyScorer> beneathAdapter() {
        return lm.adapter().map(_ -> new TorchScorer(lm.withoutAdapter(), passes, temperature));
    }

    @Override
    public void close() {
        optimizer.close(); // first: until then gradients of the workers may be exchanged
        gradient.close();
    }
}
