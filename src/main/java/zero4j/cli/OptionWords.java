package zero4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import zero4j.recipe.SettingNames;

/**
 * Messages of the parts that commands share, in the words of a command that has options and no settings: what is
 * {@code data.question_column} in a recipe is {@code --question-column} of {@code eval}.
 */
final class OptionWords {
    private static final String SET = "--set";

    /** What a message says of this command's options itself, beside the setting. */
    private static final Pattern ASIDE = Pattern.compile(" \\(eval: --[a-z-]+[^)]*\\)");

    private OptionWords() {}

    /** The message with options in the place of settings, where the command has them. */
    static String of(CommandSpec command, String message) {
        List<String> options = new ArrayList<>();
        command.optionsMap().keySet().stream()
                .filter(name -> name.startsWith("--"))
                .forEach(options::add);
        if (options.isEmpty() || options.contains(SET)) {
            return message;
        }
        String text = message;
        for (String key : SettingNames.ofTraining().keys()) {
            String option = "--" + key.substring(key.lastIndexOf('.') + 1).replace('_', '-');
            // A key of one word is a word of the language as well.
            if (options.contains(option) && (key.contains(".") || key.contains("_"))) {
                text = text.replaceAll(
                        "(?<![\\w.-])" + Pattern.quote(key) + "(?![\\w.])=?",
                        Matcher.quoteReplacement(option + "\u0000"));
            }
        }
        return ASIDE.matcher(text)
                .replaceAll("")
                .replaceAll("\u0000(?=[\\w'\"])", " ")
                .replace("\u0000", "");
    }
}
