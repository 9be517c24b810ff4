package zero4j.bench.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.data.ColumnNames;
import zero4j.data.LoadedQuestions;
import zero4j.data.QuestionFiles;

/**
 * The references to measure the verifier with.
 *
 * @param origin where they are from, for the output
 * @param count how many there are, the same one counted each time
 * @param distinct each once, in order
 */
public record VerifierReferences(String origin, int count, List<String> distinct) {
    private static final int MADE = 3000;

    public VerifierReferences {
        distinct = List.copyOf(distinct);
    }

    /** References made at random, for where no questions are at hand. */
    public static VerifierReferences made(long seed) {
        List<String> made = MadeReferences.of(MADE, seed);
        return new VerifierReferences("made at random (name question files with --data)", made.size(), made);
    }

    /**
     * The references of questions.
     *
     * @param paths files of questions, and folders of such files; at least one
     * @throws zero4j.UserError if one holds no questions
     */
    public static VerifierReferences of(List<Path> paths) {
        List<String> all = new ArrayList<>();
        for (Path path : paths) {
            for (LoadedQuestions set : QuestionFiles.openAll(path, ColumnNames.FOUND)) {
                for (long i = 0; i < set.size(); i++) {
                    all.addAll(set.get(i).answers());
                }
            }
        }
        String origin = paths.stream().map(Path::toString).collect(Collectors.joining(", "));
        return new VerifierReferences(
                paths.size() > 2 ? Words.counted(paths.size(), "path") : origin,
                all.size(),
                new ArrayList<>(new LinkedHashSet<>(all)));
    }
}
