package zero4j.pretrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.learn.LearnerBackend;
import zero4j.learn.PassPacker;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;

/**
 * Next-token prediction on documents: mean cross-entropy over the tokens of a batch, AdamW, clipped gradients, and a checkpoint
 * every few steps.
 *
 * <p>Several processes that are given the same text learn from the same batches as one would, each from a share of a batch's documents. The first
 * one has the folder; the others get weights and optimizer from it, and write nothing.
 */
public final class Pretrainer {
    private final LearnerBackend model;
    private final PretrainSettings settings;
    private final Documents documents;
    private final PretrainFolder folder;
    private final Communicator ranks;
    private final PretrainState start;

    /**
     * All processes make one together.
     *
     * @param model with the weights of the folder's newest checkpoint, if there is one; those of the first process count. All its
     *     parameters are trained; the caller closes it
     * @param folder where checkpoints go, and where the optimizer's state comes from if there is one; only the first process looks at it
     * @param ranks the processes that train together, which the model knows, too; the caller closes it
     */
    public Pretrainer(
            LearnerBackend model,
            PretrainSettings settings,
            Documents documents,
            PretrainFolder folder,
            Communicator ranks) {
        this.model = model;
        this.settings = settings;
        this.documents = documents;
        this.folder = folder;
        this.ranks = ranks;
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
            listener.saved(folder.save(model, state, settings.keepCheckpoints()));
        } else {
            model.assistSaving();
        }
    }

    private boolean anyIs(BooleanSupplier stop) {
        return ranks.sum(stop.getAsBoolean() ? 1L : 0L)[0] > 0;
    }

    /** Gives all processes what the first one begins with. */
    private PretrainState begin(PretrainState found) {
        byte[] own = JsonMapper.shared().writeValueAsBytes(found);
        PretrainState first = JsonMapper.shared().readValue(ranks.gather(own).getFirst(), PretrainState.class);
        if (first.step() > 0) {
            model.resume(isFirst() ? folder.latestCheckpoint() : Optional.empty());
        } else {
            model.agree();
        }
        return first;
    }

    private PretrainState step(PretrainState before, PretrainListener listener) {
        long steps = settings.steps();
        List<int[]> batch = batch(before.nextDocument(), before.step() / (double) steps);
        double rate = settings.learningRate()
                * settings.schedule().share(before.step(), steps, settings.warmupSteps(), settings.finalLearningRate());
        long predicted = predicted(batch);
        double loss = ranks.sum(gradient(model, own(batch), predicted))[0];
        double norm = model.clip(settings.maxGradNorm());
        long step = before.step() + 1;
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new UserError("step " + step + ": the loss is " + loss + " and the gradient norm " + norm
                    + ": pretraining diverged; lower train.learning_rate, which is " + settings.learningRate() + ". "
                    + folder.lastGood());
        }
        model.step(rate);
        PretrainState after = new PretrainState(
                step,
                before.nextDocument() + batch.size(),
                before.tokens() + batch.stream().mapToInt(d -> d.length).sum(),
                before.lossSum() + loss,
                before.lossCount() + 1);
        listener.step(new PretrainStep(step, after.tokens(), loss, after.meanLoss(), norm, rate));
        return settings.logs(step) ? after.logged() : after;
    }

    private static long predicted(List<int[]> documents) {
        return documents.stream().mapToLong(d -> d.length - 1L).sum();
    }

    /**
     * Leaves the gradient of the mean cross-entropy over a batch's tokens in the model. The divisor counts the whole batch, so the
     * gradient does not depend on how it is cut up, also over several processes.
     *
     * @param documents of at least two tokens each: this process's
     * @param predicted tokens of the whole batch that are predicted
     * @return this process's part of the mean cross-entropy, nats per token
     */
    static double gradient(LearnerBackend model, List<int[]> documents, long predicted) {
        ConcurrentSkipListMap<Integer, Double> parts = new ConcurrentSkipListMap<>();
        List<ScoredSequence> texts =
                documents.stream().map(ScoredSequence::text).toList();
        var _ = model.gradient(texts, LearnerBackend.NO_HEAD, (part, _, scores) -> {
            double sum = 0;
            for (float logprob : scores.logprobs()) {
                sum += logprob;
            }
            parts.put(part, sum);
            float[] gradients = new float[scores.logprobs().length];
            Arrays.fill(gradients, (float) (-1.0 / predicted));
            return TokenGradients.ofLogprobs(gradients);
        });
        return -parts.values().stream().mapToDouble(part -> part).sum() / predicted;
    }

    /** The documents of this process. */
    private List<int[]> own(List<int[]> documents) {
        if (ranks.world() == 1) {
            return documents;
        }
        List<ScoredSequence> texts =
                documents.stream().map(ScoredSequence::text).toList();
        return PassPacker.shares(model.config(), texts, ranks.world()).get(ranks.rank()).stream()
                .map(documents::get)
                .toList();
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
}
