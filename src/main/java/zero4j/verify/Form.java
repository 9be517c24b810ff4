package zero4j.verify;

/** Whether the form of an answer counts besides its value. */
public enum Form {
    /**
     * An answer of the right value is right only in the form that the reference asks for: with no operation left to be done
     * that the reference does not have, and not as a formula of the question. So nothing is paid for copying.
     */
    REQUIRED,
    /** Only the value counts. */
    ANY
}
