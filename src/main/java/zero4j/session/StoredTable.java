package zero4j.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import zero4j.JsonFile;
import zero4j.UserError;
import zero4j.Words;
import zero4j.eval.CellScores;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.run.CompletionLines;
import zero4j.run.CompletionRecord;

/** A finished table as its folder has it: neither its models nor its questions need be there any more. */
final class StoredTable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private StoredTable() {}

    /** {@value MatrixFolder#TABLE} in short. */
    private record Table(List<Row> rows) {}

    private record Row(String model, String template) {}

    /** {@value EvalFolder#SCORES} in short. */
    private record Evaluated(List<Cell> scores) {}

    private record Cell(String benchmark, int questions, int k) {}

    /** @throws UserError if the folder has no finished table, or not all of one */
    static ScoreMatrix read(Path folder) {
        try {
            List<Row> rows = JsonFile.read(JSON, folder.resolve(MatrixFolder.TABLE), new TypeReference<Table>() {})
                    .rows();
            List<String> folders = new RowNames(
                            rows.stream().map(Row::model).toList(),
                            rows.stream().map(Row::template).toList())
                    .folders();
            List<ScoreRow> read = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                Path own = rows.size() == 1 ? folder : folder.resolve(folders.get(i));
                read.add(new ScoreRow(row.model(), row.template(), cells(own)));
            }
            return new ScoreMatrix(read);
        } catch (IOException e) {
            throw new UserError(
                    folder + " holds no whole table of scores: " + e.getMessage()
                            + ". Remove it to have all sampled again",
                    e);
        }
    }

    private static List<CellScores> cells(Path folder) throws IOException {
        List<CellScores> cells = new ArrayList<>();
        Evaluated evaluated = JsonFile.read(JSON, folder.resolve(EvalFolder.SCORES), new TypeReference<Evaluated>() {});
        try (InputStream in = EvalFolder.completions(folder)) {
            CompletionLines kept = new CompletionLines(in);
            for (Cell cell : evaluated.scores()) {
                CellScores.Counter counter = new CellScores.Counter(cell.benchmark(), cell.k());
                if (cell.k() == 0
                        || kept.peek().filter(first -> first.temperature() == 0).isPresent()) {
                    for (int i = 0; i < cell.questions(); i++) {
                        CompletionRecord greedy = next(folder, kept, cell, 1).getFirst();
                        counter.greedy(greedy.questionId(), Optional.empty(), greedy);
                    }
                }
                for (int i = 0; cell.k() > 0 && i < cell.questions(); i++) {
                    List<CompletionRecord> samples = next(folder, kept, cell, cell.k());
                    counter.sampled(samples.getFirst().questionId(), Optional.empty(), samples);
                }
                cells.add(counter.scores());
            }
        }
        return cells;
    }

    /** Completions of one question. */
    private static List<CompletionRecord> next(Path folder, CompletionLines kept, Cell cell, int count)
            throws IOException {
        List<CompletionRecord> group = new ArrayList<>();
        while (group.size() < count) {
            Optional<CompletionRecord> next = kept.peek()
                    .filter(one -> one.benchmark().equals(Optional.of(cell.benchmark())))
                    .filter(one -> group.isEmpty()
                            || one.questionId().equals(group.getFirst().questionId()));
            if (next.isEmpty()) {
                throw new IOException(folder.resolve(EvalFolder.COMPLETIONS) + " lacks completions of "
                        + cell.benchmark() + ", which has " + Words.counted(cell.questions(), "question"));
            }
            group.add(kept.next());
        }
        return group;
    }
}
