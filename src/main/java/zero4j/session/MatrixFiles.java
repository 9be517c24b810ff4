package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.eval.ScoreMatrix;
import zero4j.report.ScoreData;
import zero4j.report.ScoreTables;

/** The tables of models and templates as files: the same scores give the same bytes. */
final class MatrixFiles {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private MatrixFiles() {}

    static void write(Path folder, ScoreMatrix scores) {
        ScoreData data = ScoreData.of(scores);
        AtomicFile.write(folder.resolve("table.json"), JSON.writeValueAsString(data) + "\n");
        AtomicFile.write(folder.resolve("table.csv"), data.numbers().csv());
        AtomicFile.write(folder.resolve("table.md"), page(scores));
    }

    private static String page(ScoreMatrix scores) {
        List<String> parts = new ArrayList<>(List.of("# Scores by model and template"));
        for (ScoreTables.Titled titled : ScoreTables.of(scores)) {
            parts.add("## " + titled.title());
            parts.add(titled.table().markdown());
        }
        parts.addAll(ScoreTables.notes(scores));
        return String.join("\n\n", parts) + "\n";
    }
}
