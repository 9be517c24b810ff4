package zero4j.template;

import java.util.List;

/**
 * When a completion ends besides the model's own EOS tokens.
 *
 * @param strings texts that end a completion as soon as one is complete; may be empty
 * @param keep whether the stop string stays in the completion's text
 */
public record StopRule(List<String> strings, boolean keep) {
    /** Only the model's own EOS tokens end a completion. */
    public static final StopRule NONE = new StopRule(List.of(), false);

    public StopRule {
        strings = List.copyOf(strings);
        if (strings.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string is empty");
        }
    }
}
