package zero4j.analyze.judge;

import java.util.Locale;
import java.util.Optional;
import zero4j.Words;
import zero4j.analyze.judge.JudgeSettings.Price;

/**
 * What asking a model will take, estimated before anything is sent.
 *
 * @param responses to be judged, each task counting
 * @param known that need no call: judged before, or the same as others
 * @param calls that are needed
 * @param inputTokens of all calls, estimated
 * @param outputTokens likewise, if the model does not think aloud
 * @param price dollars for a million tokens, if it is known
 */
public record JudgeCost(
        long responses, long known, long calls, long inputTokens, long outputTokens, Optional<Price> price) {
    private static final double MILLION = 1e6;

    /** In dollars; empty where no price is known. */
    public Optional<Double> dollars() {
        return price.map(each -> (inputTokens * each.input() + outputTokens * each.output()) / MILLION);
    }

    /** In a sentence. */
    public String inWords() {
        if (calls == 0) {
            return Words.counted(responses, "judgement") + ", all of them known: nothing is sent";
        }
        return Words.counted(responses, "judgement") + (known > 0 ? ", " + known + " of them known" : "") + ": "
                + Words.counted(calls, "call") + ", about " + tokens(inputTokens) + " input and " + tokens(outputTokens)
                + " output tokens"
                + dollars()
                        .map(sum -> String.format(Locale.ROOT, ", about $%.2f", sum))
                        .orElse("");
    }

    private static String tokens(long number) {
        return number >= MILLION
                ? String.format(Locale.ROOT, "%.1f million", number / MILLION)
                : String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }
}
