package zero4j.learn.vector;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.SingleProcess;
import zero4j.learn.AdamWSettings;
import zero4j.learn.Checkpoint;
import zero4j.learn.Exchanged;
import zero4j.learn.LearnerBackend;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ScoredSequence;
import zero4j.rollout.PolicyWeights;
import zero4j.vector.FlatBuffer;
import zero4j.vector.SharedWeights;
import zero4j.weights.Dtype;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/**
 * Learning in Java on the CPU, in float32. All threads compute one pass together, or of a small model each half of them its own, and
 * no sum's order depends on their number: so the same run gives the same bits on every machine with as wide registers. The tokens of
 * a prompt that several sequences have are computed once, forward and backward.
 */
public final class VectorLearnerBackend implements LearnerBackend {
    private final VectorScorer scorer;
    private final Path origin;
    private final Arena arena = Arena.ofShared();
    private final FlatBuffer values; // the model computes with
    private final FlatBuffer ofValues; // gradients of these
    private final UpdatePasses updatePasses; // what finds them
    private final Optional<FlatAdapter> adapter;
    private final FlatParameters trained;
    private final FlatBuffer trainedValues; // those of the adapter, or all
    private final FlatBuffer gradients; // of what is trained
    private final FlatAdamW optimizer;
    private final Communicator ranks;
    private final Optional<SummedGradients> exchange; // where there are other processes
    private double moved;

    /**
     * A learner of the weights of a folder.
     *
     * @param weights folder of the weights
     * @param origin folder the model came from, whose tokenizer goes into checkpoints
     * @param settings how passes are cut up
     * @param temperature of the sampler's distribution, which the log-probs are taken under
     * @throws UserError if the folder's weights do not fit its configuration or are not finite
     */
    public VectorLearnerBackend(
            Path weights, Path origin, VectorPassSettings settings, AdamWSettings adamW, double temperature) {
        this(weights, origin, settings, adamW, temperature, new SingleProcess());
    }

    /**
     * One that shares its updates with those of other processes, which have the same weights; so for the others below.
     *
     * @param ranks the caller closes it
     */
    public VectorLearnerBackend(
            Path weights,
            Path origin,
            VectorPassSettings settings,
            AdamWSettings adamW,
            double temperature,
            Communicator ranks) {
        this(VectorScorer.open(weights, settings, temperature), origin, adamW, Optional.empty(), ranks);
    }

    /** The same of a folder that is open, with the tokenizer that it was opened with. */
    public VectorLearnerBackend(
            ModelFolder weights,
            Path origin,
            VectorPassSettings settings,
            AdamWSettings adamW,
            double temperature,
            Communicator ranks) {
        this(VectorScorer.of(weights, settings, temperature), origin, adamW, Optional.empty(), ranks);
    }

    /** A learner of weights in memory, which are copied, without a tokenizer for checkpoints. */
    public VectorLearnerBackend(
            ModelConfig config,
            PolicyWeights weights,
            VectorPassSettings settings,
            AdamWSettings adamW,
            double temperature) {
        this(config, weights, Path.of(""), settings, adamW, temperature, new SingleProcess());
    }

    /** The same with the tokenizer of a folder. */
    public VectorLearnerBackend(
            ModelConfig config,
            PolicyWeights weights,
            Path origin,
            VectorPassSettings settings,
            AdamWSettings adamW,
            double temperature,
            Communicator ranks) {
        this(VectorScorer.of(config, weights, settings, temperature), origin, adamW, Optional.empty(), ranks);
    }

