package zero4j.bench.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
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
    private static final Path USUAL_FOLDER = Path.of("../shared/data");
    private static final List<String> FILES = List.of(
            "eval/aime24.jsonl",
            "eval/amc.jsonl",
            "eval/math500.jsonl",
            "eval/minerva.jsonl",
            "eval/olympiad_bench.jsonl",
            "train/gsm8k.jsonl",
            "train/asdiv2k.jsonl",
            "train/math12k.jsonl");
    private static final int MADE = 3000;

    /**
     * The references of a folder's question files, of a single file, or made ones if no path is given and there is no
     * folder in the usual place.
     */
    public static VerifierReferences open(@Nullable Path path, long seed) {
        if (path == null && !Files.isDirectory(USUAL_FOLDER)) {
            List<String> made = MadeReferences.of(MADE, seed);
            return new VerifierReferences("made at random (name question files with --data)", made.size(), made);
        }
        Path from = path == null ? USUAL_FOLDER : path;
        List<String> all = new ArrayList<>();
        for (Path file : files(from)) {
            for (LoadedQuestions set : QuestionFiles.openAll(file, ColumnNames.FOUND)) {
                for (long i = 0; i < set.size(); i++) {
                    all.addAll(set.get(i).answers());
                }
            }
        }
        Set<String> distinct = new LinkedHashSet<>(all);
        return new VerifierReferences(from.toString(), all.size(), List.copyOf(distinct));
    }

    private static List<Path> files(Path from) {
        if (!Files.isDirectory(from)) {
            return List.of(from);
        }
        List<Path> known =
                FILES.stream().map(from::resolve).filter(Files::exists).toList();
        if (known.isEmpty()) {
            throw new UserError("--data " + from + ": none of " + String.join(", ", FILES)
                    + " is in this folder; name a folder with some of them, or a file of questions");
        }
        return known;
    }
}
