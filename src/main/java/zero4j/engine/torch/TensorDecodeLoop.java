package zero4j.engine.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import zero4j.engine.EngineFailure;
import zero4j.engine.Sample;
import zero4j.model.CausalLm;
import zero4j.model.KvCache;
import zero4j.rollout.SamplingParams;

/**
 * Continuous batching on one thread: every step decodes one token for all rows; a row whose sequence has ended is given to
 * the next waiting sample at once. Rows are kept gapless, so a step costs no more than its live sequences.
 */
final class TensorDecodeLoop {
    /** Attention looks at a multiple of this many positions, so that its shapes change seldom. */
    private static final int LENGTH_STEP = 16;

    private final CausalLm lm;
    private final Tensor head; // float32 [vocab, width]
    private final KvCache cache;
    private final PromptStage stage;
    private final TensorSampler sampler;
    private final BooleanSupplier stopped;
    private final @Nullable Sample[] rows;
    private int active;

    /**
     * A loop.
     *
     * @param head the model's {@link CausalLm#scoringHead}
     * @param rows sequences that are decoded at the same time
     */
    TensorDecodeLoop(CausalLm lm, Tensor head, KvCache cache, PromptStage stage, int rows, BooleanSupplier stopped) {
        this.lm = lm;
        this.head = head;
        this.cache = cache;
        this.stage = stage;
        this.rows = new Sample[rows];
        this.sampler = new TensorSampler(lm.placement());
        this.stopped = stopped;
    }

    /**
     * Positions that attention looks at for sequences of at most {@code longest} tokens. Caches have such a context too, so that
     * batches whose longest sequences differ a little can take over each other's.
     */
    static int length(int longest, int context) {
        return Math.min(Math.ceilDiv(longest, LENGTH_STEP) * LENGTH_STEP, context);
    }

    /** Runs until the stage has nothing left and every sample has ended. Gradients must be off on this thread. */
    void run() {
        while (!stopped.getAsBoolean()) {
            admit();
            compact();
            if (active == 0) {
                return;
            }
            step();
        }
    }

    /** Fills free rows with waiting samples; some end with their first token, so it may take several rounds. */
    private void admit() {
        var _ = stage.hasSamples(); // those of requests that are over end also while no row is free
        while (true) {
            List<Integer> free = freeRows();
            if (free.isEmpty()) {
                return;
            }
            try (var _ = new PointerScope()) {
                List<PromptStage.Start> starts = stage.take(free.size());
                if (starts.isEmpty()) {
                    return;
                }
                List<Integer> filled = free.subList(0, starts.size());
                for (int i = 0; i < starts.size(); i++) {
                    PromptStage.Start start = starts.get(i);
                    stage.copyPrompt(start, filled.get(i));
                    rows[filled.get(i)] = start.sample();
                }
                appendTokens(filled, stage.logits(starts));
            }
        }
    }

    private List<Integer> freeRows() {
        List<Integer> free = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            if (rows[row] == null) {
                free.add(row);
            }
        }
        return free;
    }

    /** Moves the last rows into the gaps that no waiting sample has filled. */
    private void compact() {
        active = rows.length;
        while (active > 0 && rows[active - 1] == null) {
            active--;
        }
        for (int row = 0; row < active; row++) {
            if (rows[row] != null) {
                continue;
            }
            Sample last = row(active - 1);
            try (var _ = new PointerScope()) {
                cache.copy(active - 1, row, last.position());
            }
            rows[row] = last;
            rows[active - 1] = null;
            while (rows[active - 1] == null) {
                active--;
            }
        }
    }

    private void step() {
        long[] tokens = new long[active];
        long[] positions = new long[active];
        long[] slots = new long[active];
        List<Integer> all = new ArrayList<>(active);
        int longest = 0;
        for (int row = 0; row < active; row++) {
            Sample sequence = row(row);
            tokens[row] = sequence.lastToken();
            positions[row] = sequence.position();
            slots[row] = row;
            all.add(row);
            longest = Math.max(longest, sequence.position() + 1);
        }
        int length = length(longest, cache.context());
        try (var _ = new PointerScope()) {
            Tensor hidden = lm.decode(
                    lm.placement().longs(tokens),
                    lm.placement().longs(positions),
                    lm.placement().longs(slots),
                    length,
                    cache); // [rows, width]
            appendTokens(all, CausalLm.logits(hidden, head));
        }
    }

    /** Samples from the logits, [rows, vocab], and appends to the given rows; those that end are freed. */
    private void appendTokens(List<Integer> which, Tensor logits) {
        float[] uniforms = new float[which.size()];
        List<SamplingParams> params = new ArrayList<>(uniforms.length);
        for (int i = 0; i < uniforms.length; i++) {
            Sample sequence = row(which.get(i));
            uniforms[i] = sequence.uniform();
            params.add(sequence.request().params());
        }
        TensorSampler.Sampled sampled = sampler.sample(logits, params, uniforms);
        for (int i = 0; i < uniforms.length; i++) {
            Sample sequence = row(which.get(i));
            if (!Float.isFinite(sampled.logprobs()[i])) {
                sequence.request().fail(EngineFailure.nonFiniteScores()); // its own scores only: others may be well
            }
            if (sequence.accept((int) sampled.tokens()[i], sampled.logprobs()[i])) {
                rows[which.get(i)] = null;
                sequence.end();
            }
        }
    }

    private Sample row(int row) {
        Sample sequence = rows[row];
        if (sequence == null) {
            throw new IllegalStateException("row " + row + " is free");
        }
        return sequence;
    }
}
