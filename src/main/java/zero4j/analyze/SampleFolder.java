package zero4j.analyze;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.Question;
import zero4j.report.Table;
import zero4j.run.CompletionLines;
import zero4j.run.CompletionRecord;

/**
 * A pass of sampling on disk: {@value #PASS} says what was sampled, {@value #QUESTIONS} has every question once, in the order in which
 * cells answer, and a folder for each cell has what it answered. A cell is complete or is not read.
 */
public final class SampleFolder implements SampleSet {
    /** What was sampled. */
    public static final String PASS = "pass.json";

    /** The questions. */
    public static final String QUESTIONS = "questions.jsonl";

    private static final String CELL = "evaluation.json";
    private static final String COMPLETIONS = "completions.jsonl";
    private static final String UNFINISHED = "unfinished.json";

    private final Path folder;
    private final SamplePass pass;
    private final List<SampleCell> cells;

    /** A question as {@value #QUESTIONS} has it. */
    private record Line(String benchmark, String id, String text, Map<String, String> tags, List<String> answers) {
        private Line {
            tags = new TreeMap<>(tags); // in the same order each time
        }
    }

    private record StoredCell(SamplePass.Origin description, SamplePass.Counts scores) {}

    private SampleFolder(Path folder, SamplePass pass, List<SampleCell> cells) {
        this.folder = folder;
        this.pass = pass;
        this.cells = List.copyOf(cells);
    }

    /** Whether a folder is that of a pass. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(PASS));
    }

    /**
     * What a pass consists of.
     *
     * @throws UserError if it cannot be read
     */
    public static SamplePass pass(Path folder) {
        return SamplePass.read(folder.resolve(PASS));
    }

    /**
     * Everything that a folder has; cells that are not complete are left out.
     *
     * @throws UserError if it is no folder of a pass, or has no complete cell
     */
    public static SampleFolder of(Path folder) {
        SamplePass pass = pass(folder);
        List<SampleCell> complete = new ArrayList<>();
        for (SamplePass.Cell cell : pass.cells()) {
            origin(folder, cell)
                    .ifPresent(origin -> complete.add(new SampleCell(
                            cell.model(),
                            cell.template(),
                            cell.temperature(),
                            Math.min(cell.samples(), origin.samples()))));
        }
        if (complete.isEmpty()) {
            throw new UserError("no cell of the pass of sampling in " + folder + " is complete yet");
        }
        return new SampleFolder(folder, pass, complete);
    }

    /**
     * Some cells of a folder.
     *
     * @param cells complete ones, with no more samples than they have
     */
    public static SampleFolder of(Path folder, List<SampleCell> cells) {
        return new SampleFolder(folder, pass(folder), cells);
    }

    /** How a cell was sampled; empty if it is not complete. */
    public static Optional<SamplePass.Origin> origin(Path folder, SamplePass.Cell cell) {
        return stored(folder, cell).map(StoredCell::description);
    }

    private static Optional<StoredCell> stored(Path folder, SamplePass.Cell cell) {
        Path own = folder.resolve(cell.folder());
        return Files.exists(own.resolve(UNFINISHED)) || !Files.exists(own.resolve(CELL))
                ? Optional.empty()
                : Optional.of(SamplePass.readAs(own.resolve(CELL), new TypeReference<StoredCell>() {}));
    }

    /** Writes the questions of a new pass, one in memory at a time. */
    public static void writeQuestions(Path folder, Stream<Map.Entry<String, Question>> byBenchmark) {
        AtomicFile.write(folder.resolve(QUESTIONS), channel -> {
            for (Map.Entry<String, Question> one : (Iterable<Map.Entry<String, Question>>) byBenchmark::iterator) {
                Question question = one.getValue();
                Line line = new Line(one.getKey(), question.id(), question.text(), question.tags(), question.answers());
                ByteBuffer bytes = ByteBuffer.wrap(
                        (JsonMapper.shared().writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        });
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /** All that the folder was to hold; {@link #cells} are those that are read here. */
    public SamplePass pass() {
        return pass;
    }

    @Override
    public List<SampleCell> cells() {
        return cells;
    }

    /** What a cell's completions are, in short: of all that it has. */
    public SamplePass.Counts counts(SampleCell cell) {
        return stored(folder, planned(cell)).orElseThrow(() -> incomplete(cell)).scores();
    }

    /** How a cell was sampled. */
    public SamplePass.Origin origin(SampleCell cell) {
        return origin(folder, planned(cell)).orElseThrow(() -> incomplete(cell));
    }

    /** All cells in short, a row for each model and template at a temperature. */
    public Table overview() {
        Table table = Table.of("model, template", "temperature", "samples", "correct", "tokens", "truncated");
        for (SampleCell cell : cells) {
            SamplePass.Counts counts = counts(cell);
            double all = Math.max(1, counts.completions());
            table.row(
                    cell.model() + ", " + cell.template(),
                    cell.temperature() == 0 ? "greedy" : Double.toString(cell.temperature()),
                    Integer.toString(cell.samples()),
                    Words.percent(counts.correct() / all),
                    String.format(Locale.ROOT, "%.0f", counts.tokens() / all),
                    Words.percent(counts.truncated() / all));
        }
        return table;
    }

    private SamplePass.Cell planned(SampleCell cell) {
        return pass.find(cell).orElseThrow(() -> incomplete(cell));
    }

    private UserError incomplete(SampleCell cell) {
        return new UserError(folder + " has no complete samples of " + cell.inWords());
    }

    @Override
    public void read(SampleCell cell, Consumer<SampledQuestion> each) {
        Path file = folder.resolve(planned(cell).folder()).resolve(COMPLETIONS);
        int stored = origin(cell).samples();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                Stream<String> lines = Files.lines(folder.resolve(QUESTIONS))) {
            CompletionLines completions = new CompletionLines(in);
            for (String line : (Iterable<String>) lines::iterator) {
                Line asked = JsonMapper.shared().readValue(line, Line.class);
                List<CompletionRecord> group = new ArrayList<>(cell.samples());
                for (int i = 0; i < stored; i++) {
                    CompletionRecord record = completions.hasNext() ? completions.next() : null;
                    if (record == null || !record.questionId().equals(asked.id())) {
                        throw new UserError(file + " is damaged: it lacks " + Words.counted(stored, "completion")
                                + " of question " + asked.id() + ". Remove its folder; the same command samples it"
                                + " again");
                    }
                    if (i < cell.samples()) {
                        group.add(record);
                    }
                }
                each.accept(new SampledQuestion(
                        new AskedQuestion(asked.benchmark(), asked.id(), asked.text(), asked.tags()), group));
            }
        } catch (IOException | JacksonException e) {
            throw new UserError("cannot read the samples in " + folder + ": " + e.getMessage(), e);
        }
    }
}
