package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.PANEL;
import static zero4j.vector.Lanes.ROWS;

import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import zero4j.learn.LearnBatch;
import zero4j.vector.Exponential;
import zero4j.vector.Lanes;
import zero4j.vector.PanelRows;
import zero4j.weights.ModelConfig;

/**
 * Attention of the rows of a group, of all query heads that share a key-value head: each row sees its prompt and the rows before it
 * of its own sample. Scores are in memory for a panel of queries only, and those of a slot lie beside each other; the way back
 * computes them again (arXiv 2205.14135). One thread's.
 *
 * <p>Keys and values lie in slots: those of a shared prompt, then those of the sample. Sums over slots and over rows are taken one
 * after the other. Lanes of queries and columns that there are not hold numbers of no meaning, which reach no others.
 */
final class LearnAttention {
    /** Queries whose scores are in memory at the same time: one is a lane. */
    private static final int QUERIES = Lanes.PANEL;

    private static final float[] NUMBERS = new float[COUNT]; // 0, 1, 2 …

    static {
        for (int i = 0; i < COUNT; i++) {
            NUMBERS[i] = i;
        }
    }

    private final ModelConfig config;
    private final int dim;
    private final int panels; // of dim
    private final float[] query; // [panels, QUERIES, PANEL]
    private final float[] gradient; // [panels, QUERIES, PANEL], for what was attended
    private final float[] found; // [panels, QUERIES, PANEL], what was attended or gradients of queries
    private final float[] queryLanes; // [panels * PANEL, QUERIES]
    private final float[] gradientLanes; // [panels * PANEL, QUERIES]
    private final float[] highest = new float[QUERIES];
    private final float[] totals = new float[QUERIES];
    private int room; // slots that there is memory for
    private float[] scores = {}; // [room, QUERIES]
    private float[] products = {}; // [room, QUERIES]
    private float[] keys = {}; // [panels, room, PANEL]
    private float[] values = {}; // [panels, room, PANEL]
    private float[] ofKeys = {}; // [panels, room, PANEL]
    private float[] ofValues = {}; // [panels, room, PANEL]

    LearnAttention(ModelConfig config) {
        this.config = config;
        this.dim = config.headDim();
        this.panels = PieceHeads.panels(config);
        this.query = new float[panels * QUERIES * PANEL];
        this.gradient = new float[query.length];
        this.found = new float[query.length];
        this.queryLanes = new float[query.length];
        this.gradientLanes = new float[query.length];
    }

    /** Some queries in a row, which see {@code prompt} slots and, behind them, those of their sample up to their own. */
    private record Block(int prompt, int from, int count, int first) {
        /** The first query's own slot. */
        int own() {
            return prompt + from;
        }

        /** Slots that the last query sees. */
        int slots() {
            return prompt + from + count;
        }
    }

    /** The way forward: overwrites what was attended, the highest scores and the totals. */
    void attend(Activations.Inner rows, LearnBatch.Group group, int head) {
        reserve(group, false);
        int first = group.first();
        place(rows.qkv(), head, first, group.prompt(), 0);
        each(0, first, group.prompt(), head, (block, of) -> attend(rows, block, of));
        first += group.prompt();
        for (int sample : group.samples()) {
            place(rows.qkv(), head, first, sample, group.prompt());
            each(group.prompt(), first, sample, head, (block, of) -> attend(rows, block, of));
            first += sample;
        }
    }

    /**
     * The way back: overwrites queries, keys and values with their gradients.
     *
     * @param ofAttended the gradient for what was attended
     */
    void back(Activations.Inner rows, LearnBatch.Group group, int head, PanelRows ofAttended) {
        reserve(group, true);
        int first = group.first();
        int prompt = group.prompt();
        place(rows.qkv(), head, first, prompt, 0);
        clear(0, prompt);
        each(0, first, prompt, head, (block, of) -> back(rows, block, of, ofAttended));
        first += prompt;
        for (int sample : group.samples()) {
            place(rows.qkv(), head, first, sample, prompt);
            clear(prompt, prompt + sample);
            each(prompt, first, sample, head, (block, of) -> back(rows, block, of, ofAttended));
            store(rows.qkv(), head, first, sample, prompt);
            first += sample;
        }
        store(rows.qkv(), head, group.first(), prompt, 0);
    }

    /** Takes all blocks of the queries of a prompt or sample, of all heads that share a key-value head. */
    private void each(int prompt, int first, int rows, int kvHead, ObjIntConsumer<Block> step) {
        int share = config.heads() / config.kvHeads();
        for (int head = kvHead * share; head < (kvHead + 1) * share; head++) {
            for (int from = 0; from < rows; from += QUERIES) {
                step.accept(new Block(prompt, from, Math.min(QUERIES, rows - from), first + from), head);
            }
        }
    }

