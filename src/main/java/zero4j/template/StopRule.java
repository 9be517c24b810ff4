package zero4j.template;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When a completion ends besides the model's own EOS tokens.
 *
 * @param strings texts that end a completion as soon as one is complete; may be empty
 * @param kept those of them that stay in the completion's text
 */
public record StopRule(List<String> strings, Set<String> kept) {
    /** Only the model's own EOS tokens end a completion. */
    public static final StopRule NONE = new StopRule(List.of(), false);

    public StopRule {
        strings = strings.stream().distinct().toList();
        kept = Set.copyOf(kept);
        if (strings.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string is empty");
        }
        if (!strings.containsAll(kept)) {
            throw new IllegalArgumentException("a text is kept that is no stop string");
        }
    }

    /** All of them stay in the text, or none does. */
    public StopRule(List<String> strings, boolean keep) {
        this(strings, keep ? Set.copyOf(strings) : Set.of());
    }

    /** Whether a stop string stays in the text. */
    public boolean keeps(String stop) {
        return kept.contains(stop);
    }

    /** These and others; whether one that both have stays in the text is said here. */
    public StopRule and(StopRule others) {
        return new StopRule(
                Stream.concat(strings.stream(), others.strings.stream()).toList(),
                Set.copyOf(Stream.concat(kept.stream(), others.kept.stream().filter(stop -> !strings.contains(stop)))
                        .toList()));
    }
}
