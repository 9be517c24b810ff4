package zero4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;
import zero4j.Words;
import zero4j.recipe.SettingNames;

/** What to type in the place of an argument that a command does not know: {@code --learning_rate 1e-6}, {@code steps=5}. */
final class OptionHint {
    private static final String DASHES = "--";
    private static final String SET = DASHES + "set";

    private final CommandLine line;
    private final List<String> typed;

    private OptionHint(CommandLine line) {
        this.line = line;
        CommandLine.ParseResult all = line.getCommandSpec().root().commandLine().getParseResult();
        this.typed = all == null ? List.of() : all.originalArgs();
    }

    /** A sentence for each argument that says something; none where the command knows nothing of the kind. */
    static List<String> of(UnmatchedArgumentException misuse) {
        OptionHint hint = new OptionHint(misuse.getCommandLine());
        boolean slip = !misuse.getSuggestions().isEmpty();
        return misuse.getUnmatched().stream()
                .flatMap(argument -> hint.answer(argument, slip).stream())
                .distinct()
                .toList();
    }

    private Optional<String> answer(String argument, boolean slip) {
        int equals = argument.indexOf('=');
        boolean option = argument.startsWith("-");
        if (!option && equals < 1) {
            return Optional.empty();
        }
        String name = equals < 0 ? argument : argument.substring(0, equals);
        String value = equals < 0 ? valueBehind(argument) : argument.substring(equals + 1);
        Optional<String> near = own(name);
        Optional<String> meant = line.getCommandSpec().findOption(SET) == null
                ? asOption(name)
                : asSetting(name, value, slip || near.isPresent());
        return meant.or(() -> near.map(own -> "Did you mean " + own + "?"));
    }

    /** The option of the command that may be meant. */
    private Optional<String> own(String name) {
        return name.startsWith(DASHES)
                ? Words.nearest(name.substring(2), options()).map(DASHES::concat)
                : Optional.empty();
    }

    /** Without their dashes. */
    private List<String> options() {
        return line.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith(DASHES))
                .map(name -> name.substring(2))
                .toList();
    }

    private Optional<String> asSetting(String name, String value, boolean slip) {
        SettingNames names =
                line.getCommand() instanceof PretrainCommand ? SettingNames.ofPretraining() : SettingNames.ofTraining();
        return names.answer(name)
                .filter(answer -> answer.certain() || !slip)
                .map(answer ->
                        name + (answer.keys().isEmpty() ? ": " : " is a setting here: ") + asOverrides(answer, value));
    }

    private static String asOverrides(SettingNames.Answer answer, String value) {
        // With a remark the value means something else here.
        boolean known = !value.isEmpty() && answer.remark().isEmpty();
        String overrides = answer.keys().stream()
                .map(key -> SET + " " + key + "=" + (known ? value : "…"))
                .collect(Collectors.joining(" "));
        return answer.keys().isEmpty()
                ? answer.remark()
                : overrides + (answer.remark().isEmpty() ? "" : " (" + answer.remark() + ")");
    }

    /** The options of this command that go by the last word of a setting: {@code --max_tokens} is {@code --max-new-tokens}. */
    private Optional<String> asOption(String name) {
        List<String> options =
                options().stream().map(own -> own.replace('-', '_')).toList();
        List<String> keys = new ArrayList<>(options);
        SettingNames.ofTraining().keys().stream()
                .filter(key -> options.contains(key.substring(key.lastIndexOf('.') + 1)))
                .forEach(keys::add);
        return SettingNames.among(keys)
                .answer(name)
                .filter(SettingNames.Answer::certain)
                .filter(answer -> !answer.keys().isEmpty())
                .map(answer -> name + " is "
                        + answer.keys().stream()
                                .map(key -> "--"
                                        + key.substring(key.lastIndexOf('.') + 1)
                                                .replace('_', '-'))
                                .distinct()
                                .collect(Collectors.joining(" and "))
                        + " here");
    }

    private String valueBehind(String option) {
        int next = typed.indexOf(option) + 1;
        return next > 0 && next < typed.size() && !typed.get(next).matches("--?[A-Za-z].*") ? typed.get(next) : "";
    }
}