    private void reserve(LearnBatch.Group group, boolean back) {
        int longest = 0;
        for (int sample : group.samples()) {
            longest = Math.max(longest, sample);
        }
        int slots = wholeTiles(group.prompt() + longest);
        if (slots > room) {
            room = slots;
            keys = new float[panels * room * PANEL];
            values = new float[keys.length];
            scores = new float[room * QUERIES];
        }
        if (back && ofKeys.length < keys.length) {
            ofKeys = new float[keys.length];
            ofValues = new float[keys.length];
            products = new float[scores.length];
        }
    }

    private static int wholeTiles(int slots) {
        return Math.ceilDiv(slots, ROWS) * ROWS;
    }

    private int key(int head) {
        return config.heads() + head;
    }

    private int value(int head) {
        return config.heads() + config.kvHeads() + head;
    }

    /** Copies keys and values of rows into slots. */
    private void place(PanelRows qkv, int head, int first, int rows, int slot) {
        load(qkv, key(head), first, rows, keys, slot, room);
        load(qkv, value(head), first, rows, values, slot, room);
    }

    private void clear(int from, int to) {
        for (int panel = 0; panel < panels; panel++) {
            int at = panel * room * PANEL;
            Arrays.fill(ofKeys, at + from * PANEL, at + to * PANEL, 0);
            Arrays.fill(ofValues, at + from * PANEL, at + to * PANEL, 0);
        }
    }

    private void store(PanelRows qkv, int head, int first, int rows, int slot) {
        store(qkv, key(head), first, rows, ofKeys, slot, room);
        store(qkv, value(head), first, rows, ofValues, slot, room);
    }

    /** Copies rows of a head into panels from a row on, of which each has room for so many. */
    private void load(PanelRows of, int head, int first, int count, float[] target, int row, int capacity) {
        for (int panel = 0; panel < panels; panel++) {
            of.loadPanel(head * panels + panel, first, count, target, (panel * capacity + row) * PANEL);
        }
    }

    private void store(PanelRows of, int head, int first, int count, float[] source, int row, int capacity) {
        for (int panel = 0; panel < panels; panel++) {
            of.storePanel(head * panels + panel, first, count, source, (panel * capacity + row) * PANEL);
        }
    }

    /** Columns of a panel that are not padding. */
    private int width(int panel) {
        return Math.min(PANEL, dim - panel * PANEL);
    }

    private void attend(Activations.Inner rows, Block block, int head) {
        load(rows.qkv(), head, block.first(), block.count(), query, 0, QUERIES);
        across(query, block.count(), queryLanes);
        multiply(keys, queryLanes, block.slots(), scores);
        mask(block);
        findHighest(block.slots());
        exponentials(block.slots());
        sum(block.slots());
        sums(block, scores, values, found);
        rows.highest().store(head, block.first(), block.count(), highest);
        rows.totals().store(head, block.first(), block.count(), totals);
        for (int panel = 0; panel < panels; panel++) {
            for (int i = 0; i < block.count(); i++) {
                int at = (panel * QUERIES + i) * PANEL;
                rows.attended()
                        .store(block.first() + i, head * dim + panel * PANEL, width(panel), 1 / totals[i], found, at);
            }
        }
    }

    /** With probabilities p, {@code dv += p do}, {@code dp = do v}, {@code ds = p (dp - p dp)}, {@code dq = ds k}, {@code dk += ds q}. */
    private void back(Activations.Inner rows, Block block, int head, PanelRows ofAttended) {
        load(rows.qkv(), head, block.first(), block.count(), query, 0, QUERIES);
        load(ofAttended, head, block.first(), block.count(), gradient, 0, QUERIES);
        rows.highest().load(head, block.first(), block.count(), highest);
        rows.totals().load(head, block.first(), block.count(), totals);
        across(query, block.count(), queryLanes);
        across(gradient, block.count(), gradientLanes);
        multiply(keys, queryLanes, block.slots(), scores);
        multiply(values, gradientLanes, block.slots(), products);
        mask(block);
        exponentials(block.slots());
        ofScores(block.slots());
        addProducts(block, scores, gradient, ofValues);
        addProducts(block, products, query, ofKeys);
        sums(block, products, keys, found);
        store(rows.qkv(), head, block.first(), block.count(), found, 0, QUERIES);
    }

    /** Queries as lanes: those of one coordinate beside each other. */
    private void across(float[] rows, int count, float[] lanes) {
        for (int panel = 0; panel < panels; panel++) {
            int width = width(panel);
            int first = panel * QUERIES * PANEL;
            for (int row = 0; row < count; row += 4) { // four at a time, so that stores are beside each other
                int at = first + row * PANEL;
                for (int i = 0; i < width; i++) {
                    int to = first + i * QUERIES + row;
                    lanes[to] = rows[at + i];
                    lanes[to + 1] = rows[at + PANEL + i];
                    lanes[to + 2] = rows[at + 2 * PANEL + i];
                    lanes[to + 3] = rows[at + 3 * PANEL + i];
                }
            }
        }
    }

