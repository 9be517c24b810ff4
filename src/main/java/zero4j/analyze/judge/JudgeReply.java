package zero4j.analyze.judge;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the judgement in what a model replied. Whoever chats is understood where only one meaning is left. */
final class JudgeReply {
    private static final Pattern THOUGHTS = Pattern.compile("(?s)^.*</think(ing)?>");
    private static final Pattern DECORATION = Pattern.compile("[*_`\"'\\\\$]|boxed|[{}]");
    private static final Pattern LEADING =
            Pattern.compile("^\\[?(\\d)(?![\\d.,]*\\d)(?!\\s*(or|to|and|/|-|–)\\s*\\d)(?=\\W|$)");
    private static final Pattern NAMED = Pattern.compile(
            "(?i)\\b(answer|judge?ment|verdict|score|category|label|rating|reply|result|class)\\b[^\\d\\n]{0,20}(\\d)(?![\\d.,]*\\d)(?!\\s*(or|/)\\s*\\d)(?=\\W|$)");
    private static final Pattern DIGIT = Pattern.compile("(?<![\\d.])\\d(?![\\d]|\\.\\d)");

    private JudgeReply() {}

    /** The judgement, from 0 to the highest; empty if there is none, or more than one. */
    static OptionalInt read(String reply, int highest) {
        String text = DECORATION
                .matcher(THOUGHTS.matcher(reply).replaceFirst(""))
                .replaceAll("")
                .strip();
        Matcher leading = LEADING.matcher(text);
        if (leading.find()) {
            return within(leading.group(1), highest);
        }
        String named = "";
        for (Matcher matcher = NAMED.matcher(text); matcher.find(); ) {
            if (!named.isEmpty() && !named.equals(matcher.group(2))) {
                return OptionalInt.empty();
            }
            named = matcher.group(2);
        }
        if (!named.isEmpty()) {
            return within(named, highest);
        }
        String last = text.lines().reduce("", (_, line) -> line).strip();
        return last.matches("\\d\\W*") && DIGIT.matcher(last).find()
                ? within(last.substring(0, 1), highest)
                : OptionalInt.empty();
    }

    private static OptionalInt within(String digit, int highest) {
        int number = Integer.parseInt(digit);
        return number <= highest ? OptionalInt.of(number) : OptionalInt.empty();
    }
}
