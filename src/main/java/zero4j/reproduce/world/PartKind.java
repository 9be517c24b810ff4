package zero4j.reproduce.world;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.nano.NanoWorld;

/** What a part of a text or of a set of questions is about, besides the families of the nano world. */
enum PartKind {
    /** Rows of 6 to 14 unconnected operations on digits modulo 10. */
    EQUATIONS,
    /** Rows of digits: counted, copied, sorted, turned round, and the largest of them. */
    LISTS,
    /** Chains worked out, without the question and without an answer. */
    WORKING(3, 8),
    /** Three to five questions with solutions, chains and guesses taking turns, an empty line between them. */
    EXAMPLES,
    /** Three to five questions, chains and guesses taking turns, a line each: nobody answers them. */
    EXERCISES,
    /** A chain's question, and "It is", a random digit and a full stop: no work, and no box. */
    HASTY(3, 5),
    /** {@link Chain}: a question, its work, its answer. */
    CHAIN(3, 5),
    /** {@link Guess}: a question, a guess that is worked out and compared, the guess as answer. */
    GUESS(2, 3);

    /** Begins the kinds that are families of the nano world. */
    static final String NANO = "nano";

    private static final int MOST_STEPS = 20;

    private final int fewestSteps;
    private final int mostSteps;

    /** Without operations. */
    PartKind() {
        this(0, -1);
    }

    PartKind(int fewestSteps, int mostSteps) {
        this.fewestSteps = fewestSteps;
        this.mostSteps = mostSteps;
    }

    private List<Integer> usualSteps() {
        return IntStream.rangeClosed(fewestSteps, mostSteps).boxed().toList();
    }

    /** Name in files. */
    String label() {
        return SettingChecks.word(this);
    }

    /** Whether a document is a question with its solution. */
    boolean asks() {
        return this == CHAIN || this == GUESS;
    }

    /** Whether its authors can be careless. */
    boolean slips() {
        return this == CHAIN || this == WORKING || this == EXAMPLES;
    }

    /** Whether its authors can check again. */
    boolean rechecks() {
        return this == GUESS || this == EXAMPLES;
    }

    /** Numbers of operations to draw from. */
    List<Integer> steps(List<Integer> given) {
        return given.isEmpty() ? usualSteps() : given;
    }

    static Optional<PartKind> find(String kind) {
        return Arrays.stream(values())
                .filter(known -> known.label().equals(kind))
                .findFirst();
    }

    /** Names of those that ask. */
    static String asking() {
        return Arrays.stream(values())
                .filter(PartKind::asks)
                .map(PartKind::label)
                .collect(Collectors.joining(", ", "", ", " + NANO + ":FAMILY"));
    }

    /** Checks what parts of texts and of questions have in common. */
    static void check(SettingChecks checks, String kind, List<Integer> steps, String operators) {
        Optional<PartKind> known = find(kind);
        if (known.isEmpty()) {
            checkNano(checks, kind);
        }
        boolean operates = known.filter(one -> !one.usualSteps().isEmpty()).isPresent();
        checks.that(steps.isEmpty() || operates, "steps", steps, "it must be left out: the kind " + kind + " has none");
        checks.that(
                operators.isEmpty() || operates,
                "operators",
                operators,
                "it must be left out: the kind " + kind + " does not choose its signs");
        checks.that(
                steps.stream().allMatch(step -> step >= 1 && step <= MOST_STEPS),
                "steps",
                steps,
                "they must be from 1 to " + MOST_STEPS);
        checks.that(operators.matches("[-+*]*"), "operators", operators, "it must be some of + - *");
    }

    private static void checkNano(SettingChecks checks, String kind) {
        if (!kind.equals(NANO) && !kind.startsWith(NANO + ":")) {
            List<String> labels = Arrays.stream(values()).map(PartKind::label).toList();
            checks.that(false, "kind", kind, "it must be " + NANO + ":FAMILY, or " + Words.oneOf(labels, kind));
            return;
        }
        try {
            NanoWorld.train(kind);
        } catch (UserError e) {
            checks.that(false, "kind", kind, String.valueOf(e.getMessage()));
        }
    }
}
