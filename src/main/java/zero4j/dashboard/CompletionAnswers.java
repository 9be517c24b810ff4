package zero4j.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import zero4j.run.CompletionPage;
import zero4j.run.CompletionQuery;
import zero4j.run.CompletionQuery.Judged;
import zero4j.run.CompletionQuery.Sort;
import zero4j.run.RunReader;
import zero4j.run.StoredCompletion;
import zero4j.run.TokenValues;

/** What was said: by step, by question, or found by a search. */
final class CompletionAnswers {
    private static final int PAGE = 50;

    /** Completions of one question that are shown at most, over all steps. */
    private static final int FOLLOWED = 400;

    private static final int MOST_PROMPT_CHARS = 20_000;
    private static final Optional<String> TRAINING = Optional.empty();

    private CompletionAnswers() {}

    /** The completions of one question that were sampled together. */
    record Group(
            long id,
            long step,
            String question,
            String text,
            Map<String, String> tags,
            String prompt,
            List<String> references,
            List<Said> completions) {
        static Group of(List<StoredCompletion> stored) {
            StoredCompletion first = stored.getFirst();
            return new Group(
                    first.group(),
                    first.record().step(),
                    first.record().questionId(),
                    Said.cut(first.question().text(), MOST_PROMPT_CHARS),
                    first.question().tags(),
                    Said.cut(first.record().prompt(), MOST_PROMPT_CHARS),
                    first.record().references(),
                    stored.stream().map(Said::of).toList());
        }
    }

    /** @param previous step that has some, null if none before does; {@code next}, {@code first} and {@code last} likewise */
    record Step(
            long step,
            @Nullable Long previous,
            @Nullable Long next,
            @Nullable Long first,
            @Nullable Long last,
            List<Group> groups) {}

    /** The groups of a step; of the last that has any, if none is named. */
    static Step ofStep(RunReader reader, Query query) {
        OptionalLong last = reader.previousCompletions(TRAINING, Long.MAX_VALUE);
        long step = query.number("step").orElse(last.orElse(0));
        return new Step(
                step,
                orNull(reader.previousCompletions(TRAINING, step - 1)),
                orNull(reader.nextCompletions(TRAINING, step + 1)),
                orNull(reader.nextCompletions(TRAINING, 0)),
                orNull(last),
                reader.groups(TRAINING, step).stream().map(Group::of).toList());
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }

    /** All groups of a question in training, in the order of steps. */
    static Map<String, List<Group>> ofQuestion(RunReader reader, Query query) {
        CompletionPage page = reader.page(
                CompletionQuery.training().ofQuestion(query.need("question")).page(Optional.empty(), FOLLOWED));
        Map<Long, List<StoredCompletion>> groups = new LinkedHashMap<>();
        page.completions()
                .forEach(one -> groups.computeIfAbsent(one.group(), _ -> new ArrayList<>())
                        .add(one));
        return Map.of("groups", groups.values().stream().map(Group::of).toList());
    }

    record Page(List<Said> completions, @Nullable String next, int looked) {}

    /** A search, of training or of a benchmark's evaluation. */
    static Page search(RunReader reader, Query query) {
        CompletionQuery wanted =
                query.text("benchmark").map(CompletionQuery::evaluation).orElse(CompletionQuery.training());
        OptionalLong step = query.number("step");
        wanted = step.isPresent() ? wanted.atStep(step.getAsLong()) : wanted;
        wanted = query.text("search").map(wanted::containing).orElse(wanted);
        wanted = query.text("judged")
                .map(one -> Judged.valueOf(constant(one)))
                .map(wanted::judged)
                .orElse(wanted);
        wanted = query.text("greedy").map("1"::equals).map(wanted::greedy).orElse(wanted);
        wanted = query.text("level").map(wanted::ofLevel).orElse(wanted);
        Sort sort = query.text("sort").map(one -> Sort.valueOf(constant(one))).orElse(Sort.STEP);
        wanted = wanted.sorted(sort, query.text("descending").isPresent()).page(query.text("after"), PAGE);
        CompletionPage page = reader.page(wanted);
        return new Page(
                page.completions().stream().map(Said::of).toList(), page.next().orElse(null), page.looked());
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** What is known of the tokens of a group, by completion; those of which nothing is known are not there. */
    static Map<String, Map<Long, TokenValues>> tokens(RunReader reader, Query query) {
        Map<Long, TokenValues> tokens = new LinkedHashMap<>();
        for (StoredCompletion one : reader.group(query.needNumber("group"))) {
            reader.tokenValues(one.id()).ifPresent(values -> tokens.put(one.id(), values));
        }
        return Map.of("tokens", tokens);
    }
}
