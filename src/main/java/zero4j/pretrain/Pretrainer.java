package zero4j.pretrain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.learn.DividedAdamW;
import zero4j.learn.FusedAdamW;
import zero4j.model.CausalLm;

/**
 * Next-token prediction on documents: mean cross-entropy over the tokens of a batch, AdamW, clipped gradients, and a checkpoint
 * every few steps.
 *
 * <p>Several processes that are given the same text learn from the same batches as one would, each from a share of a batch's documents. The first
 * one has the folder; the others get weights and optimizer from it, and write nothing.
 */
public final class Pretrainer implements AutoCloseable {
    private final CausalLm lm;
    private final PretrainSettings settings;
    private final Documents documents;
    private final PretrainFolder folder;
    private final Path tokenizer;
    private final Communicator ranks;
    private final BatchGradient gradient;
    private final DividedAdamW optimizer;
    private final PretrainState start;

    /**
     * All processes make one together.
     *
     * @param lm with the weights of the folder's newest checkpoint, if there is one; those of the first process count. All its parameters are
     *     trained
     * @param folder where checkpoints go, and where the optimizer's state comes from if there is one; only the first process looks at it
     * @param tokenizer folder whose tokenizer files go with them
     * @param ranks the processes that train together; the caller closes it
     * @param sharding what of the optimizer's state each of them has
     */
    public Pretrainer(
            CausalLm lm,
            PretrainSettings settings,
            Documents documents,
            PretrainFolder folder,
            Path tokenizer,
            Communicator ranks,
            Sharding sharding) {
        this.lm = lm;
        this.settings = settings;
        this.documents = documents;
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.ranks = ranks;
        this.gradient = new BatchGradient(lm, settings, ranks);
        this.optimizer = new DividedAdamW(
                lm.parameters(),
                new FusedAdamW.Settings(settings.beta1(), settings.beta2(), 1e-8, settings.weightDecay()),
                ranks,
                sharding);
        this.start = begin(isFirst() ? folder.state() : PretrainState.START);
    }

    /** Whether this process writes. */
    private boolean isFirst() {
        return ranks.rank() == 0;
    }

    /** Where it begins, or goes on, as the first process knows. */
    public PretrainState start() {
        return start;
    }

    /**
     * Learns from the settings' number of tokens, or until asked to stop; then a checkpoint of the steps since is written.
     *
     * @param stop asked once before the first step and once after each; one process that was asked to stop stops all
     * @return where it ended
     * @throws UserError if loss or gradient are not finite, or another process is gone
     */
    public PretrainState run(PretrainListener listener, BooleanSupplier stop) {
        PretrainState state = start;
        long steps = settings.steps();
        boolean stopping = anyIs(stop);
        while (state.step() < steps && !stopping) {
            state = step(state, listener);
            stopping = anyIs(stop);
            boolean due = settings.checkpointEvery() > 0 && state.step() % settings.checkpointEvery() == 0;
            if ((stopping || due) && state.step() < steps) {
                save(state, listener);
            }
        }
        return state;
    }

    private void save(PretrainState state, PretrainListener listener) {
        if (isFirst()) {
            listener.saved(folder.save(lm, optimizer, state, tokenizer, settings.keepCheckpoints()));
        } else {
            optimizer.assistSaving();
        }
    }

    private boolean anyIs(BooleanSupplier stop) {
        return ranks.sum(stop.getAsBoolean() ? 1L : 0L)[0] > 0;
    }

    /** Gives all processes what the first one begins with. */
    private PretrainState begin(PretrainState found) {
        byte[] own = JsonMapper.shared().writeValueAsBytes(found);
        PretrainState first = JsonMapper.shared().readValue(ranks.gather(own).getFirst(), PretrainState.class);
        ranks.broadcast(lm.parameters().values(), 0);
        if (first.step() > 0) {
            optimizer.resume(isFirst() ? folder.optimizer() : Optional.empty());
        }
        return first;
    }

    private PretrainState step(PretrainState before, PretrainListener listener) {
        long steps = settings.steps();
        List<int[]> batch = batch(before.nextDocument(), before.step() / (double) steps);
        double rate = settings.learningRate()
                * settings.schedule().share(before.step(), steps, settings.warmupSteps(), settings.finalLearningRate());
        double part = optimizer.summed(() -> gradient.compute(batch, optimizer::begin, optimizer.complete(0)));
        double loss = ranks.sum(part)[0];
        double norm = optimizer.clip(settings.maxGradNorm());
        long step = before.step() + 1;
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new UserError("step " + step + ": the loss is " + loss + " and the gradient norm " + norm
                    + ": pretraining diverged; lower train.learning_rate, which is " + settings.learningRate() + ". "
                    + folder.lastGood());
        }
        optimizer.step(rate);
        PretrainState after = new PretrainState(
                step,
                before.nextDocument() + batch.size(),
                before.tokens() + batch.stream().mapToInt(d -> d.length).sum(),
                before.lossSum() + loss,
                before.lossCount() + 1);
        listener.step(new PretrainStep(step, after.tokens(), loss, after.meanLoss(), norm, rate));
        return settings.logs(step) ? after.logged() : after;
    }

    private List<int[]> batch(long first, double progress) {
        List<int[]> batch = new ArrayList<>();
        int size = 0;
        while (size < settings.batchTokens()) {
            int[] document = documents.document(first + batch.size(), progress);
            int limit = settings.sequenceLength();
            batch.add(document.length > limit ? Arrays.copyOf(document, limit) : document);
            size += batch.getLast().length;
        }
        batch.sort(Comparator.comparingInt(d -> d.length));
        return batch;
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
