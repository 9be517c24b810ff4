package zero4j.run;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Which completions of a run to list, and in what order. Begin with {@link #training} or {@link #evaluation}, and narrow it down.
 *
 * @param benchmark whose they are; empty for those of training
 * @param step that sampled them; empty for all
 * @param question id of the one that they answer; empty for all
 * @param search text that they must contain, ASCII letters in either case; may be empty
 * @param judged how
 * @param finishReason why they ended, as in {@link CompletionRecord}; empty for any
 * @param minTokens fewest tokens
 * @param maxTokens most tokens
 * @param greedy whether those that were sampled at temperature 0, or the others; empty for both
 * @param level the tag {@code level} of their questions; empty for all
 * @param sort what orders them
 * @param descending whether the largest come first
 * @param after where the page before ended; empty for the first page
 * @param limit most completions of a page
 */
public record CompletionQuery(
        Optional<String> benchmark,
        OptionalLong step,
        Optional<String> question,
        String search,
        Judged judged,
        Optional<String> finishReason,
        int minTokens,
        int maxTokens,
        Optional<Boolean> greedy,
        Optional<String> level,
        Sort sort,
        boolean descending,
        Optional<String> after,
        int limit) {
    private static final int PAGE = 50;

    /** How completions were judged. */
    public enum Judged {
        ANY,
        RIGHT,
        /** All that are not right, those below included. */
        WRONG,
        /** Cut off by the budget. */
        TRUNCATED,
        /** The value is right, the form is not: something is left to be worked out. */
        NOT_EVALUATED
    }

    /** What orders completions; those that are equal stay in the order in which they were written. */
    public enum Sort {
        STEP("step"),
        TOKENS("tokens"),
        REWARD("reward"),
        /** Only completions that have one. */
        ADVANTAGE("advantage"),
        /** The mean log-prob of a token: the smallest are the most surprising. Only completions that have one. */
        LOGPROB("logprob");

        private final String column;

        Sort(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }

        /** Whether some completions have none. */
        boolean partial() {
            return this == ADVANTAGE || this == LOGPROB;
        }
    }

    /** All completions of training, by step. */
    public static CompletionQuery training() {
        return all(Optional.empty());
    }

    /** All completions of a benchmark, by step. */
    public static CompletionQuery evaluation(String benchmark) {
        return all(Optional.of(benchmark));
    }

    private static CompletionQuery all(Optional<String> benchmark) {
        return new CompletionQuery(
                benchmark,
                OptionalLong.empty(),
                Optional.empty(),
                "",
                Judged.ANY,
                Optional.empty(),
                0,
                Integer.MAX_VALUE,
                Optional.empty(),
                Optional.empty(),
                Sort.STEP,
                false,
                Optional.empty(),
                PAGE);
    }

    /** Those of one step. */
    public CompletionQuery atStep(long number) {
        return with(copy -> copy.step = OptionalLong.of(number));
    }

    /** Those of one question. */
    public CompletionQuery ofQuestion(String id) {
        return with(copy -> copy.question = Optional.of(id));
    }

    /** Those that contain a text. */
    public CompletionQuery containing(String text) {
        return with(copy -> copy.search = text);
    }

    /** Those that were judged so. */
    public CompletionQuery judged(Judged how) {
        return with(copy -> copy.judged = how);
    }

    /** Those that ended for a reason, for example {@code eos}. */
    public CompletionQuery endedBy(String reason) {
        return with(copy -> copy.finishReason = Optional.of(reason));
    }

    /** Those of a length in tokens, both ends included. */
    public CompletionQuery ofTokens(int least, int most) {
        return with(copy -> {
            copy.minTokens = least;
            copy.maxTokens = most;
        });
    }

    /** Those that were sampled at temperature 0, or the others. */
    public CompletionQuery greedy(boolean only) {
        return with(copy -> copy.greedy = Optional.of(only));
    }

    /** Those of questions of a level. */
    public CompletionQuery ofLevel(String tag) {
        return with(copy -> copy.level = Optional.of(tag));
    }

    /** In another order. */
    public CompletionQuery sorted(Sort by, boolean largestFirst) {
        return with(copy -> {
            copy.sort = by;
            copy.descending = largestFirst;
        });
    }

    /** Those behind a page, by its {@link CompletionPage#next}; so many at most. */
    public CompletionQuery page(Optional<String> behind, int most) {
        return with(copy -> {
            copy.after = behind;
            copy.limit = most;
        });
    }

    private CompletionQuery with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.query();
    }

    /** A query while one of its parts is being changed. */
    private static final class Copy {
        private Optional<String> benchmark;
        private OptionalLong step;
        private Optional<String> question;
        private String search;
        private Judged judged;
        private Optional<String> finishReason;
        private int minTokens;
        private int maxTokens;
        private Optional<Boolean> greedy;
        private Optional<String> level;
        private Sort sort;
        private boolean descending;
        private Optional<String> after;
        private int limit;

        Copy(CompletionQuery of) {
            benchmark = of.benchmark;
            step = of.step;
            question = of.question;
            search = of.search;
            judged = of.judged;
            finishReason = of.finishReason;
            minTokens = of.minTokens;
            maxTokens = of.maxTokens;
            greedy = of.greedy;
            level = of.level;
            sort = of.sort;
            descending = of.descending;
            after = of.after;
            limit = of.limit;
        }

        CompletionQuery query() {
            return new CompletionQuery(
                    benchmark,
                    step,
                    question,
                    search,
                    judged,
                    finishReason,
                    minTokens,
                    maxTokens,
                    greedy,
                    level,
                    sort,
                    descending,
                    after,
                    limit);
        }
    }
}
