package zero4j.reward;

import java.util.Arrays;
import java.util.Optional;
import zero4j.SplitMix64;
import zero4j.data.Question;
import zero4j.verify.Verdict.Outcome;

/**
 * What a control pays for instead of right answers: what training gains under it was not taught by rewarding what is right
 * (arXiv 2506.10947, section 2). A gain under the real reward is worth what it is above these.
 */
enum Control {
    /** Differs: the paper's coin is tossed for each response; this one also falls the same for the same text of a question twice in a step. */
    RANDOM(
            "random",
            "a control: 1 or 0 by the toss of a coin, whatever is answered",
            "pays 1 or 0 by the toss of a coin, whatever was answered",
            "the reward cannot have taught a gain in accuracy: it is what training does to this model without any"
                    + " knowledge of what is right"),
    /** Differs: the paper rewards one wrong answer of each question, which most samples agree on; this one any wrong answer. */
    INVERTED(
            "inverted",
            "a control: 1 for an answer that is wrong, 0 for a right one or none",
            "pays 1 for a finished answer that is wrong, and 0 for a right one or none",
            "the reward speaks against what is right: a gain in accuracy is the model's own, or comes of finishing and"
                    + " marking its answers"),
    /** Differs: a response must also have ended within its budget. */
    FORMAT_ONLY(
            "format-only",
            "a control: 1 for any answer in the required format, right or wrong",
            "pays 1 for any finished answer in the required format, right or wrong",
            "a gain in accuracy is what marking and finishing answers alone is worth; nothing was said of what is"
                    + " right");

    private final String word;
    private final String help;
    private final String pays;
    private final String meaning;

    Control(String word, String help, String pays, String meaning) {
        this.word = word;
        this.help = help;
        this.pays = pays;
        this.meaning = meaning;
    }

    static Optional<Control> of(String name) {
        return Arrays.stream(values())
                .filter(control -> control.word.equals(name))
                .findFirst();
    }

    String word() {
        return word;
    }

    String help() {
        return help;
    }

    String pays() {
        return pays;
    }

    /** What it pays, and what a gain under it would mean. */
    String inWords() {
        return "the reward is a control: it " + pays
                + ". Right and wrong are told by the verifier as ever, and accuracy" + " is by that: " + meaning;
    }

    /** What a completion earns. */
    double pay(Question question, ScoredCompletion judged, long seed) {
        boolean paid = switch (this) {
            case RANDOM -> coin(question, judged, seed);
            case INVERTED -> judged.verdict().outcome() == Outcome.INCORRECT;
            case FORMAT_ONLY ->
                judged.formatted()
                        && !judged.completion().truncated()
                        && judged.answer().map(answer -> !answer.isBlank()).orElse(true);
        };
        return paid ? 1 : 0;
    }

    /**
     * A coin of its own for each question, text, and version of the weights that wrote it, which is the step: with the same coin in
     * every step a short text that comes again and again could be learnt by its luck. It looks at nothing that a batch, a thread or a
     * resumed run could change.
     */
    private static boolean coin(Question question, ScoredCompletion judged, long seed) {
        long state = SplitMix64.mix(seed + SplitMix64.GOLDEN_GAMMA);
        state = SplitMix64.mix(
                state + SplitMix64.GOLDEN_GAMMA * judged.completion().policyVersion());
        for (int i = 0; i < question.id().length(); i++) {
            state = SplitMix64.mix(
                    state + SplitMix64.GOLDEN_GAMMA + question.id().charAt(i));
        }
        for (int token : judged.completion().tokens()) {
            state = SplitMix64.mix(state + SplitMix64.GOLDEN_GAMMA + token);
        }
        return (state & 1) == 1;
    }
}
