package zero4j.pretrain;

/**
 * Where pretraining stands, besides model and optimizer. A document depends on seed, index and step only, so this is all that
 * going on needs.
 *
 * @param step optimizer steps done
 * @param nextDocument index of the document that comes next
 * @param tokens learnt from so far
 * @param lossSum of the steps' losses since the last logged step
 * @param lossCount such steps
 */
public record PretrainState(long step, long nextDocument, long tokens, double lossSum, int lossCount) {
    /** Before the first step. */
    public static final PretrainState START = new PretrainState(0, 0, 0, 0, 0);

    double meanLoss() {
        return lossSum / lossCount;
    }

    /** The same with the losses counted anew. */
    PretrainState logged() {
        return new PretrainState(step, nextDocument, tokens, 0, 0);
    }
}
