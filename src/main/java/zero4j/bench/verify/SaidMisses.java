package zero4j.bench.verify;

import java.util.List;
import java.util.stream.Stream;

/** Near misses by words, names, orders and notations that say something else while the numbers are the same. */
final class SaidMisses {
    private SaidMisses() {}

    static List<Change> all() {
        return Stream.of(ofWords(), ofOrder(), ofNotations())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Change> ofWords() {
        return List.of(
                Change.ofPattern(
                        "words behind a number that take it back",
                        "([0-9]+)",
                        "$1 \\text{ excluded}",
                        "$1 \\text{ rejected}",
                        "$1\\text{ not allowed}",
                        "$1 \\text{ omitted}",
                        "$1\\text{ or so}",
                        "$1 \\text{ wrong}"),
                Change.ofPattern("not before a number", "([0-9]+)", "\\text{not }$1"),
                Change.ofPattern("negative left out of words", "-([0-9]+)", "\\text{positive }$1"),
                Change.ofPattern(
                        "and between rays",
                        "\\(-\\\\infty,(-?[0-9]+)\\)\\\\cup\\(([0-9]+),\\\\infty\\)",
                        "x<$1 \\text{ and } x>$2"),
                Change.ofPattern(
                        "or within an interval",
                        "(-[0-9]+) \\\\le x \\\\le ([0-9]+)",
                        "x \\ge $1 \\text{ or } x \\le $2"),
                Change.ofPattern("or for a tuple", "\\((?!([0-9]+),\\1\\))([0-9]+),([0-9]+)\\)", "$2 \\text{ or } $3"),
                Change.ofPattern(
                        "number of a sentence that denies", "\\\\text\\{No solution for \\} n = ([0-9]+)", "$1"),
                Change.ofPattern("zero in a sentence", "Anyintegerfrom0to([0-9]+)", "0"),
                Change.ofPattern("one of a glued list", "x=(?!([0-9]+)orx=\\1$)([0-9]+)orx=([0-9]+)", "x=$2", "$3"));
    }

    private static List<Change> ofOrder() {
        return List.of(
                Change.ofPattern(
                        "names of a pair swapped", "\\((?!([0-9]+),\\1\\))([0-9]+),([0-9]+)\\)", "(y,x)=($2,$3)"),
                Change.ofPattern(
                        "ratio in words turned round", "(?!([0-9]+):\\1$)([0-9]+):([0-9]+)", "$3 \\text{ to } $2"),
                Change.ofPattern("parts between semicolons", "x=([0-9]+),([0-9]+); y=([0-9]+)", "x=$1; y=$2,$3"),
                Change.ofPattern(
                        "vector reversed", "\\\\vec\\{([A-Z])([A-Z])\\}", "\\vec{$2$1}", "\\overrightarrow{$2$1}"),
                Change.ofPattern("angle at another point", "\\\\angle ([A-Z])([A-Z])([A-Z])", "\\angle $1$3$2"),
                Change.ofPattern(
                        "matrices multiplied the other way",
                        "\\\\mathbf\\{([A-Z])\\}\\\\mathbf\\{([A-Z])\\}",
                        "\\mathbf{$2}\\mathbf{$1}",
                        "\\mathbf{$2$1}"),
                Change.ofPattern(
                        "cases with values swapped",
                        "\\\\begin\\{cases\\} (?!([0-9]+) .*\\\\\\\\ \\1 )([0-9]+) (.*) \\\\\\\\ ([0-9]+) (.*) \\\\end\\{cases\\}",
                        "\\begin{cases} $4 $3 \\\\ $2 $5 \\end{cases}"));
    }

    private static List<Change> ofNotations() {
        return List.of(
                Change.ofPattern("false chain", "([0-9]+)", "x=$1=$17", "x = $17 = $1"),
                Change.ofPattern("name equal to another name", "([a-z])", "$1=w", "w=$1"),
                Change.ofPattern(
                        "set in a set opened", "\\\\\\{([0-9]+), \\\\\\{([0-9]+)\\\\\\}\\\\\\}", "\\{$1, $2\\}"),
                Change.ofPattern("set in a set", "\\\\\\{([0-9]+)\\\\\\}", "\\{\\{$1\\}\\}"),
                Change.ofPattern("line over letters", "([a-z][a-z])", "\\overline{$1}"),
                Change.ofPattern(
                        "derivative as a fraction",
                        "\\\\frac\\{\\\\mathrm\\{d\\}([A-Z])\\}\\{\\\\mathrm\\{d\\}t\\}",
                        "\\frac{$1}{t}"),
                Change.ofPattern("another unit of time", "([0-9]+)\\\\text\\{ hours\\}", "$1\\text{ minutes}"),
                Change.ofPattern("morning for afternoon", "([1-9]):([0-9]{2}) PM", "$1:$2 AM"),
                Change.ofPattern("only one of the names", "x=([0-9]+), y=([0-9]+)", "($1, $1$2)"));
    }
}
