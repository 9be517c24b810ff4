package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.analyze.SelfReflection.Reflecting;
import zero4j.eval.Interval;
import zero4j.eval.MadeInterval;

/** Reads the completions that are kept as lines of JSON with plain code, and gets the numbers of the analyses. */
class RecomputedTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SampleSet SAMPLES =
            MadeSamples.random(List.of("base", "trained"), List.of("none", "r1"), List.of(0.3, 1.0), 90, 8);

    /** Of each cell the completions, by question. */
    private static final Map<SampleCell, List<List<JsonNode>>> STORED = new LinkedHashMap<>();

    private static final Map<String, String> LEVELS = new LinkedHashMap<>();

    @BeforeAll
    static void store(@TempDir Path folder) throws IOException {
        for (SampleCell cell : SAMPLES.cells()) {
            Path file = folder.resolve(STORED.size() + ".jsonl");
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                SAMPLES.read(
                        cell,
                        asked -> asked.completions().forEach(completion -> {
                            asked.question().level().ifPresent(level -> LEVELS.put(completion.questionId(), level));
                            try {
                                out.write(JSON.writeValueAsString(completion) + "\n");
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }));
            }
            Map<String, List<JsonNode>> questions = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                JsonNode completion = JSON.readTree(line);
                questions
                        .computeIfAbsent(completion.get("questionId").asString(), _ -> new ArrayList<>())
                        .add(completion);
            }
            STORED.put(cell, List.copyOf(questions.values()));
        }
    }

    private static List<List<JsonNode>> stored(SampleCell cell) {
        return Objects.requireNonNull(STORED.get(cell), () -> "no cell " + cell);
    }

    private static boolean correct(JsonNode completion) {
        return completion.get("outcome").asString().equals("correct");
    }

    private static boolean reflects(JsonNode completion) {
        return Pattern.compile(
                        "recheck|rethink|reassess|re-?evaluate|reevaluation|re-?examine|reconsider|reanalyze|double-check"
                                + "|(check|think|verify) again|go over the steps",
                        Pattern.CASE_INSENSITIVE)
                .matcher(completion.get("text").asString())
                .find();
    }

    private static double[] shares(List<List<JsonNode>> questions, ToDoubleFunction<List<JsonNode>> share) {
        return questions.stream().mapToDouble(share).toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static void assertInterval(Interval found, double[] shares) {
        assertInterval(found, shares, 0);
    }

    private static void assertInterval(Interval found, double[] values, double least) {
        MadeInterval expected = MadeInterval.ofMean(values, least);
        assertThat(found.low()).isCloseTo(expected.low(), within(0.006));
        assertThat(found.high()).isCloseTo(expected.high(), within(0.006));
    }

    /** By looking at all choices of k of the samples. */
    private static double passAt(List<JsonNode> samples, int k) {
        int solved = 0;
        int all = 0;
        for (int choice = 0; choice < 1 << samples.size(); choice++) {
            if (Integer.bitCount(choice) == k) {
                int chosen = choice;
                all++;
                solved += IntStream.range(0, samples.size())
                                .anyMatch(i -> (chosen >> i & 1) == 1 && correct(samples.get(i)))
                        ? 1
                        : 0;
            }
        }
        return (double) solved / all;
    }

    @Test
    void exploration_recomputed_isTheSame() {
        for (Exploration.Score score : Exploration.of(SAMPLES).scores()) {
            List<List<JsonNode>> questions = stored(score.cell()).stream()
                    .filter(samples -> score.benchmark().isEmpty()
                            || score.benchmark()
                                    .get()
                                    .equals(samples.getFirst().get("benchmark").asString()))
                    .toList();
            assertThat(score.questions()).isEqualTo(questions.size());
            for (Exploration.PassAt pass : score.passAt()) {
                double[] shares = shares(questions, samples -> passAt(samples, pass.k()));
                assertThat(pass.mean()).isCloseTo(mean(shares), within(1e-12));
            }
            assertInterval(score.passAt().getFirst().interval(), shares(questions, samples -> passAt(samples, 1)));
        }
    }

    @Test
    void categories_recomputed_areTheSame() {
        List<Categories.Breakdown> breakdowns = Categories.of(SAMPLES).breakdowns();
        assertThat(breakdowns).hasSize(8 * (1 + 5 + 1));
        for (Categories.Breakdown breakdown : breakdowns) {
            List<List<JsonNode>> questions = stored(breakdown.cell()).stream()
                    .filter(samples -> isOf(breakdown.group(), samples.getFirst()))
                    .toList();
            List<JsonNode> all = questions.stream().flatMap(List::stream).toList();
            assertThat(breakdown.questions()).isEqualTo(questions.size());
            for (Categories.Part part : breakdown.parts()) {
                List<JsonNode> own = all.stream()
                        .filter(completion ->
                                category(completion).equals(part.category().inWords()))
                        .toList();
                assertThat(part.responses()).isEqualTo(own.size());
                assertThat(part.share()).isCloseTo((double) own.size() / all.size(), within(1e-12));
                assertThat(part.meanTokens().orElse(0))
                        .isCloseTo(
                                own.stream()
                                        .mapToInt(completion ->
                                                completion.get("tokens").asInt())
                                        .average()
                                        .orElse(0),
                                within(1e-9));
                if (breakdown.group().equals(Categories.ALL)) {
                    assertInterval(
                            part.interval(),
                            shares(
                                    questions,
                                    samples -> (double) samples.stream()
                                                    .filter(completion -> category(completion)
                                                            .equals(part.category()
                                                                    .inWords()))
                                                    .count()
                                            / samples.size()));
                }
            }
        }
    }

    private static boolean isOf(String group, JsonNode completion) {
        String level = LEVELS.get(completion.get("questionId").asString());
        return group.equals("all")
                || group.equals(level == null ? completion.get("benchmark").asString() : "level " + level);
    }

    private static String category(JsonNode completion) {
        if (correct(completion)) {
            return "correct";
        } else if (completion.get("finishReason").asString().equals("length")) {
            return "truncated";
        }
        return completion.get("formatted").asBoolean() ? "incorrect" : "unformatted";
    }

    @Test
    void reflection_recomputed_isTheSame() {
        SelfReflection found = SelfReflection.of(SAMPLES, Optional.empty());
        for (Reflecting cell : found.cells()) {
            List<List<JsonNode>> questions = stored(cell.cell());
            double[] shares = shares(
                    questions,
                    samples -> (double) samples.stream()
                                    .filter(RecomputedTest::reflects)
                                    .count()
                            / samples.size());
            assertThat(cell.responses().share()).isCloseTo(mean(shares), within(1e-12));
            assertInterval(cell.responses().interval(), shares);
            assertThat(cell.questions().found())
                    .isEqualTo(questions.stream()
                            .filter(samples -> samples.stream().anyMatch(RecomputedTest::reflects))
                            .count());
            for (int i = 0; i < Keywords.ALL.size(); i++) {
                String text = questions.stream()
                        .flatMap(List::stream)
                        .map(completion -> completion.get("text").asString() + "\n")
                        .reduce("", String::concat)
                        .toLowerCase(Locale.ROOT);
                assertThat(cell.occurrences().get(i))
                        .isEqualTo(text.split(Pattern.quote(Keywords.ALL.get(i)), -1).length - 1);
            }
        }
    }

    @Test
    void accuracyByReflection_recomputed_isTheSame() {
        for (SelfReflection.Accuracy accuracy :
                SelfReflection.of(SAMPLES, Optional.empty()).accuracies()) {
            List<SampleCell> cells = STORED.keySet().stream()
                    .filter(cell -> cell.model().equals(accuracy.model())
                            && cell.template().equals(accuracy.template()))
                    .toList();
            List<Double> differences = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                int question = i;
                double[] ofTemperatures = cells.stream()
                        .map(cell -> stored(cell).get(question))
                        .filter(samples -> Stream.of(true, false)
                                .allMatch(kind -> samples.stream().anyMatch(sample -> reflects(sample) == kind)))
                        .mapToDouble(samples -> accuracy(samples, true) - accuracy(samples, false))
                        .toArray();
                if (ofTemperatures.length > 0) {
                    differences.add(mean(ofTemperatures));
                }
            }
            double[] all = differences.stream().mapToDouble(d -> d).toArray();
            assertThat(accuracy.withBoth()).isEqualTo(all.length).isGreaterThan(20);
            assertThat(accuracy.difference().orElseThrow().mean()).isCloseTo(mean(all), within(1e-12));
            assertInterval(accuracy.difference().orElseThrow().interval(), all, -1);
            int[] steps = new int[21];
            int[] signs = new int[3];
            for (int question = 0; question < 90; question++) {
                long[] sum = differenceOf840(cells, question);
                if (sum[1] > 0) {
                    long size = (10 * Math.abs(sum[0]) + 420 * sum[1]) / (840 * sum[1]);
                    steps[10 + (int) (Long.signum(sum[0]) * size)]++;
                    signs[1 + Long.signum(sum[0])]++;
                }
            }
            assertThat(accuracy.histogram())
                    .isEqualTo(Arrays.stream(steps).boxed().toList());
            assertThat(List.of(accuracy.below(), accuracy.equal(), accuracy.above()))
                    .isEqualTo(Arrays.stream(signs).boxed().toList());
        }
    }

    /** The sum over temperatures in whole parts, since 840 has all numbers up to 8 in it; then the temperatures that have both kinds. */
    private static long[] differenceOf840(List<SampleCell> cells, int question) {
        long[] sum = new long[2];
        for (SampleCell cell : cells) {
            int[] all = new int[2];
            int[] right = new int[2];
            for (JsonNode sample : stored(cell).get(question)) {
                int kind = reflects(sample) ? 1 : 0;
                all[kind]++;
                right[kind] += correct(sample) ? 1 : 0;
            }
            if (all[0] > 0 && all[1] > 0) {
                sum[0] += 840 / all[1] * right[1] - 840 / all[0] * right[0];
                sum[1]++;
            }
        }
        return sum;
    }

    private static double accuracy(List<JsonNode> samples, boolean reflecting) {
        return samples.stream()
                .filter(sample -> reflects(sample) == reflecting)
                .mapToDouble(sample -> correct(sample) ? 1 : 0)
                .average()
                .orElseThrow();
    }
}
