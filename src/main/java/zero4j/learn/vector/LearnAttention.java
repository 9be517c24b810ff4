package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.PANEL;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import zero4j.vector.Exponential;
import zero4j.vector.Lanes;
import zero4j.weights.ModelConfig;

/**
 * Attention of the rows of a group, of all query heads that share a key-value head: each row sees its prompt and the rows before it
 * of its own sample. Scores are in memory for a few queries only; the way back computes them again (arXiv 2205.14135). One thread's.
 *
 * <p>Keys and values lie in slots: those of a shared prompt, padded to whole panels, then those of the sample. Sums over slots and
 * over rows are taken one after the other.
 */
final class LearnAttention {
    /** Queries whose scores are in memory at the same time, where there are not too many slots. */
    private static final int QUERIES = 32;
    /** Scores that fit into the second-level cache beside all else. */
    private static final int SCORES = 1 << 16;

    private final ModelConfig config;
    private final int dim;
    private final int padded; // dim in whole panels
    private final float[] lanes = new float[COUNT];
    private final float[] query; // [QUERIES, padded]
    private final float[] gradient; // [QUERIES, padded], for what was attended
    private final float[] attended; // [QUERIES, padded]
    private final float[] highest = new float[QUERIES];
    private final float[] totals = new float[QUERIES];
    private final float[] ofQuery; // [QUERIES, padded]
    private float[] scores = {}; // [queries, slots]
    private float[] products = {}; // [queries, slots]
    private int room; // slots that there is memory for
    private float[] keys = {}; // [slots, padded]
    private float[] values = {}; // [slots, padded]
    private float[] keyPanels = {}; // [slots / PANEL, dim, PANEL]
    private float[] valuePanels = {}; // [slots / PANEL, dim, PANEL]
    private float[] ofKeys = {}; // [slots, padded]
    private float[] ofValues = {}; // [slots, padded]

    LearnAttention(ModelConfig config) {
        this.config = config;
        this.dim = config.headDim();
        this.padded = Lanes.padded(dim);
        this.query = new float[QUERIES * padded];
        this.gradient = new float[QUERIES * padded];
        this.attended = new float[QUERIES * padded];
        this.ofQuery = new float[QUERIES * padded];
    }

    /** What queries see: {@code prompt} slots, and from {@code start} on, in whole panels, those of the rows from {@code first} on. */
    private record Segment(int prompt, int start, int first, int rows) {
        /** Slots that the queries before row {@code end} of the segment see. */
        int slots(int end) {
            return start + Lanes.padded(end);
        }
    }

    /** The way forward: overwrites what was attended, the highest scores and the totals. */
    void attend(Activations.Inner rows, LearnBatch.Group group, int head) {
        reserve(group, false);
        int first = group.first();
        place(rows.qkv(), head, first, group.prompt(), 0, false);
        attend(rows, new Segment(0, 0, first, group.prompt()), head);
        int start = Lanes.padded(group.prompt());
        first += group.prompt();
        for (int sample : group.samples()) {
            place(rows.qkv(), head, first, sample, start, false);
            attend(rows, new Segment(group.prompt(), start, first, sample), head);
            first += sample;
        }
    }

    /**
     * The way back: overwrites queries, keys and values with their gradients.
     *
     * @param ofAttended the gradient for what was attended
     */
    void back(Activations.Inner rows, LearnBatch.Group group, int head, HeadRows ofAttended) {
        reserve(group, true);
        int first = group.first();
        int start = Lanes.padded(group.prompt());
        place(rows.qkv(), head, first, group.prompt(), 0, true);
        clear(0, start);
        back(rows, new Segment(0, 0, first, group.prompt()), head, ofAttended);
        first += group.prompt();
        for (int sample : group.samples()) {
            place(rows.qkv(), head, first, sample, start, true);
            clear(start, start + Lanes.padded(sample));
            back(rows, new Segment(group.prompt(), start, first, sample), head, ofAttended);
            store(rows.qkv(), head, first, sample, start);
            first += sample;
        }
        store(rows.qkv(), head, group.first(), group.prompt(), 0);
    }

