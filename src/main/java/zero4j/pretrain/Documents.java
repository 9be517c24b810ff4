package zero4j.pretrain;

/** An endless stream of tokenised documents for pretraining. */
@FunctionalInterface
public interface Documents {
    /**
     * The tokens of a document, its end token included.
     *
     * @param index from 0
     * @param progress share of pretraining done, in [0, 1)
     */
    int[] document(long index, double progress);
}
