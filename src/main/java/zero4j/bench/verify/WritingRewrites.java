package zero4j.bench.verify;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rewrites of how an answer is set and wrapped, whatever it says. */
final class WritingRewrites {
    private static final Pattern WORDS =
            Pattern.compile("(\\\\text(?:bf|it|rm|normal)?\\{|\\\\mbox\\{|)([A-Z]?[a-z]{3,}(?: [a-z]{3,})*)\\}?");
    private static final Pattern CHOICE = Pattern.compile("(?:\\\\text\\{)?\\(?([A-F])\\)?\\}?");
    private static final Pattern PLAIN_NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");
    private static final Pattern DEGREES =
            Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ?\\^(?:\\\\circ|\\{ ?\\\\circ ?\\})");
    private static final Pattern PERCENT = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ?\\\\?%");
    private static final Pattern MONEY = Pattern.compile("\\\\?\\$([0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern BASED = Pattern.compile("([0-9]+)_\\{?([0-9]+)\\}?");
    private static final Map<String, String> UNICODE = new TreeMap<>(Map.of(
            "\\pi", "π", "\\infty", "∞", "\\cup", "∪", "\\times", "×", "\\cdot", "·", "\\le", "≤", "\\ge", "≥",
            "\\theta", "θ", "\\in", "∈", "\\pm", "±"));
    private static final List<String> UNITS =
            List.of("\\text{ cm}", "\\text{ units}", "\\text{ feet}", " \\mbox{ hours}");

    private WritingRewrites() {}

    static List<Change> all() {
        return Stream.of(aroundIt(), ofCommands(), ofWords(), ofUnits())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Change> aroundIt() {
        return List.of(
                Change.ofText(
                        "dollar signs around it",
                        (text, random) -> undollared(text).map(t -> "$" + t + "$")),
                Change.ofText(
                        "\\( \\) around it", (text, random) -> undollared(text).map(t -> "\\(" + t + "\\)")),
                Change.ofText(
                        "\\[ \\] around it", (text, random) -> undollared(text).map(t -> "\\[" + t + "\\]")),
                Change.ofText("\\boxed{} around it", (text, random) -> Optional.of("\\boxed{" + text + "}")),
                Change.ofText("period at the end", (text, random) -> period(text)),
                Change.ofText(
                        "\\displaystyle", (text, random) -> undollared(text).map(t -> "\\displaystyle " + t)),
                Change.ofText("blanks around it", (text, random) -> Optional.of("  " + text + " \n")));
    }

    private static List<Change> ofCommands() {
        return List.of(
                Change.ofText("\\dfrac, \\tfrac, \\frac", WritingRewrites::otherFraction),
                Change.ofText(
                        "\\left \\right taken off", (text, random) -> changed(text, "\\\\(?:left|right)(?![a-z])", "")),
                Change.ofText(
                        "\\le for \\leq",
                        (text, random) -> changed(text, "\\\\([lg])eq?(?:slant)?(?![a-zA-Z])", "\\\\$1eq ")),
                Change.ofText("Unicode for commands", (text, random) -> Optional.of(unicode(text))),
                Change.ofText("Unicode minus", (text, random) -> plainMinus(text)));
    }

    private static List<Change> ofWords() {
        return List.of(
                Change.ofText(
                        "\\text{} around words", (text, random) -> words(text).map(w -> "\\text{" + w + "}")),
                Change.ofText(
                        "\\textbf{} around words", (text, random) -> words(text).map(w -> "\\textbf{" + w + "}")),
                Change.ofText("\\text{} taken off words", (text, random) -> words(text)),
                Change.ofText(
                        "words in small letters", (text, random) -> words(text).map(w -> w.toLowerCase(Locale.ROOT))),
                Change.ofText("letter of a choice", WritingRewrites::choice));
    }

    private static List<Change> ofUnits() {
        return List.of(
                Change.ofText(
                        "a unit",
                        (text, random) ->
                                matched(text, PLAIN_NUMBER, "$0" + quoted(UNITS.get(random.nextInt(UNITS.size()))))),
                Change.ofText("dollars in words", (text, random) -> matched(text, MONEY, "$1 dollars")),
                Change.ofText("currency sign taken off", (text, random) -> matched(text, MONEY, "$1")),
                Change.ofText(
                        "currency sign",
                        (text, random) ->
                                matched(text, PLAIN_NUMBER, "\\\\\\$$0").filter(t -> !t.contains("-"))),
                Change.ofText("degrees in words", (text, random) -> matched(text, DEGREES, "$1 degrees")),
                Change.ofText(
                        "degree sign ° or \\degree",
                        (text, random) -> matched(text, DEGREES, random.nextBoolean() ? "$1°" : "$1\\\\degree")),
                Change.ofText("degree sign taken off", (text, random) -> matched(text, DEGREES, "$1")),
                Change.ofText("percent in words", (text, random) -> matched(text, PERCENT, "$1 percent")),
                Change.ofText("percent sign bare", (text, random) -> matched(text, PERCENT, "$1%")),
                Change.ofText(
                        "base in braces or brackets",
                        (text, random) -> matched(text, BASED, random.nextBoolean() ? "$1_{$2}" : "($1)_{$2}")));
    }

    /** The text without dollar signs around it, if there are no others. */
    static Optional<String> undollared(String text) {
        String inner = text.length() > 2 && text.startsWith("$") && text.endsWith("$")
                ? text.substring(1, text.length() - 1)
                : text;
        return inner.contains("$") || inner.contains("\\[") || inner.contains("\\(")
                ? Optional.empty()
                : Optional.of(inner);
    }

    private static Optional<String> period(String text) {
        return text.endsWith(".") || text.endsWith("\\") ? Optional.empty() : Optional.of(text + ".");
    }

    private static Optional<String> otherFraction(String text, RandomGenerator random) {
        String kind = List.of("\\\\dfrac", "\\\\tfrac", "\\\\frac").get(random.nextInt(3));
        return changed(text, "\\\\[dt]?frac(?![a-zA-Z])", kind);
    }

    private static String unicode(String text) {
        String result = text;
        for (Map.Entry<String, String> command : UNICODE.entrySet()) {
            result = result.replaceAll(Pattern.quote(command.getKey()) + "(?![a-zA-Z])", command.getValue());
        }
        return result.replaceAll("(?<=[a-z0-9)}])\\^2(?![0-9])", "²").replaceAll("\\\\sqrt\\{([0-9]+)\\}", "√{$1}");
    }

    private static Optional<String> plainMinus(String text) {
        return text.contains("\\text") || text.contains("begin") || text.matches(".*[a-z]{3,}-.*")
                ? Optional.empty()
                : changed(text, "-", "−");
    }

    private static Optional<String> words(String text) {
        Matcher matcher = WORDS.matcher(text);
        boolean words = matcher.matches() && matcher.group(1).isEmpty() != text.endsWith("}");
        return words ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    private static Optional<String> choice(String text, RandomGenerator random) {
        List<String> forms =
                List.of("$1", "($1)", "\\\\text{$1}", "\\\\text{($1)}", "\\\\textbf{($1)}", "\\\\mathrm{$1}");
        return matched(text, CHOICE, forms.get(random.nextInt(forms.size())));
    }

    /** The replacement, where the pattern is all of the text. */
    static Optional<String> matched(String text, Pattern pattern, String replacement) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(matcher.replaceFirst(replacement)) : Optional.empty();
    }

    private static Optional<String> changed(String text, String pattern, String replacement) {
        String result = text.replaceAll(pattern, replacement);
        return result.equals(text) ? Optional.empty() : Optional.of(result);
    }

    private static String quoted(String replacement) {
        return Matcher.quoteReplacement(replacement);
    }
}
