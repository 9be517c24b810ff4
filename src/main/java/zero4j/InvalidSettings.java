package zero4j;

import java.util.List;
import java.util.stream.Collectors;

/** Values that a settings record refuses, all of one record at once. */
public final class InvalidSettings extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One refused value.
     *
     * @param key dotted key as in a recipe, for example {@code rollout.group_size}
     * @param value the refused value as text
     * @param expected what is allowed, completing the sentence "it must …" or stating the reason
     */
    public record Problem(String key, String value, String expected) {
        @Override
        public String toString() {
            return key + " is " + value + "; " + expected;
        }
    }

    /** At least one problem. */
    public InvalidSettings(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the checks. */
    public List<Problem> problems() {
        return problems;
    }
}
