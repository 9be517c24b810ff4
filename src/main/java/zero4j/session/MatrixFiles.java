package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.SettingChecks;
import zero4j.Words;
import zero4j.eval.EvalSettings;
import zero4j.eval.RowComparison;
import zero4j.eval.ScoreMatrix;
import zero4j.report.ScoreData;
import zero4j.report.ScoreTables;
import zero4j.run.Provenance;
import zero4j.verify.VerifierSettings;

/** The tables of models and templates as files: the same scores give the same bytes. */
final class MatrixFiles {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private MatrixFiles() {}

    /** How all rows were asked. What may differ between machines, such as the threads, is in the rows' own files. */
    private record AskedHow(
            String program,
            List<String> suite,
            int questions,
            int maxNewTokens,
            int samples,
            double temperature,
            long seed,
            VerifierSettings verifier) {
        static AskedHow of(EvalSetup setup) {
            EvalSettings settings = setup.settings();
            return new AskedHow(
                    Provenance.programVersion(),
                    settings.suite(),
                    settings.questions(),
                    settings.maxNewTokens(),
                    settings.samples(),
                    settings.temperature(),
                    setup.seed(),
                    setup.verifier());
        }

        String inWords() {
            return "Greedy"
                    + (samples > 0
                            ? " and " + Words.counted(samples, "sample") + " at temperature " + temperature + ", seed "
                                    + seed
                            : "")
                    + "; at most " + Words.counted(maxNewTokens, "token")
                    + (questions > 0
                            ? "; the first " + Words.counted(questions, "question") + " of each benchmark"
                            : "")
                    + "; answers compared by grade " + SettingChecks.word(verifier.grade()) + ", form "
                    + SettingChecks.word(verifier.form()) + "; zero4j " + program + ".";
        }
    }

    private record TableFile(AskedHow asked, List<ScoreData.Row> rows, List<RowComparison> comparisons) {}

    static void write(MatrixSetup setup, ScoreMatrix scores) {
        Path folder = setup.output();
        AskedHow asked = AskedHow.of(setup.rows().getFirst().setup());
        ScoreData data = ScoreData.of(scores);
        TableFile file = new TableFile(asked, data.rows(), data.comparisons());
        AtomicFile.write(folder.resolve(MatrixFolder.TABLE), JSON.writeValueAsString(file) + "\n");
        AtomicFile.write(folder.resolve("table.csv"), data.numbers().csv());
        AtomicFile.write(folder.resolve("table.md"), page(asked, scores));
    }

    private static String page(AskedHow asked, ScoreMatrix scores) {
        List<String> parts = new ArrayList<>(List.of("# Scores by model and template", asked.inWords()));
        for (ScoreTables.Titled titled : ScoreTables.of(scores)) {
            parts.add("## " + titled.title());
            parts.add(titled.table().markdown());
        }
        parts.addAll(ScoreTables.notes(scores));
        return String.join("\n\n", parts) + "\n";
    }
}
