package zero4j.verify;

/** How far a verifier goes to find two answers equal (arXiv 2503.20783, section 3). Both are exact where they decide. */
public enum Grade {
    /** Normalised texts and exact arithmetic; lists, sets and tuples of them. */
    FAST,
    /**
     * Also agreement at sample points in high precision (functions, identities), matrices calculated, and inequalities,
     * intervals and unions compared as sets of reals.
     */
    FULL
}
