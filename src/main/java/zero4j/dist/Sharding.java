package zero4j.dist;

/** What of a training's state each process has a piece of instead of the whole (ZeRO, arXiv 1910.02054). */
public enum Sharding {
    /** Every process has everything. */
    NONE,
    /** AdamW's moments, and the float32 weights of a model in bfloat16: the paper's stage 1. */
    OPTIMIZER,
    /** Gradients, too: the paper's stage 2. */
    GRADIENTS
}
