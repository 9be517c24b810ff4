package zero4j.cli.console;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import zero4j.PlainText;
import zero4j.SettingChecks;
import zero4j.Words;
import zero4j.algorithm.Algorithm;
import zero4j.data.LoadedQuestions;
import zero4j.data.QuestionSet;
import zero4j.reward.RewardFunction;
import zero4j.rollout.Prompt;
import zero4j.verify.VerifierSettings;
import zero4j.weights.ModelConfig;

/** What the program says before it starts to work, in words. */
public final class Header {
    private static final int IDS_SHOWN = 48;
    private static final Pattern SMALL = Pattern.compile("\\b(\\d+(?:\\.\\d+)?)[eE]-(\\d+)\\b");

    private Header() {}

    /** A model: where it is, its family and its size. */
    public static String model(Path folder, ModelConfig config) {
        return folder + " (" + config.family().architecture() + ", " + count(config.parameterCount())
                + " parameters, context " + config.maxPositionEmbeddings() + ")";
    }

    /** A number of things in at most five characters and a letter: {@code 868K}, {@code 1.54B}. */
    public static String count(long number) {
        if (number < 1_000) {
            return Long.toString(number);
        }
        String[] units = {"K", "M", "B", "T"};
        double scaled = number / 1000.0;
        int unit = 0;
        while (scaled >= 999.5 && unit < units.length - 1) {
            scaled /= 1000;
            unit++;
        }
        String format = scaled < 9.995 ? "%.2f" : scaled < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, scaled) + units[unit];
    }

    /** The token ids of a prompt. */
    static String tokens(Prompt prompt) {
        int[] ids = prompt.tokens();
        String shown = Arrays.toString(Arrays.copyOf(ids, Math.min(ids.length, IDS_SHOWN)));
        String more = ids.length > IDS_SHOWN ? " and " + (ids.length - IDS_SHOWN) + " more" : "";
        return Words.counted(ids.length, "token") + ": " + shown + more;
    }

    /** From which columns of its file a set was taken, behind what else is said of it; empty where it has none. */
    static String columns(QuestionSet set) {
        if (!(set instanceof LoadedQuestions loaded)
                || loaded.columns().question().isEmpty()) {
            return "";
        }
        String question = PlainText.quoted(loaded.columns().question());
        return loaded.columns().answeredInConversation()
                ? " from " + question + ", answers from the assistant's last messages there"
                : " from " + question + ", answers from "
                        + PlainText.quoted(loaded.columns().answer());
    }

    /** A reward: its name, and where it looks for the answer. */
    public static String reward(RewardFunction reward) {
        return reward.name().equals(reward.rules()) ? reward.name() : reward.name() + ": " + reward.rules();
    }

    /** {@code full, 6 decimals}. */
    public static String verifier(VerifierSettings settings) {
        return SettingChecks.word(settings.grade()) + ", " + Words.counted(settings.decimals(), "decimal") + ", form "
                + SettingChecks.word(settings.form());
    }

    /** An algorithm's parts, small numbers written as everywhere: {@code 3.0e-04}. */
    public static String objective(Algorithm algorithm) {
        return SMALL.matcher(algorithm.inWords()).replaceAll(number -> {
            String digits = number.group(1).contains(".") ? number.group(1) : number.group(1) + ".0";
            return String.format(Locale.ROOT, "%se-%02d", digits, Integer.parseInt(number.group(2)));
        });
    }

    /** {@code 1 step}, {@code 200 steps}. */
    public static String steps(long number) {
        return Words.counted(number, "step");
    }

    /** {@code 16 prompts x 8 samples = 128 responses -> 1 update}. */
    static String batch(int prompts, int samples, int updates) {
        return Words.counted(prompts, "prompt") + " x " + Words.counted(samples, "sample") + " = "
                + Words.counted((long) prompts * samples, "response") + " -> " + Words.counted(updates, "update");
    }
}
