package zero4j.reproduce.world;

import java.util.List;
import zero4j.SettingChecks;

/**
 * Documents of one kind in a text to pretrain on. What a kind has no use for must be left at its default.
 *
 * @param kind {@code equations}, {@code lists}, {@code working}, {@code examples}, {@code exercises}, {@code chain}, {@code guess},
 *     or families of the nano world, such as {@code nano:count+max/1-2}; {@code docs/experiments.md} says what each is
 * @param documents how many
 * @param steps numbers of operations, of which each document draws one; empty for those of the kind
 * @param operators signs that operations draw from, of {@code + - *}; empty for all three
 * @param slips probability that the result of a step is another digit than the right one: it is marked by {@code ?}, and the work
 *     goes on from it. With 0.9 results are random
 * @param silent whether slips bear no mark
 * @param recheck probability of checking a comparison once more, each time anew, at most 8 times
 * @param template that the documents are written in: question and solution stand where a prompt and its completion would; empty for
 *     the question, a newline and the solution
 */
public record TextPart(
        String kind,
        int documents,
        List<Integer> steps,
        String operators,
        double slips,
        boolean silent,
        double recheck,
        String template) {
    /** Documents of a part. */
    static final int MOST = 10_000_000;

    public TextPart {
        steps = List.copyOf(steps);
        SettingChecks checks = new SettingChecks("");
        checks.that(documents >= 1 && documents <= MOST, "documents", documents, "it must be from 1 to " + MOST);
        PartKind.check(checks, kind, steps, operators);
        share(checks, "slips", slips);
        share(checks, "recheck", recheck);
        checks.that(!silent || slips > 0, "silent", silent, "it must be false where there are no slips");
        PartKind.find(kind).ifPresent(known -> {
            used(checks, kind, "slips", slips > 0, slips, known.slips());
            used(checks, kind, "recheck", recheck > 0, recheck, known.rechecks());
            used(checks, kind, "template", !template.isEmpty(), template, known.asks());
        });
        checks.that(
                !silent || !kind.startsWith(PartKind.NANO),
                "silent",
                silent,
                "it must be false: slips of the nano world are marked");
        checks.done();
    }

    /** Documents of a kind as it is by itself. */
    public TextPart(String kind, int documents) {
        this(kind, documents, List.of(), "", 0, false, 0, "");
    }

    private static void share(SettingChecks checks, String key, double value) {
        checks.that(value >= 0 && value <= 1, key, value, "it must be a share from 0 to 1");
    }

    private static void used(SettingChecks checks, String kind, String key, boolean given, Object value, boolean has) {
        checks.that(!given || has, key, value, "it must be left out: the kind " + kind + " has no use for it");
    }
}
