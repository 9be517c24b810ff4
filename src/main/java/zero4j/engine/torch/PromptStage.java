package zero4j.engine.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import zero4j.engine.ActiveRequest;
import zero4j.engine.Job;
import zero4j.engine.Sample;
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
    private final Tensor head; // float32 [vocab, width]
    private final KvCache cache;
    private final int firstSlot;
    private final JobSource source;
    private List<Job> staged = List.of();
    /** The staged prompt whose samples are handed out, and the next of them. */
    private int place;

    private int sample;

    private @Nullable Tensor logits; // [staged, vocab], of the first sampled token

    /**
     * A stage.
     *
     * @param head the model's {@link CausalLm#scoringHead}
     * @param firstSlot the cache's slots from here on are the stage's
     */
    PromptStage(CausalLm lm, Tensor head, KvCache cache, int firstSlot, JobSource source) {
        this.lm = lm;
        this.head = head;
        this.cache = cache;
        this.firstSlot = firstSlot;
        this.source = source;
    }

    /**
     * A sample that begins.
     *
     * @param place index of its prompt among those staged together
     */
    record Start(Job job, Sample sample, int place) {}

    /** The next samples, at most {@code most}, in order; all of them from prompts staged together. */
    List<Start> take(int most) {
        List<Start> starts = new ArrayList<>();
        while (!hasSamples()) {
            prefill();
            if (staged.isEmpty()) {
                return starts;
            }
        }
        while (starts.size() < most && hasSamples()) {
            Job job = staged.get(place);
            starts.add(new Start(job, job.request().start(sample), place));
            sample++;
        }
        return starts;
    }

    /** Whether staged samples wait for a row; those of requests that are over do not. */
    boolean hasSamples() {
        while (place < staged.size()) {
            Job job = staged.get(place);
            for (; sample < job.to() && job.request().over(); sample++) {
                job.request().skip(sample);
            }
            if (sample < job.to()) {
                return true;
            }
            place++;
            sample = place < staged.size() ? staged.get(place).from() : 0;
        }
        return false;
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
        place = 0;
        close();
        if (staged.isEmpty()) {
            return;
        }
        sample = staged.getFirst().from();
        List<int[]> sequences =
                staged.stream().map(job -> job.request().prompt().tokens()).toList();
        int total = sequences.stream().mapToInt(s -> s.length).sum();
        long[] slots = new long[total];
        long[] last = new long[sequences.size()];
        int at = 0;
        for (int i = 0; i < last.length; i++) {
            Arrays.fill(slots, at, at + sequences.get(i).length, firstSlot + i);
            at += sequences.get(i).length;
            last[i] = at - 1L;
        }
        try (var _ = new PointerScope()) {
            PackedSequences batch = PackedSequences.of(lm.placement(), sequences);
            Tensor hidden = lm.prefill(batch, cache, lm.placement().longs(slots)); // [tokens, width]
            Tensor ends = hidden.index_select(0, lm.placement().longs(last)); // [staged, width]
            logits = Lifetime.beyondScope(CausalLm.logits(ends, head));
        }
    }

    private List<Job> nextBatch() {
        List<Job> batch = new ArrayList<>();
        int room = cache.slots() - firstSlot;
        int tokens = 0;
        while (batch.size() < room) {
            int before = tokens;
            Job job = source.next(request -> before == 0 || before + length(request) <= MOST_TOKENS);
            if (job == null) {
                break;
            }
            tokens += job.promptLength();
            batch.add(job);
        }
        return batch;
    }

    private static int length(ActiveRequest request) {
        return request.prompt().tokens().length;
    }

    @Override
    public void close() {
        if (logits != null) {
            logits.close();
            logits = null;
        }
    }
}
