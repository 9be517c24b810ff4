package zero4j.run;

import java.util.List;
import java.util.Optional;

/**
 * A page of completions.
 *
 * @param completions may be fewer than were asked for, even none, though more are behind: a search looks at only so many at once
 * @param next what to ask for to go on; empty if there are no more
 * @param looked how many were looked at for this page
 */
public record CompletionPage(List<StoredCompletion> completions, Optional<String> next, int looked) {
    public CompletionPage {
        completions = List.copyOf(completions);
    }
}