    /**
     * A learner of a new adapter beside the weights of a folder, which stay as they are.
     *
     * @param base folder of the weights, and of the tokenizer that goes into checkpoints
     * @param seed of the adapter's matrices
     * @throws UserError as above
     */
    public static VectorLearnerBackend adapted(
            Path base,
            LoraSettings lora,
            long seed,
            VectorPassSettings settings,
            AdamWSettings adamW,
            double temperature,
            Communicator ranks) {
        ModelFolder folder = ModelFolder.open(base);
        try {
            return new VectorLearnerBackend(
                    VectorScorer.of(folder, settings, temperature),
                    base,
                    adamW,
                    Optional.of(new NewAdapter(folder, lora, seed)),
                    ranks);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /** What an adapter is made of. */
    private record NewAdapter(ModelFolder base, LoraSettings settings, long seed) {}

    private VectorLearnerBackend(
            VectorScorer scorer, Path origin, AdamWSettings adamW, Optional<NewAdapter> adapter, Communicator ranks) {
        this.origin = origin;
        this.scorer = scorer;
        this.ranks = ranks;
        try { // there may be no memory for the buffers
            this.values = scorer.values();
            this.ofValues = scorer.parameters().zeros(arena);
            this.adapter = adapter.map(
                    made -> new FlatAdapter(made.base(), made.settings(), made.seed(), scorer.parameters(), arena));
            this.trained = this.adapter.map(FlatAdapter::parameters).orElseGet(scorer::parameters);
            this.trainedValues = this.adapter.map(FlatAdapter::values).orElse(values);
            this.gradients = this.adapter.map(FlatAdapter::gradients).orElse(ofValues);
            this.optimizer = new FlatAdamW(trainedValues, gradients, adamW, arena);
            this.updatePasses = new UpdatePasses(scorer.pass(), scorer.settings(), ofValues, arena);
        } catch (RuntimeException | Error e) {
            scorer.close();
            arena.close();
            throw e;
        }
        this.exchange = ranks.world() > 1
                ? Optional.of(new SummedGradients(gradients, ranks, SummedGradients.PIECE))
                : Optional.empty();
    }

    @Override
    public ModelConfig config() {
        return scorer.config();
    }

    @Override
    public boolean isExact() {
        return true;
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
        Passes passes;
        try {
            passes = own(sequences, head, loss);
            exchange.ifPresent(all -> all.complete(0));
        } catch (RuntimeException | Error e) {
            finishBehind(e);
            throw e;
        }
        exchange.ifPresent(SummedGradients::finish);
        return passes;
    }

    /** Waits for the sums that were begun, before anybody tells the other processes of a failure. */
    private void finishBehind(Throwable failure) {
        try {
            exchange.ifPresent(SummedGradients::finish);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /** Finds the gradient of this process's sequences, and begins to sum it over all processes. */
    private Passes own(List<ScoredSequence> sequences, float[] head, TokenLoss loss) {
        exchange.ifPresent(SummedGradients::begin);
        LongConsumer complete = adapter.isPresent() || exchange.isEmpty() ? _ -> {} : exchange.get()::complete;
        Passes passes = updatePasses.find(sequences, head, loss, complete);
        adapter.ifPresent(own -> own.differentiate(ofValues, scorer.pass().pieces()));
        return passes;
    }

    @Override
    public double clip(double max) {
        double norm = gradients.norm(scorer.pass().pieces());
        if (Double.isFinite(norm) && norm > max) {
            gradients.scale((float) (max / norm), scorer.pass().pieces());
        }
        return norm;
    }

    @Override
    public void step(double learningRate) {
        moved = optimizer.step(learningRate, scorer.pass().pieces());
        merge(true);
    }

    /** Gives the model the weights that follow from what is trained, or those beneath the adapter. */
    private void merge(boolean adapted) {
        adapter.ifPresent(own -> own.merge(adapted, values, scorer.pass().pieces()));
        scorer.pass().load();
    }

    @Override
    public double moved(double learningRate) {
        return moved;
    }

    @Override
    public Exchanged exchanged() {
        return exchange.map(SummedGradients::exchanged).orElse(Exchanged.NOTHING);
    }

    @Override
    public PolicyWeights weights() {
        return scorer.parameters().tensors(values);
    }

    /** The weights as they are packed, for a sampler that samples only while nothing is learnt. */
    public SharedWeights shared() {
        LearnWeights packed = scorer.pass().weights();
        return new SharedWeights(
                config(),
                packed.blocks().stream().map(LearnWeights.Block::layer).toList(),
                packed::embed,
                packed.head(),
                packed.finalNorm(),
                this::check);
    }

    private void check(PolicyWeights handedOver) {
        long start = values.data().address();
        handedOver.forEach(tensor -> {
            long at = tensor.data().address() - start;
            if (at < 0 || at >= values.data().byteSize()) {
                throw new IllegalStateException("tensor " + tensor.name() + " is not the learner's");
            }
        });
        weightNotFinite().ifPresent(name -> {
            throw new UserError("the weights do not fit the model: tensor " + name + " holds NaN or infinite values");
        });
    }

    @Override
    public PolicyWeights gradients() {
        return trained.tensors(gradients);
    }

    @Override
    public List<SafetensorsWriter.Entry> state() {
        return optimizer.state();
    }

    @Override
    public Optional<String> notFinite() {
        return optimizer
                .notFinite(scorer.pass().pieces())
                .map(name -> "optimizer state " + name)
                .or(() -> weightNotFinite().map(name -> "weight " + name));
    }

    @Override
    public Optional<String> weightNotFinite() {
        Optional<String> ofTrained = notFinite(trained, trainedValues);
        return adapter.isEmpty() ? ofTrained : ofTrained.or(() -> notFinite(scorer.parameters(), values));
    }

    private Optional<String> notFinite(FlatParameters names, FlatBuffer buffer) {
        return buffer.isFinite(scorer.pass().pieces())
                ? Optional.empty()
                : Optional.of(names.nameAt(buffer.firstNotFinite()));
    }

    @Override
    public void write(Path folder, List<SafetensorsWriter.Entry> besides) throws IOException {
        List<SafetensorsWriter.Entry> state = new ArrayList<>(state());
        state.addAll(besides);
        SafetensorsWriter.writeFile(Checkpoint.optimizer(folder), state, Map.of());
        writeModel(folder);
        if (adapter.isPresent()) {
            adapter.get().layout().write(Checkpoint.adapter(folder), trained.entries(trainedValues));
        }
    }

    @Override
    public void writeModel(Path folder) throws IOException {
        ModelConfig config = config();
        ModelFolderWriter.writeInto(
                folder,
                config.dtype() == Dtype.F32 ? config : config.withDtype(Dtype.F32),
                scorer.parameters().entries(values),
                origin,
                SafetensorsWriter.DEFAULT_SHARD_BYTES);
    }

    @Override
    public void assistSaving() {}

    @Override
    public void resume(Optional<Path> checkpoint) {
        checkpoint.ifPresent(this::read);
        float[] steps = {optimizer.steps()};
        try (Arena passing = Arena.ofConfined()) {
            MemorySegment told = passing.allocateFrom(ValueLayout.JAVA_FLOAT, steps);
            ranks.broadcast(told, 0);
            optimizer.resume((long) told.get(ValueLayout.JAVA_FLOAT, 0));
        }
        ranks.broadcast(optimizer.firstMoment().data(), 0);
        ranks.broadcast(optimizer.secondMoment().data(), 0);
        agree();
    }

    private void read(Path checkpoint) {
        adapter.ifPresent(own ->
                own.restore(Checkpoint.requireAdapter(checkpoint, own.layout().inWords())));
        try (SafetensorsFile file = SafetensorsFile.open(Checkpoint.optimizer(checkpoint))) {
            optimizer.read(file, scorer.pass().pieces());
        }
    }

    @Override
    public void agree() {
        ranks.broadcast(trainedValues.data(), 0);
        merge(true);
    }

    @Override
    public Optional<PolicyScorer> beneathAdapter() {
        return adapter.map(_ -> new PolicyScorer() {
            @Override
            public List<float[]> logprobs(List<ScoredSequence> sequences) {
                merge(false);
                try {
                    return scorer.logprobs(sequences);
                } finally {
                    merge(true);
                }
            }

            @Override
            public void close() {}
        });
    }

    @Override
    public void close() {
        exchange.ifPresent(SummedGradients::close);
        adapter.ifPresent(FlatAdapter::close);
        updatePasses.close();
        scorer.close();
        arena.close();
    }
}
