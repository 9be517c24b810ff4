package zero4j.bench.verify;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Near misses of answers whose writing is more than a formula: a unit, a base, a word, a letter to choose. */
final class WritingMisses {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern QUANTITY = Pattern.compile(
            "(-?[0-9.,]+ ?\\\\(?:text|mbox|mathrm)\\{ ?)(cm|m|km|feet|inches|miles|hours|minutes|seconds|days|dollars|cents|pounds|gallons)( ?\\}.*)");
    private static final Pattern PERCENT = Pattern.compile("(-?[0-9]+)(?:\\.[0-9]+)? ?\\\\?%");
    private static final Pattern DEGREES = Pattern.compile("(-?[0-9]+) ?\\^(?:\\\\circ|\\{\\\\circ\\})");
    private static final Pattern WORD = Pattern.compile("(\\\\text\\{|)([A-Z]?[a-z]{3,})(\\}?)");
    private static final Pattern CHOICE = Pattern.compile("(\\\\text\\{|)\\(([A-E])\\)(\\}?)");
    private static final Pattern BASED = Pattern.compile("([0-9]+)_(\\{?)([0-9]+)(\\}?)");
    private static final List<String> UNITS = List.of("cm", "km", "inches", "hours", "seconds", "dollars", "gallons");

    private WritingMisses() {}

    static List<Change> all() {
        return List.of(
                Change.ofText("another unit", WritingMisses::otherUnit),
                Change.ofText(
                        "another percentage",
                        (text, random) -> WritingRewrites.matched(text, PERCENT, "1$1\\\\\\\\%")
                                .filter(t -> !t.contains("-"))),
                Change.ofText(
                        "another angle", (text, random) -> WritingRewrites.matched(text, DEGREES, "$11^\\\\\\\\circ")),
                Change.ofText("another word", WritingMisses::otherWord),
                Change.ofText("another choice", WritingMisses::otherChoice),
                Change.ofText("another base", (text, random) -> otherBase(text)));
    }

    private static Optional<String> otherUnit(String text, RandomGenerator random) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = UNITS.get(random.nextInt(UNITS.size()));
        return unit.equals(matcher.group(2))
                ? Optional.empty()
                : Optional.of(matcher.group(1) + unit + matcher.group(3));
    }

    private static Optional<String> otherWord(String text, RandomGenerator random) {
        Matcher matcher = WORD.matcher(text);
        if (!matcher.matches() || matcher.group(1).isEmpty() != matcher.group(3).isEmpty()) {
            return Optional.empty();
        }
        String word = matcher.group(2);
        char last = (char) ('a' + (word.charAt(word.length() - 1) - 'a' + 1 + random.nextInt(25)) % 26);
        return Optional.of(matcher.group(1) + word.substring(0, word.length() - 1) + last + matcher.group(3));
    }

    private static Optional<String> otherChoice(String text, RandomGenerator random) {
        Matcher matcher = CHOICE.matcher(text);
        char other = (char) ('A' + random.nextInt(5));
        return matcher.matches() && matcher.group(2).charAt(0) != other
                ? Optional.of(matcher.group(1) + "(" + other + ")" + matcher.group(3))
                : Optional.empty();
    }

    private static Optional<String> otherBase(String text) {
        Matcher matcher = BASED.matcher(text);
        boolean twoDigits = matcher.matches()
                && DIGITS.matcher(matcher.group(1)).matches()
                && matcher.group(1).length() > 1;
        return twoDigits
                ? Optional.of(matcher.group(1) + "_" + matcher.group(2) + (Integer.parseInt(matcher.group(3)) + 1)
                        + matcher.group(4))
                : Optional.empty();
    }
}
