package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import zero4j.analyze.KnownBenchmarks.Seen;
import zero4j.data.ColumnNames;
import zero4j.data.Question;
import zero4j.data.QuestionFiles;

class KnownBenchmarksTest {
    private static final Path DATA = Path.of("../shared/data");
    private static final Path FOUND = Path.of("target/known-benchmarks.txt");

    @Test
    void in_madeUpBenchmarks_countsTheSameTextsThatAreNotToldElsewhere() {
        KnownBenchmarks known = KnownBenchmarks.read(Stream.concat(
                KnownBenchmarks.lines("first", List.of("What is 1+1?", "What is 1-1?", "Who?")).stream(),
                KnownBenchmarks.lines("second", List.of("How many?")).stream()));
        List<String> training = List.of("what is $1 + 1$", "Who ?", "Where?", "Who?");

        assertThat(known.in(training, List.of())).containsExactly(new Seen("first", 3, 2));
        assertThat(known.in(training, List.of("WHO?"))).containsExactly(new Seen("first", 3, 1));
        assertThat(known.in(List.of("What is 1*1?", "What is 1+1+1?", ""), List.of()))
                .isEmpty();
    }

    @Test
    void bundled_list_isThatOfTheBenchmarksFiles() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is absent: no benchmarks to be known by");
        List<String> lines = new ArrayList<>();
        benchmarks().forEach((name, file) -> lines.addAll(KnownBenchmarks.lines(name, questions("eval/" + file))));
        Files.createDirectories(FOUND.getParent());
        Files.write(FOUND, lines);

        try (InputStream in = KnownBenchmarks.class.getResourceAsStream("known-benchmarks.txt")) {
            assertThat(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList())
                    .as("cp " + FOUND + " src/main/resources/zero4j/analyze/")
                    .isEqualTo(lines);
        }
    }

    @Test
    void bundled_trainingSets_areSaidToHoldWhatTheyHold() {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is absent: no training sets to look into");
        KnownBenchmarks known = KnownBenchmarks.bundled();
        assertThat(known.in(questions("train/gsm8k.jsonl"), List.of()))
                .containsExactly(new Seen("GSM8K's test set", 1319, 1319));
        assertThat(known.in(questions("train/gsm8k.jsonl").subList(0, 7473), List.of()))
                .isEmpty();
        assertThat(known.in(questions("train/asdiv2k.jsonl"), List.of())).isEmpty();
        assertThat(known.in(questions("train/math12k.jsonl"), List.of()))
                .containsExactly(new Seen("OlympiadBench", 675, 5));
    }

    private static Map<String, String> benchmarks() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("GSM8K's test set", "gsm8k_test.jsonl");
        files.put("MATH500", "math500.jsonl");
        files.put("AIME24", "aime24.jsonl");
        files.put("AMC", "amc.jsonl");
        files.put("Minerva", "minerva.jsonl");
        files.put("OlympiadBench", "olympiad_bench.jsonl");
        return files;
    }

    private static List<String> questions(String file) {
        return QuestionFiles.open(DATA.resolve(file), ColumnNames.FOUND).questions().stream()
                .map(Question::text)
                .toList();
    }
}
