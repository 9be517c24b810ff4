package zero4j.session;

/**
 * A row of a table of models and templates, opened and checked.
 *
 * @param model as tables name it
 * @param template as tables name it
 * @param setup of its evaluation, whose output is a folder of its own
 * @param done whether that folder holds the finished evaluation, which is not sampled again
 */
public record MatrixRow(String model, String template, EvalSetup setup, boolean done) {
    /** Both names. */
    public String label() {
        return model + ", " + template;
    }
}
