package zero4j.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.Words;

/** Everything wrong with a recipe, shown together: by the lines of the file, then by the overrides as they were given. */
final class Problems {
    private final Set<Problem> found = new LinkedHashSet<>();
    private final List<InvalidSettings.Problem> refusals = new ArrayList<>();
    private final List<String> overrides = new ArrayList<>();

    /** @param origin {@code file:line}, an override, or nothing where the place is unknown */
    private record Problem(String origin, String text) {
        @Override
        public String toString() {
            return origin.isEmpty() ? text : origin + ": " + text;
        }
    }

    /** The origin of the next override. Its problems come behind those of the file and of the overrides before it. */
    String override(String text) {
        String origin = "--set " + text;
        overrides.add(origin);
        return origin;
    }

    /** Remembers a problem at a place. */
    void add(String origin, String problem) {
        found.add(new Problem(origin, problem));
    }

    /** Remembers what a settings record refuses, in the words for the user. */
    void add(String origin, String problem, InvalidSettings.Problem refusal) {
        add(origin, problem);
        refusals.add(refusal);
    }

    boolean none() {
        return found.isEmpty();
    }

    /** @throws UserError with all problems, if there are any; its cause has those that settings records refuse */
    void throwIfAny() {
        if (!found.isEmpty()) {
            String count = Words.counted(found.size(), "problem");
            String lines = found.stream()
                    .sorted(Comparator.comparingInt(problem -> place(problem.origin())))
                    .map(Problem::toString)
                    .collect(Collectors.joining("\n  "));
            String message = count + " with the settings:\n  " + lines;
            throw refusals.isEmpty() ? new UserError(message) : new UserError(message, new InvalidSettings(refusals));
        }
    }

    /** A line of the file; behind all lines an override, each behind those before it. */
    private int place(String origin) {
        int override = overrides.indexOf(origin);
        if (override >= 0) {
            return Integer.MAX_VALUE - overrides.size() + override;
        }
        String line = origin.substring(origin.lastIndexOf(':') + 1);
        return line.matches("\\d{1,9}") ? Integer.parseInt(line) : 0;
    }
}
