package zero4j.engine.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import zero4j.model.CausalLm;
import zero4j.model.KvCache;
import zero4j.model.PackedSequences;
import zero4j.torch.Lifetime;

/**
 * Prompts on their way into slots. A few prompts at a time are run through the model; their keys and values wait in cache
 * slots behind those of the rows until every sample of the group has taken a copy.
 */
final class PromptStage implements AutoCloseable {
    /** Most tokens in one prefill, which bounds the memory of its activations. */
    private static final int MOST_TOKENS = 16_384;

    private final CausalLm lm;
    private final KvCache cache;
    private final int firstSlot;
    private final int samples;
    private final ArrayDeque<Job> waiting;
    private List<Job> staged = List.of();
    /** Samples already handed out of {@link #staged}. */
    private int taken;

    private @Nullable Tensor logits; // [staged, vocab], of the first sampled token

    /**
     * A stage.
     *
     * @param firstSlot the cache's slots from here on are the stage's
     * @param samples completions per prompt
     */
    PromptStage(CausalLm lm, KvCache cache, int firstSlot, int samples, List<Job> jobs) {
        this.lm = lm;
        this.cache = cache;
        this.firstSlot = firstSlot;
        this.samples = samples;
        this.waiting = new ArrayDeque<>(jobs);
    }

    /**
     * A sample that may begin.
     *
     * @param place index of its prompt among those staged together
     */
    record Start(Job job, int sample, int place) {}

    boolean isEmpty() {
        return taken == staged.size() * samples && waiting.isEmpty();
    }

    /** The next samples, at most {@code most}, in order; all of them from prompts staged together. */
    List<Start> take(int most) {
        if (taken == staged.size() * samples && !waiting.isEmpty()) {
            prefill();
        }
        List<Start> starts = new ArrayList<>();
        for (; starts.size() < most && taken < staged.size() * samples; taken++) {
            starts.add(new Start(staged.get(taken / samples), taken % samples, taken / samples));
        }
        return starts;
    }

    /** Copies a sample's prompt into the slot of its row. */
    void copyPrompt(Start start, int row) {
        cache.copy(firstSlot + start.place(), row, start.job().promptLength());
    }

    /** Scores of the first token of each start, [starts, vocab]. */
    Tensor logits(List<Start> starts) {
        if (logits == null) {
            throw new IllegalStateException("no prompt is staged");
        }
        long[] places = starts.stream().mapToLong(Start::place).toArray();
        return logits.index_select(0, lm.placement().longs(places));
    }

    private void prefill() {
        staged = nextBatch();
        taken = 0;
        List<int[]> sequences =
                staged.stream().map(job -> job.prompt().tokens()).toList();
        int total = sequences.stream().mapToInt(s -> s.length).sum();
        long[] slots = new long[total];
        long[] last = new long[sequences.size()];
        int at = 0;
        for (int i = 0; i < last.length; i++) {
            Arrays.fill(slots, at, at + sequences.get(i).length, firstSlot + i);
            at += sequences.get(i).length;
            last[i] = at - 1L;
        }
        close();
        try (var _ = new PointerScope()) {
            PackedSequences batch = PackedSequences.of(lm.placement(), sequences);
            Tensor hidden = lm.prefill(batch, cache, lm.placement().longs(slots)); // [tokens, width]
            Tensor ends = hidden.index_select(0, lm.placement().longs(last)); // [staged, width]
            logits = Lifetime.beyondScope(lm.logits(ends));
        }
    }

    private List<Job> nextBatch() {
        List<Job> batch = new ArrayList<>();
        int room = cache.slots() - firstSlot;
        int tokens = 0;
        while (!waiting.isEmpty() && batch.size() < room) {
            tokens += waiting.peek().promptLength();
            if (tokens > MOST_TOKENS && !batch.isEmpty()) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    @Override
    public void close() {
        if (logits != null) {
            logits.close();
            logits = null;
        }
    }
}
