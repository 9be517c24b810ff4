package zero4j.verify;

/** How much a verifier knows (arXiv 2503.20783, section 3). */
public enum Grade {
    /** Texts, exact values and exact algebra. */
    FAST,
    /** All of mathematics that the verifier reads. */
    FULL
}
