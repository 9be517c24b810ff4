package zero4j.analyze;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.JsonFile;
import zero4j.UserError;
import zero4j.data.ColumnNames;
import zero4j.data.SpecialTokens;
import zero4j.verify.VerifierSettings;

/**
 * What one pass of sampling consists of, as {@value SampleFolder#PASS} in its folder says it. A later command may add models and cells;
 * the settings stay.
 *
 * @param suite where the questions were found, as {@code --suite} names them
 * @param columns of the files there
 * @param settings of all cells
 * @param models in the order in which they were first named
 * @param cells in the order in which they were first named; not all need be sampled
 */
public record SamplePass(
        List<String> suite, ColumnNames columns, Settings settings, List<Model> models, List<Cell> cells) {
    /** Changes whenever the same settings would give other completions, or other verdicts about them. */
    public static final int MEANING = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public SamplePass {
        suite = List.copyOf(suite);
        models = List.copyOf(models);
        cells = List.copyOf(cells);
    }

    /**
     * What all cells share: samples of others do not compare, and are never mixed.
     *
     * @param meaning {@link #MEANING} of the program that began the pass
     * @param benchmarks the questions
     * @param questions the first n of each benchmark; 0 for all
     * @param maxNewTokens budget of sampled tokens per completion
     * @param seed of all samples
     * @param specialTokens what is done with special tokens in questions
     * @param verifier how answers are compared
     */
    public record Settings(
            int meaning,
            List<Asked> benchmarks,
            int questions,
            int maxNewTokens,
            long seed,
            SpecialTokens specialTokens,
            VerifierSettings verifier) {
        public Settings {
            benchmarks = List.copyOf(benchmarks);
        }

        /** What is otherwise than it was, in a few words each; empty if samples of both compare. */
        public List<String> differencesFrom(Settings then) {
            List<String> differences = new ArrayList<>();
            if (then.meaning != meaning) {
                differences.add("this version of the program samples or marks otherwise than the one that began it");
            }
            if (!then.benchmarks.equals(benchmarks)) {
                differences.add(
                        "the suite has other questions: it was " + then.suiteInWords() + " and is " + suiteInWords());
            }
            differ(differences, "questions", then.questions, questions);
            differ(differences, "max_new_tokens", then.maxNewTokens, maxNewTokens);
            differ(differences, "seed", then.seed, seed);
            differ(differences, "special_tokens", then.specialTokens, specialTokens);
            differ(differences, "verifier", then.verifier, verifier);
            return differences;
        }

        private static void differ(List<String> differences, String name, Object then, Object now) {
            if (!then.equals(now)) {
                differences.add(name + " was " + then + " and is " + now);
            }
        }

        private String suiteInWords() {
            return benchmarks.stream()
                    .map(set -> set.name() + " " + set.questions() + " ("
                            + set.fingerprint().substring(0, 8) + ")")
                    .collect(Collectors.joining(", "));
        }

        /** Questions that a cell asks. */
        public long asked() {
            return benchmarks.stream()
                    .mapToLong(set -> questions == 0 ? set.questions() : Math.min(questions, set.questions()))
                    .sum();
        }
    }

    /**
     * A benchmark.
     *
     * @param questions that it has
     * @param fingerprint of its contents (hex)
     */
    public record Asked(String name, long questions, String fingerprint) {}

    /**
     * A model.
     *
     * @param name as tables name it
     * @param folder of its files
     * @param weights SHA-256 of configuration, tokenizer and weights (hex)
     * @param listing hash of its files' names, sizes and times: while it is the same, the weights need not be read again
     */
    public record Model(String name, String folder, String weights, String listing) {}

    /**
     * A cell, whether or not it is sampled yet.
     *
     * @param folder within that of the pass
     * @param samples completions per question that were last asked for
     */
    public record Cell(String folder, String model, String template, double temperature, int samples) {
        /** Whether it is that of the same model, template and temperature. */
        public boolean isOf(SampleCell cell) {
            return model.equals(cell.model()) && template.equals(cell.template()) && temperature == cell.temperature();
        }
    }

    /**
     * How a cell was sampled, as the file in its folder says it.
     *
     * @param program version
     * @param weights SHA-256 of the model's files (hex)
     * @param prompt what the template makes of the question {@code {question}}
     * @param reward that marked the answers
     * @param compute device and precision
     * @param engine that sampled
     */
    public record Origin(
            String program,
            String model,
            String weights,
            String template,
            String prompt,
            String reward,
            double temperature,
            int samples,
            Settings settings,
            String compute,
            String engine) {}

    /**
     * What a cell's completions are, in short.
     *
     * @param correct completions
     * @param truncated completions
     * @param tokens of all completions
     */
    public record Counts(long questions, long completions, long correct, long truncated, long tokens) {}

    /** The cell of the same model, template and temperature. */
    public Optional<Cell> find(SampleCell wanted) {
        return cells.stream().filter(cell -> cell.isOf(wanted)).findFirst();
    }

    /** The model of a name. */
    public Optional<Model> model(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** @throws UserError if it cannot be read */
    static SamplePass read(Path file) {
        return readAs(file, new TypeReference<>() {});
    }

    /** What a file of a pass holds. */
    static <T> T readAs(Path file, TypeReference<T> type) {
        try {
            return JsonFile.read(JSON, file, type);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ", which says what was sampled: " + e.getMessage(), e);
        }
    }

    /** Writes it into the folder of a pass. */
    public void write(Path folder) {
        AtomicFile.write(folder.resolve(SampleFolder.PASS), JSON.writeValueAsString(this) + "\n");
    }
}
