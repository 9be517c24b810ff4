package zero4j.engine.vector;

import zero4j.vector.Barrier;
import zero4j.vector.PackedMatrix;
import zero4j.vector.RotaryTable;
import zero4j.vector.VectorModel;

/** What a team of threads decodes with: cache, activations, scores. Kept from one run to the next. */
final class DecodeBuffers implements AutoCloseable {
    /** Most rows of one forward pass, which bounds the memory of activations. */
    private static final int MOST_ROWS = 256;
    /** Most scores in memory at the same time, but at least those of a few rows. */
    private static final int MOST_SCORES = 1 << 22;

    private static final int FEWEST_ROWS = 8;

    private final VectorModel model;
    private final BlockPool pool;
    private final Barrier barrier;
    private final ForwardPass forward;
    private final float[] gathered; // [rows, width]
    private final float[] scores; // [scoredRows, vocab]
    private final int rows;
    private final int scoredRows;

    /**
     * A buffers for a team.
     *
     * @param slots sequences that the team decodes together
     */
    DecodeBuffers(VectorModel model, RotaryTable rotary, int members, int slots) {
        this.model = model;
        this.pool = new BlockPool(model.config(), model.isHalf());
        this.barrier = new Barrier(members);
        this.rows = rows(slots);
        this.forward = new ForwardPass(model, pool, rotary, barrier, rows);
        this.gathered = new float[rows * forward.width()];
        this.scoredRows = Math.clamp(MOST_SCORES / model.head().stride(), FEWEST_ROWS, rows);
        this.scores = new float[scoredRows * model.head().stride()];
    }

    /** Whether it has room enough for so many sequences, and not far too much. */
    boolean suits(int slots) {
        return rows == rows(slots);
    }

    private static int rows(int slots) {
        return Math.clamp(slots, MOST_ROWS / 4, MOST_ROWS);
    }

    VectorModel model() {
        return model;
    }

    BlockPool pool() {
        return pool;
    }

    Barrier barrier() {
        return barrier;
    }

    ForwardPass forward() {
        return forward;
    }

    /** Most rows of a forward pass. */
    int rows() {
        return rows;
    }

    /** Stride of hidden states. */
    int width() {
        return forward.width();
    }

    /** Place for hidden states of sequences that begin, [rows, width]. */
    float[] gathered() {
        return gathered;
    }

    /** Most rows that are scored together. */
    int scoredRows() {
        return scoredRows;
    }

    /** Scores of the next tokens, [scoredRows, vocab]. */
    float[] scores() {
        return scores;
    }

    /** A member's share of the scores of {@code count} hidden states from row {@code from} on; waits for the others. */
    void score(float[] hidden, int from, int count, int member) {
        PackedMatrix head = model.head();
        int members = barrier.members();
        head.multiply(
                hidden,
                from * width(),
                width(),
                count,
                head.panels() * member / members,
                head.panels() * (member + 1) / members,
                scores,
                0,
                head.stride());
        barrier.await();
    }

    @Override
    public void close() {
        pool.close();
    }
}
