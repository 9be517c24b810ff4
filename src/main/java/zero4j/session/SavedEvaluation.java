package zero4j.session;

import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.eval.EvalSettings;
import zero4j.eval.Evaluation;
import zero4j.verify.VerifierSettings;

/** An evaluation on disk: {@code evaluation.json} with settings and scores, {@code completions.jsonl} with every output. */
final class SavedEvaluation {
    private static final JsonMapper LINES = JsonMapper.shared();
    private static final JsonMapper INDENTED =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SavedEvaluation() {}

    /**
     * What was evaluated and how.
     *
     * @param program version of this program
     * @param reward its name
     * @param verifier how answers were compared
     * @param compute device and precision
     */
    record Description(
            String program,
            String model,
            String template,
            String reward,
            VerifierSettings verifier,
            long seed,
            String compute,
            EvalSettings settings) {}

    private record Summary(Description description, Object scores) {}

    /** Writes both files; the folder is made as needed. */
    static void write(Path folder, Description description, Evaluation evaluation) {
        String completions = evaluation.completions(0).stream()
                .map(LINES::writeValueAsString)
                .collect(Collectors.joining("\n", "", "\n"));
        AtomicFile.write(folder.resolve("completions.jsonl"), completions);
        Summary summary = new Summary(description, evaluation.scores(0));
        AtomicFile.write(folder.resolve("evaluation.json"), INDENTED.writeValueAsString(summary) + "\n");
    }
}
