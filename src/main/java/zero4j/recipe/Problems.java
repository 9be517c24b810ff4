package zero4j.recipe;

import java.util.LinkedHashSet;
import java.util.Set;
import zero4j.UserError;
import zero4j.Words;

/** Everything wrong with a recipe, shown together. */
final class Problems {
    private final Set<String> lines = new LinkedHashSet<>();

    /** Remembers a problem at a place: {@code file:line} or an override. */
    void add(String origin, String problem) {
        lines.add(origin + ": " + problem);
    }

    boolean none() {
        return lines.isEmpty();
    }

    /** @throws UserError with all problems, if there are any */
    void throwIfAny() {
        if (!lines.isEmpty()) {
            String count = Words.counted(lines.size(), "problem");
            throw new UserError(count + " with the settings:\n  " + String.join("\n  ", lines));
        }
    }
}