    private void reserve(LearnBatch.Group group, boolean back) {
        int longest = 0;
        for (int sample : group.samples()) {
            longest = Math.max(longest, sample);
        }
        int slots = Lanes.padded(group.prompt()) + Lanes.padded(longest);
        if (slots > room) {
            room = slots;
            keys = new float[0];
            ofKeys = new float[0];
        }
        if (keys.length < room * padded) {
            keys = new float[room * padded];
            values = new float[room * padded];
            keyPanels = new float[room * dim];
            scores = new float[Math.max(Math.min(QUERIES * room, SCORES), AttentionTiles.ROWS * room)];
        }
        if (back && ofKeys.length < room * padded) {
            ofKeys = new float[room * padded];
            ofValues = new float[room * padded];
            valuePanels = new float[room * dim];
            products = new float[scores.length];
        }
    }

    /** Queries whose scores for so many slots are in memory at the same time. */
    private static int queries(int slots) {
        int fit = SCORES / slots / AttentionTiles.ROWS * AttentionTiles.ROWS;
        return Math.max(AttentionTiles.ROWS, Math.min(QUERIES, fit));
    }

    private int key(int head) {
        return config.heads() + head;
    }

    private int value(int head) {
        return config.heads() + config.kvHeads() + head;
    }

    /** Copies keys and values of rows into slots, and makes the slots behind them to the end of the panel zero. */
    private void place(HeadRows qkv, int head, int first, int rows, int start, boolean back) {
        int end = start + Lanes.padded(rows);
        qkv.load(key(head), first, rows, keys, start * padded, padded);
        qkv.load(value(head), first, rows, values, start * padded, padded);
        Arrays.fill(keys, (start + rows) * padded, end * padded, 0);
        Arrays.fill(values, (start + rows) * padded, end * padded, 0);
        for (int slot = start; slot < end; slot += PANEL) {
            across(keys, slot, keyPanels);
            if (back) {
                across(values, slot, valuePanels);
            }
        }
    }

    /** A panel of slots: those of one coordinate beside each other. */
    private void across(float[] slots, int first, float[] panels) {
        for (int slot = 0; slot < PANEL; slot++) {
            int from = (first + slot) * padded;
            int to = first * dim + slot;
            for (int i = 0; i < dim; i++) {
                panels[to + i * PANEL] = slots[from + i];
            }
        }
    }

    private void clear(int from, int to) {
        Arrays.fill(ofKeys, from * padded, to * padded, 0);
        Arrays.fill(ofValues, from * padded, to * padded, 0);
    }

    private void store(HeadRows qkv, int head, int first, int rows, int start) {
        qkv.store(key(head), first, rows, ofKeys, start * padded, padded);
        qkv.store(value(head), first, rows, ofValues, start * padded, padded);
    }

    private void attend(Activations.Inner rows, Segment segment, int kvHead) {
        int share = config.heads() / config.kvHeads();
        int queries = queries(segment.slots(segment.rows()) + PANEL);
        for (int head = kvHead * share; head < (kvHead + 1) * share; head++) {
            for (int from = 0; from < segment.rows(); from += queries) {
                attend(rows, segment, head, from, Math.min(queries, segment.rows() - from));
            }
        }
    }

    private void attend(Activations.Inner rows, Segment segment, int head, int from, int count) {
        int slots = segment.slots(from + count);
        int first = segment.first() + from;
        rows.qkv().load(head, first, count, query, 0, padded);
        scores(count, slots, query, keyPanels, scores);
        for (int i = 0; i < count; i++) {
            int at = i * slots;
            mask(segment, at, from + i + 1, slots);
            highest[i] = most(at, slots);
            Exponential.relative(scores, at, slots, highest[i], 1, scores, at);
            totals[i] = sum(at, slots);
        }
        rows.highest().store(head, first, count, highest, 0, 1);
        rows.totals().store(head, first, count, totals, 0, 1);
        sums(count, slots, scores, values, attended);
        for (int i = 0; i < count; i++) {
            rows.attended().store(first + i, head * dim, dim, 1 / totals[i], attended, i * padded);
        }
    }

    private void back(Activations.Inner rows, Segment segment, int kvHead, HeadRows ofAttended) {
        int share = config.heads() / config.kvHeads();
        int queries = queries(segment.slots(segment.rows()) + PANEL);
        for (int head = kvHead * share; head < (kvHead + 1) * share; head++) {
            for (int from = 0; from < segment.rows(); from += queries) {
                int count = Math.min(queries, segment.rows() - from);
                back(rows, segment, head, from, count, ofAttended);
            }
        }
    }

