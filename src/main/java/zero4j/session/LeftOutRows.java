package zero4j.session;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.data.RowProblem;

/** Tells of rows of files that cannot be used. */
final class LeftOutRows {
    private static final int SHOWN = 3;

    private LeftOutRows() {}

    static void tell(String name, List<RowProblem> problems, Consumer<String> warnings) {
        if (!problems.isEmpty()) {
            warnings.accept(name + ": " + Words.counted(problems.size(), "row")
                    + (problems.size() == 1 ? " is" : " are") + " left out" + below(RowProblem.lines(problems, SHOWN)));
        }
    }

    /** The first lines of a list, each below a sentence. */
    static String below(List<?> lines) {
        return lines.stream()
                .limit(SHOWN)
                .map(line -> System.lineSeparator() + "  " + line)
                .collect(Collectors.joining());
    }
}
