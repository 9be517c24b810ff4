package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.analyze.Analysis;

/** The verb that analyses, on a small pass of the bundled model. */
class AnalyzeCommandTest {
    private static final String[] SMALL = {
        "models/nano",
        "--template=none,qwen-math",
        "--temperatures=0.5,1.0",
        "--samples=2",
        "--questions=3",
        "--max-new-tokens=48"
    };

    @TempDir
    private static Path folder = Path.of("");

    private static CommandRun all = new CommandRun(0, "", "");
    private static Map<String, byte[]> first = Map.of();

    @BeforeAll
    static void analyze() throws IOException {
        all = run("all", Stream.concat(Stream.of(SMALL), Stream.of("--to=" + pass())));
        first = files();
    }

    private static Path pass() {
        return folder.resolve("pass");
    }

    private static CommandRun run(String verb, Stream<String> arguments) {
        return CommandRun.of(
                Stream.concat(Stream.of("analyze", verb), arguments).toArray(String[]::new));
    }

    /** All files but those of cells, by name. */
    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(pass())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    @Test
    void all_trainingSet_isLookedThroughForTheQuestions() throws IOException {
        Path train = Files.writeString(
                folder.resolve("train.jsonl"), "{\"problem\": \"Solve 2*x+2=10.\", \"answer\": \"4\"}\n");
        Path copy = folder.resolve("copy");
        try (Stream<Path> files = Files.walk(pass())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(pass().relativize(file).toString()));
            }
        }
        CommandRun run = run("all", Stream.of(copy.toString(), "--train=" + train));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("\ntrain +nano-linear +100 +1 ");
        assertThat(all.out()).containsPattern("\nnano +nano-linear +100 +0 ");
    }

    @Test
    void all_newPass_printsEveryAnalysisAndWritesItsFiles() throws IOException {
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out()).contains("6 cells", "written    " + pass().resolve("report.html"));
        assertThat(all.err()).contains("sampled 6 of 6 cells: nano, template qwen-math, temperature 1.0");
        for (Analysis analysis : Analysis.values()) {
            JsonNode found = JsonMapper.shared().readTree(Files.readString(pass().resolve(analysis.word() + ".json")));
            assertThat(found.path("data").isEmpty()).isFalse();
            assertThat(found.path("samples").path("settings").path("seed").asInt())
                    .isEqualTo(1);
            assertThat(found.path("samples").path("cells")).hasSize(6);
            assertThat(all.out()).contains(found.path("title").asString());
            for (JsonNode table : found.path("tables")) {
                assertThat(all.out()).contains(table.path("title").asString());
                String base = analysis.word()
                        + (table.path("name").asString().isEmpty()
                                ? ""
                                : "-" + table.path("name").asString());
                assertThat(pass().resolve(base + ".csv")).content().matches("(?s)[a-z_]+,.*\n.+");
            }
        }
        assertThat(files().keySet().stream()
                        .filter(name -> name.endsWith(".svg"))
                        .map(name -> name.replace(".svg", "")))
                .contains("exploration-temperature")
                .isEqualTo(files().keySet().stream()
                        .filter(name -> name.endsWith(".png"))
                        .map(name -> name.replace(".png", ""))
                        .toList());
    }

    @Test
    void all_page_holdsEverythingAndNeedsNothing() {
        String page = new String(first.getOrDefault("report.html", new byte[0]), StandardCharsets.UTF_8);

        assertThat(page).doesNotContain("<script", "<link", "<img", "src=").contains("default-src 'none'");
        for (Map.Entry<String, byte[]> file : first.entrySet()) {
            if (file.getKey().endsWith(".svg")) {
                assertThat(page)
                        .as(file.getKey())
                        .contains(new String(file.getValue(), StandardCharsets.UTF_8).strip());
            }
        }
        assertThat(page)
                .contains("analyze all models/nano --template=none,qwen-math")
                .contains("seed", "max_new_tokens", "SHA-256");
    }

    @Test
    void all_twice_samplesNothingAndWritesTheSameBytes() throws IOException {
        FileTime longAgo = FileTime.fromMillis(0);
        List<Path> stored;
        try (Stream<Path> files = Files.walk(pass())) {
            stored = files.filter(file -> file.endsWith("completions.jsonl")).toList();
        }
        assertThat(stored).hasSize(7).contains(pass().resolve("probes/nano/completions.jsonl"));
        for (Path file : stored) {
            Files.setLastModifiedTime(file, longAgo);
        }
        CommandRun again = run("all", Stream.of(pass().toString()));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("stored     " + pass() + ": 6 of 6 cells");
        assertThat(again.err()).isEmpty();
        for (Path file : stored) {
            assertThat(Files.getLastModifiedTime(file)).as(file.toString()).isEqualTo(longAgo);
        }
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            if (!file.getKey().equals("report.html")) { // which says the command
                assertThat(file.getValue()).as(file.getKey()).isEqualTo(first.get(file.getKey()));
            }
        }
    }

    @Test
    void judgeEstimate_beforeAnythingIsSampled_isOfThePlanAndSamplesNothing() {
        Path fresh = folder.resolve("fresh");
        Stream<String> judge =
                Stream.of("--judge=http://localhost:1/v1", "--judge-model=m", "--judge-estimate", "--to=" + fresh);
        CommandRun run = run("reflection", Stream.concat(Stream.of(SMALL), judge));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("150 judgements: 150 calls, about "); // 2 templates, 15 questions, 1 + 2 + 2 samples
        assertThat(run.err()).contains("the most that judging can take").doesNotContain("sampled 1");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void options_ofOtherKindsOrRanges_areRefusedByName() {
        List<String> small = Arrays.asList(SMALL);

        CommandRun words = run("sample", Stream.concat(small.stream(), Stream.of("--temperatures=0.5,hot")));
        assertThat(words.code()).isEqualTo(2);
        assertThat(words.err()).contains("--temperatures", "'hot'");
        CommandRun cold = run("exploration", Stream.of("models/nano", "--temperatures=0,NaN", "--samples=0"));
        assertThat(cold.code()).isEqualTo(1);
        assertThat(cold.err())
                .contains("--temperatures is 0.0; it must be above 0", "--temperatures is NaN", "--samples is 0");
        CommandRun twice =
                run("exploration", Stream.of("models/nano", "--temperatures=1,1.0,0.5", "--template=none,r1,none"));
        assertThat(twice.err())
                .contains(
                        "--temperatures is 1.0,1.0,0.5; each may be there once: give 1.0,0.5",
                        "--template is none,r1,none; each may be there once: give none,r1");
        CommandRun nothing = run("all", Stream.of("nothing="));
        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.err()).contains("'nothing=' names no model behind the =; expected NAME=MODEL, such as");
        CommandRun seed = run("sample", Stream.of("models/nano", "--seed=2", "--to=" + pass()));
        assertThat(seed.code()).isEqualTo(1);
        assertThat(seed.err()).contains("holds samples of other settings: seed was 1 and is 2");
        CommandRun none = run("sample", Stream.of());
        assertThat(none.code()).isEqualTo(2);
        assertThat(run("reflection", Stream.of("no-such-model")).err()).contains("no model no-such-model");
    }
}