    /** With probabilities p, {@code dv += p do}, {@code dp = do v}, {@code ds = p (dp - p dp)}, {@code dq = ds k}, {@code dk += ds q}. */
    private void back(Activations.Inner rows, Segment segment, int head, int from, int count, HeadRows ofAttended) {
        int slots = segment.slots(from + count);
        int first = segment.first() + from;
        rows.qkv().load(head, first, count, query, 0, padded);
        ofAttended.load(head, first, count, gradient, 0, padded);
        rows.highest().load(head, first, count, highest, 0, 1);
        rows.totals().load(head, first, count, totals, 0, 1);
        scores(count, slots, query, keyPanels, scores);
        scores(count, slots, gradient, valuePanels, products);
        for (int i = 0; i < count; i++) {
            int at = i * slots;
            mask(segment, at, from + i + 1, slots);
            Exponential.relative(scores, at, slots, highest[i], 1, scores, at);
            ofScores(at, slots, 1 / totals[i]);
        }
        addTransposed(count, slots, scores, gradient, ofValues);
        addTransposed(count, slots, products, query, ofKeys);
        sums(count, slots, products, keys, ofQuery);
        rows.qkv().store(head, first, count, ofQuery, 0, padded);
    }

    /** {@code target[query, slot] = x[query] panels[slot]}; queries beyond {@code count} get numbers of no meaning. */
    private void scores(int count, int slots, float[] x, float[] panels, float[] target) {
        for (int slot = 0; slot < slots; slot += PANEL) {
            for (int i = 0; i < count; i += AttentionTiles.ROWS) {
                AttentionTiles.product(
                        x, i * padded, padded, panels, slot * dim, PANEL, dim, target, i * slots + slot, slots);
            }
        }
    }

    /** {@code target[query] = sum over slots of x[query, slot] of[slot]}. */
    private void sums(int count, int slots, float[] x, float[] of, float[] target) {
        for (int i = 0; i < count; i += AttentionTiles.ROWS) {
            for (int column = 0; column < padded; column += PANEL) {
                AttentionTiles.product(
                        x, i * slots, slots, of, column, padded, slots, target, i * padded + column, padded);
            }
        }
    }

    /** {@code target[slot] += sum over queries of x[query, slot] of[query]}. */
    private void addTransposed(int count, int slots, float[] x, float[] of, float[] target) {
        for (int slot = 0; slot < slots; slot += AttentionTiles.ROWS) {
            for (int column = 0; column < padded; column += PANEL) {
                AttentionTiles.addTransposed(
                        x, slot, slots, of, column, padded, count, target, slot * padded + column, padded);
            }
        }
    }

    /** Slots that a query does not see get minus infinity: those behind the prompt, and those behind its {@code own} of the sample. */
    private void mask(Segment segment, int at, int own, int slots) {
        Arrays.fill(scores, at + segment.prompt(), at + segment.start(), Float.NEGATIVE_INFINITY);
        Arrays.fill(scores, at + segment.start() + own, at + slots, Float.NEGATIVE_INFINITY);
    }

    private float most(int at, int slots) {
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = at; i < at + slots; i += COUNT) {
            FloatVector score = FloatVector.fromArray(FLOATS, scores, i);
            highest = highest.blend(score, score.compare(VectorOperators.GT, highest));
        }
        return highest.reduceLanes(VectorOperators.MAX);
    }

    private float sum(int at, int slots) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = at; i < at + slots; i += COUNT) {
            sum = sum.add(FloatVector.fromArray(FLOATS, scores, i));
        }
        sum.intoArray(lanes, 0);
        return Lanes.sum(lanes);
    }

    /** Turns exponentials into probabilities, and their gradients in {@code products} into those of scores. */
    private void ofScores(int at, int slots, float scale) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = at; i < at + slots; i += COUNT) {
            FloatVector probability = FloatVector.fromArray(FLOATS, scores, i).mul(scale);
            probability.intoArray(scores, i);
            sum = probability.fma(FloatVector.fromArray(FLOATS, products, i), sum);
        }
        sum.intoArray(lanes, 0);
        float mean = Lanes.sum(lanes);
        for (int i = at; i < at + slots; i += COUNT) {
            FloatVector.fromArray(FLOATS, products, i)
                    .sub(mean)
                    .mul(FloatVector.fromArray(FLOATS, scores, i))
                    .intoArray(products, i);
        }
    }
}
