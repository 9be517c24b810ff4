package zero4j.bench.verify;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rewrites that say an answer in other words, notations, languages or units. */
final class SaidRewrites {
    private static final Pattern HALF_HOURS = Pattern.compile("([0-9]+)\\.5\\\\text\\{ hours\\}");
    private static final Pattern LARGE_UNIT = Pattern.compile("([0-9]+)\\\\text\\{ (hours|km)\\}");
    private static final Pattern AFTERNOON = Pattern.compile("([1-9]):([0-9]{2}) PM");
    private static final Pattern SMALL_FRACTION = Pattern.compile("\\\\frac\\{([0-9]+)\\}\\{([3-9])\\}");
    private static final List<String> PARTS =
            List.of("thirds", "fourths", "fifths", "sixths", "sevenths", "eighths", "ninths");
    private static final int NOON = 12;

    private SaidRewrites() {}

    static List<Change> all() {
        return Stream.of(ofNumbers(), ofUnits(), ofNotations(), ofNames())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Change> ofNumbers() {
        return List.of(
                Change.ofPattern("value of a named sum", "(-?[0-9]+(?:\\.[0-9]+)?)", "m+n=$1"),
                Change.ofPattern("sentence in Chinese", "([0-9]+)", "答案是$1"),
                Change.ofPattern("sentence in Korean", "([0-9]+)", "정답은 $1"),
                Change.ofPattern("sentence in Russian", "([0-9]+)", "Ответ: $1"),
                Change.ofPattern("counted in Chinese", "([0-9]+)", "$1个"),
                Change.ofPattern("money in Chinese", "([0-9]+)", "$1元", "$1 元"),
                Change.ofPattern("\\num", "([0-9]+(?:\\.[0-9]+)?)", "\\num{$1}"),
                Change.ofPattern("exactly", "([0-9]+)", "\\text{exactly }$1", "\\text{precisely }$1"),
                Change.ofPattern("negative in words", "-([0-9]+)", "\\text{negative }$1"),
                Change.ofPattern(
                        "things that are counted",
                        "([0-9]+)",
                        "$1\\text{ apples}",
                        "$1\\text{ red marbles}",
                        "$1\\text{ students}"),
                Change.ofPattern("thousands with points", "([1-9][0-9]{0,2})([0-9]{3})([0-9]{3})", "$1.$2.$3"),
                Change.ofPattern("thousands with { , }", "([1-9][0-9]{0,2})([0-9]{3})", "$1 {, }$2", "$1{,} $2"),
                Change.ofText("parts in words", (text, random) -> parts(text)),
                Change.ofPattern("ratio in words", "([0-9]+):([0-9]+)", "$1 \\text{ to } $2", "$1 to $2"));
    }

    private static List<Change> ofUnits() {
        return List.of(
                Change.ofPattern("\\SI", "([0-9]+)\\\\text\\{ cm\\}", "\\SI{$1}{cm}"),
                Change.ofText("in a smaller unit", (text, random) -> inSmallerUnit(text)),
                Change.ofText(
                        "hours and minutes",
                        (text, random) ->
                                matched(text, HALF_HOURS).map(m -> m.group(1) + "\\text{ hours } 30\\text{ minutes}")),
                Change.ofPattern(
                        "unit on one line",
                        "([0-9]+) \\\\frac\\{\\\\text\\{km\\}\\}\\{\\\\text\\{h\\}\\}",
                        "$1\\text{ km/h}",
                        "$1 km/h"),
                Change.ofPattern("per week", "([0-9]+)", "\\$$1 per week"),
                Change.ofText(
                        "time of 24 hours",
                        (text, random) -> matched(text, AFTERNOON)
                                .map(m -> Integer.parseInt(m.group(1)) + NOON + ":" + m.group(2))),
                Change.ofPattern("day before the month", "\\\\text\\{([A-Z][a-z]+) ([0-9]+)\\}", "\\text{$2 $1}"));
    }

    private static List<Change> ofNotations() {
        return List.of(
                Change.ofPattern("combinations as C(n, k)", "\\\\binom\\{([0-9]+)\\}\\{2\\}", "C($1,2)"),
                Change.ofPattern("polar form with cis", "([0-9]+)i", "$1\\text{cis}\\frac{\\pi}{2}"),
                Change.ofMatrix(
                        "rows in square brackets",
                        (matrix, random) -> square(matrix)
                                ? Optional.of(matrix.rows().stream()
                                        .map(row -> "[" + String.join(",", row) + "]")
                                        .toList()
                                        .toString())
                                : Optional.empty()),
                Change.ofMatrix(
                        "transpose of the transposed",
                        (matrix, random) -> square(matrix)
                                ? Optional.of(matrix.transposed().in("pmatrix") + "^T")
                                : Optional.empty()),
                Change.ofPattern(
                        "cases reordered",
                        "\\\\begin\\{cases\\} (.*) \\\\\\\\ (.*) \\\\end\\{cases\\}",
                        "\\begin{cases} $2 \\\\ $1 \\end{cases}"),
                Change.ofPattern("interval of one point", "\\\\\\{([0-9]+)\\\\\\}", "[$1,$1]"),
                Change.ofPattern(
                        "rays as inequalities",
                        "\\(-\\\\infty,(-?[0-9]+)\\)\\\\cup\\(([0-9]+),\\\\infty\\)",
                        "x<$1 \\text{ or } x>$2"),
                Change.ofPattern("text behind a choice", "\\\\text\\{\\(([A-F])\\)\\}", "$1) 12", "\\text{($1)} 12"));
    }

    private static List<Change> ofNames() {
        return List.of(
                Change.ofPattern(
                        "an article", "\\\\text\\{(parabola|circle|hexagon)\\}", "\\text{a $1}", "\\text{the $1}"),
                Change.ofPattern("another argument", "f\\(x\\)=([0-9]+)x\\+([0-9]+)", "f(t)=$1t+$2"),
                Change.ofPattern("y for f(x)", "f\\(x\\)=([0-9]+)x\\+([0-9]+)", "y=$1x+$2"),
                Change.ofPattern("pair with names", "\\(([0-9]+),([0-9]+)\\)", "(x,y)=($1,$2)"),
                Change.ofPattern("pair with names swapped", "\\(([0-9]+),([0-9]+)\\)", "(y,x)=($2,$1)"),
                Change.ofPattern("system as a pair", "x=([0-9]+), y=([0-9]+)", "($1,$2)"),
                Change.ofPattern("glued list apart", "x=([0-9]+)orx=([0-9]+)", "$1, $2", "x=$2, x=$1"));
    }

    private static Optional<String> parts(String text) {
        return matched(text, SMALL_FRACTION)
                .map(m -> m.group(1) + "\\text{ " + PARTS.get(Integer.parseInt(m.group(2)) - 3) + "}")
                .filter(words -> !words.startsWith("1\\"));
    }

    private static Optional<String> inSmallerUnit(String text) {
        return matched(text, LARGE_UNIT)
                .map(m -> m.group(2).equals("km")
                        ? m.group(1) + "000\\text{ m}"
                        : 60 * Integer.parseInt(m.group(1)) + "\\text{ minutes}");
    }

    private static Optional<Matcher> matched(String text, Pattern pattern) {
        return Optional.of(pattern.matcher(text)).filter(Matcher::matches);
    }

    private static boolean square(Matrix matrix) {
        return matrix.rows().size() > 1
                && matrix.rows().size() == matrix.rows().getFirst().size();
    }
}
