package zero4j.reproduce.world;

import java.util.List;
import zero4j.SettingChecks;

/**
 * Questions of one kind in a set.
 *
 * @param kind of what they ask: {@code chain}, {@code guess}, or families of the nano world, such as {@code nano:count+max/1-2}
 * @param questions how many
 * @param steps numbers of operations, of which each question draws one; empty for those of the kind
 * @param operators signs that operations draw from, of {@code + - *}; empty for all three
 * @param test whether they are for evaluation: all different, and none of them in any text or training set
 */
public record QuestionPart(String kind, int questions, List<Integer> steps, String operators, boolean test) {
    /** Questions of a part: they are kept in memory where they are asked. */
    static final int MOST = 10_000_000;

    /** The same of test sets, which are made to see that there are as many different ones. */
    static final int MOST_TESTED = 100_000;

    public QuestionPart {
        steps = List.copyOf(steps);
        SettingChecks checks = new SettingChecks("");
        int most = test ? MOST_TESTED : MOST;
        checks.that(
                questions >= 1 && questions <= most,
                "questions",
                questions,
                "it must be from 1 to " + most + (test ? " where they are a test" : ""));
        PartKind.check(checks, kind, steps, operators);
        PartKind.find(kind)
                .ifPresent(known ->
                        checks.that(known.asks(), "kind", kind, "it must be one that asks: " + PartKind.asking()));
        checks.done();
    }

    /** Questions of a kind as it is by itself. */
    public QuestionPart(String kind, int questions, boolean test) {
        this(kind, questions, List.of(), "", test);
    }
}