    /** {@code target[slot, query] = of[slot] lanes[, query]}, of whole tiles of slots. */
    private void multiply(float[] of, float[] lanes, int slots, float[] target) {
        for (int panel = 0; panel < panels; panel++) {
            int at = panel * room * PANEL;
            int lane = panel * PANEL * QUERIES;
            for (int slot = 0; slot < slots; slot += ROWS) {
                AttentionTiles.product(
                        of, at + slot * PANEL, lanes, lane, width(panel), panel > 0, target, slot * QUERIES);
            }
        }
    }

    /** {@code target[query] = sum over slots that it sees of x[slot, query] of[slot]}. */
    private void sums(Block block, float[] x, float[] of, float[] target) {
        for (int panel = 0; panel < panels; panel++) {
            for (int i = 0; i < block.count(); i += ROWS) {
                int slots = Math.min(block.slots(), block.own() + i + ROWS);
                int to = (panel * QUERIES + i) * PANEL;
                AttentionTiles.transposed(x, i, of, panel * room * PANEL, slots, target, to);
            }
        }
    }

    /** {@code target[slot] += sum over queries that see it of x[slot, query] of[query]}. */
    private void addProducts(Block block, float[] x, float[] of, float[] target) {
        int slots = block.slots();
        Arrays.fill(x, slots * QUERIES, wholeTiles(slots) * QUERIES, 0);
        for (int panel = 0; panel < panels; panel++) {
            for (int slot = 0; slot < slots; slot += ROWS) {
                int from = Math.max(0, slot - block.own());
                int at = (panel * QUERIES + from) * PANEL;
                int to = (panel * room + slot) * PANEL;
                AttentionTiles.product(x, slot * QUERIES + from, of, at, block.count() - from, true, target, to);
            }
        }
    }

    /** Slots behind a query's own get the score minus infinity. */
    private void mask(Block block) {
        FloatVector numbers = FloatVector.fromArray(FLOATS, NUMBERS, 0);
        for (int i = 1; i < block.count(); i++) {
            int at = (block.own() + i) * QUERIES;
            for (int lane = 0; lane < i; lane += COUNT) {
                FloatVector.fromArray(FLOATS, scores, at + lane)
                        .blend(Float.NEGATIVE_INFINITY, numbers.compare(VectorOperators.LT, (float) (i - lane)))
                        .intoArray(scores, at + lane);
            }
        }
    }

    private void findHighest(int slots) {
        FloatVector a = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        for (int at = 0; at < slots * QUERIES; at += QUERIES) {
            FloatVector score = FloatVector.fromArray(FLOATS, scores, at);
            a = a.blend(score, score.compare(VectorOperators.GT, a));
            score = FloatVector.fromArray(FLOATS, scores, at + COUNT);
            b = b.blend(score, score.compare(VectorOperators.GT, b));
        }
        a.intoArray(highest, 0);
        b.intoArray(highest, COUNT);
    }

    /** Turns scores into exponentials relative to the highest. */
    private void exponentials(int slots) {
        FloatVector a = FloatVector.fromArray(FLOATS, highest, 0);
        FloatVector b = FloatVector.fromArray(FLOATS, highest, COUNT);
        for (int at = 0; at < slots * QUERIES; at += QUERIES) {
            FloatVector.fromArray(FLOATS, scores, at).sub(a).intoArray(scores, at);
            FloatVector.fromArray(FLOATS, scores, at + COUNT).sub(b).intoArray(scores, at + COUNT);
        }
        Exponential.relative(scores, 0, slots * QUERIES, 0, 1, scores, 0);
    }

    private void sum(int slots) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = FloatVector.zero(FLOATS);
        for (int at = 0; at < slots * QUERIES; at += QUERIES) {
            a = a.add(FloatVector.fromArray(FLOATS, scores, at));
            b = b.add(FloatVector.fromArray(FLOATS, scores, at + COUNT));
        }
        a.intoArray(totals, 0);
        b.intoArray(totals, COUNT);
    }

    /** Turns exponentials into probabilities, and their gradients in {@code products} into those of scores. */
    private void ofScores(int slots) {
        for (int lane = 0; lane < QUERIES; lane += COUNT) {
            FloatVector scale = FloatVector.broadcast(FLOATS, 1).div(FloatVector.fromArray(FLOATS, totals, lane));
            FloatVector mean = FloatVector.zero(FLOATS);
            for (int at = lane; at < slots * QUERIES; at += QUERIES) {
                FloatVector probability =
                        FloatVector.fromArray(FLOATS, scores, at).mul(scale);
                probability.intoArray(scores, at);
                mean = probability.fma(FloatVector.fromArray(FLOATS, products, at), mean);
            }
            for (int at = lane; at < slots * QUERIES; at += QUERIES) {
                FloatVector.fromArray(FLOATS, products, at)
                        .sub(mean)
                        .mul(FloatVector.fromArray(FLOATS, scores, at))
                        .intoArray(products, at);
            }
        }
    }
}
