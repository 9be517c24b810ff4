package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GradeCasesTest {
    @TempDir
    private Path folder;

    private CommandRun grade(List<String> lines, String... options) throws IOException {
        Path file = folder.resolve("cases.jsonl");
        Files.write(file, lines);
        String[] args = new String[options.length + 3];
        args[0] = "grade";
        args[1] = "--cases";
        args[2] = file.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return CommandRun.of(args);
    }

    private String lastLine(CommandRun run) {
        return run.out().lines().toList().getLast();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'answer': '1/2', 'reference': '0.5'}                                                        | true",
                "{'answer': '1/2', 'reference': '0.6'}                                                        | false",
                "{'answer': 5, 'reference': 5}                                                                | true",
                "{'answer': '142', 'reference': 142.0}                                                        | true",
                "{'answer': '4', 'reference': ['3', 4]}                                                       | true",
                "{'answer': '4', 'response': null, 'reference': '4', 'mode': null, 'note': {}, 'id': 3}       | true",
                "{'answer': '\\\\boxed{5}', 'reference': '5'}                                                 | true",
                "{'answer': 'The answer is $5$.', 'reference': '5'}                                           | true",
                "{'answer': 'The answer is $5$.', 'reference': '5', 'mode': 'boxed'}                          | true",
                "{'answer': 'The answer is $5$.', 'reference': '5', 'mode': 'none'}                           | true",
                "{'answer': '5 cm', 'reference': '5 m'}                                                       | false",
                "{'answer': '5 or 6', 'reference': '6'}                                                       | false",
                "{'answer': '5', 'reference': 'It is \\\\boxed{5}.'}                                          | true",
                "{'answer': '5', 'reference': 'Thus we get $x=5$ here.'}                                      | true",
                "{'answer': '5', 'reference': 'There are 5 of them.'}                                         | false",
                "{'response': 'so $x=5$', 'reference': '5'}                                                   | true",
                "{'response': 'so \\\\boxed{5} it is', 'reference': '5', 'mode': 'boxed'}                     | true",
                "{'response': 'so $x=5$', 'reference': '5', 'mode': 'boxed'}                                  | false",
                "{'response': '</think> <answer>5</answer>', 'reference': '5', 'mode': 'tag'}                 | true",
                "{'response': '<answer>5</answer>', 'reference': '5', 'mode': 'tag, full'}                    | false",
                "{'response': '<answer>5</answer>', 'reference': '5', 'mode': 'fast lenient'}                 | true",
                "{'response': '<answer>So it is 5.</answer>', 'reference': '5', 'mode': 'lenient'}            | true",
                "{'response': 'so \\\\boxed{5', 'reference': '5'}                                             | false",
                "{'response': '', 'reference': '5'}                                                           | false",
                "{'answer': '7', 'response': 'It is 5.', 'reference': '5'}                                    | true",
            })
    void cases_eachKindOfRow_isGraded(String row, boolean correct) throws IOException {
        CommandRun run = grade(List.of(row.replace('\'', '"')), "--json");

        assertThat(run.err()).isEmpty();
        JsonNode graded =
                JsonMapper.shared().readTree(run.out().lines().findFirst().orElseThrow());
        assertThat(graded.path("correct").asBoolean()).as(run.out()).isEqualTo(correct);
    }

    @Test
    void cases_notEvaluated_areRightAndNotPaid_unlessTheFormDecides() throws IOException {
        List<String> cases = List.of(
                "{\"answer\": \"2^{10}\", \"reference\": \"1024\", \"expected\": true}",
                "{\"answer\": \"0.5\", \"reference\": \"1/2\", \"question\": \"What is 0.5?\", \"expected\": true}",
                "{\"answer\": \"0.5\", \"reference\": \"1/2\", \"expected\": true}");

        CommandRun byValue = grade(cases);
        CommandRun byForm = grade(cases, "--form", "required");

        assertThat(byValue.code()).isZero();
        assertThat(byValue.out()).contains("training pays: 1; of 2 right values not evaluated, nothing");
        assertThat(byForm.out()).contains("right value, not evaluated").contains("agreement: 1/3");
    }

    @Test
    void cases_disagreement_isPrintedAndExitsWithOne() throws IOException {
        CommandRun run = grade(List.of(
                "{\"answer\": \"2\", \"reference\": \"2\", \"expected\": true}",
                "",
                "{\"answer\": \"3\", \"reference\": [\"2\", \"4\"], \"expected\": true}",
                "{\"response\": \"It is\\n\\\\boxed{2}" + " long".repeat(5000)
                        + "\", \"reference\": \"2\", \"expected\": false}",
                "{\"answer\": \"3\", \"reference\": \"2\"}"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines())
                .hasSize(6)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(600));
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("line 3: expected correct, got incorrect (")
                        && line.contains("answer: 3")
                        && line.contains("reference: [2, 4]"))
                .anyMatch(line -> line.startsWith("line 4: expected not correct, got correct (")
                        && line.contains("extracted: 2 (last boxes)"));
        assertThat(run.out()).contains("verdicts: 2 correct, 2 incorrect, 0 unparseable, 0 over budget, 0 no answer");
        assertThat(run.out()).contains("training pays: 2; of 0 right values not evaluated, nothing");
        assertThat(run.out()).contains("cases per second");
        assertThat(lastLine(run)).isEqualTo("agreement: 1/3");
    }

    @Test
    void cases_explain_showsTheReadingOfDisagreements() throws IOException {
        CommandRun run = grade(List.of("{\"answer\": \"3\", \"reference\": \"2\", \"expected\": true}"), "--explain");

        assertThat(run.out()).contains("answer read as", "reference read as");
    }

    @Test
    void cases_emptyFile_agrees() throws IOException {
        CommandRun run = grade(List.of());

        assertThat(run.code()).isZero();
        assertThat(lastLine(run)).isEqualTo("agreement: 0/0");
    }

    @Test
    void cases_asJson_givesOneObjectEachAndASummary() throws IOException {
        CommandRun run = grade(
                List.of(
                        "{\"answer\": \"2\", \"reference\": \"2\", \"expected\": true}",
                        "{\"response\": \"so 3\", \"reference\": \"2\", \"expected\": true}",
                        "{\"response\": \"none\", \"reference\": \"2\"}"),
                "--json");
        List<JsonNode> objects =
                run.out().lines().map(JsonMapper.shared()::readTree).toList();

        assertThat(run.code()).isEqualTo(1);
        assertThat(objects).hasSize(4);
        assertThat(objects.get(0).path("line").asInt()).isEqualTo(1);
        assertThat(objects.get(0).path("agrees").asBoolean()).isTrue();
        assertThat(objects.get(0).path("extracted").isNull()).isTrue();
        assertThat(objects.get(1).path("agrees").asBoolean()).isFalse();
        assertThat(objects.get(1).path("extracted").asString()).isEqualTo("3");
        assertThat(objects.get(1).path("extracted_by").asString()).isEqualTo("last number");
        assertThat(objects.get(2).path("outcome").asString()).isEqualTo("no_answer");
        assertThat(objects.get(2).path("expected").isNull()).isTrue();
        assertThat(objects.get(3).path("cases").asInt()).isEqualTo(3);
        assertThat(objects.get(3).path("agreed").asInt()).isEqualTo(1);
        assertThat(objects.get(3).path("with_expected").asInt()).isEqualTo(2);
        assertThat(objects.get(3).path("no_answer").asInt()).isEqualTo(1);
    }

    @Test
    void cases_manyRows_areStreamed() throws IOException {
        CommandRun run =
                grade(Collections.nCopies(20_000, "{\"answer\": \"2\", \"reference\": \"2\", \"expected\": true}"));

        assertThat(lastLine(run)).isEqualTo("agreement: 20000/20000");
    }

    @Test
    void cases_extractOption_holdsForRowsWithoutMode() throws IOException {
        List<String> rows = List.of(
                "{\"response\": \"so 3\", \"reference\": \"3\", \"expected\": false}",
                "{\"response\": \"so 3\", \"reference\": \"3\", \"expected\": true, \"mode\": \"lenient\"}");

        assertThat(lastLine(grade(rows, "--extract", "boxed"))).isEqualTo("agreement: 2/2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                       | not valid JSON",
                "{} {}                                                   | not valid JSON",
                "[1]                                                     | expected an object",
                "{'reference': '5'}                                      | neither field \"answer\" nor field \"response\"",
                "{'answer': '5'}                                         | field \"reference\" is missing",
                "{'answer': ['5'], 'reference': '5'}                     | field \"answer\" is [\"5\"]; expected a string or",
                "{'response': 5, 'reference': '5'}                       | field \"response\" is 5; expected a string",
                "{'answer': '5', 'reference': []}                        | field \"reference\" is []; expected",
                "{'answer': '5', 'reference': [null]}                    | field \"reference\" is [null]; expected",
                "{'answer': '5', 'reference': '5', 'expected': 'yes'}    | field \"expected\" is \"yes\"; expected true or false",
                "{'answer': '5', 'reference': '5', 'mode': 'slow'}       | field \"mode\" is \"slow\"; expected boxed, tag, lenient",
                "{'answer': '5', 'reference': '5', 'mode': 'fast full'}  | field \"mode\" is \"fast full\"; expected",
                "{'answer': '5', 'reference': '5', 'mode': 5}            | field \"mode\" is 5; expected",
            })
    void cases_badRow_namesFileLineAndField(String row, String message) throws IOException {
        CommandRun run = grade(List.of("{\"answer\": \"5\", \"reference\": \"5\"}", row.replace('\'', '"')));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: ").contains("cases.jsonl, line 2: ", message);
        assertThat(run.out()).doesNotContain("agreement");
    }

    @Test
    void cases_badFiles_exitWithTwo() throws IOException {
        CommandRun missing =
                CommandRun.of("grade", "--cases", folder.resolve("none.jsonl").toString());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("none.jsonl, there is no such file");
        assertThat(CommandRun.of("grade", "--cases", folder.toString()).code()).isEqualTo(2);
        Path latin = Files.write(folder.resolve("latin.jsonl"), "{\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(CommandRun.of("grade", "--cases", latin.toString()).err()).contains("not UTF-8");
    }

    @Test
    void cases_withAnAnswerToo_areRefused() throws IOException {
        CommandRun run = grade(List.of(), "5", "5");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--cases takes its answers from the file");
    }

    static Stream<Path> kinds() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/verify/cases"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void cases_independentFile_agreeWithItAll(Path file) throws IOException {
        CommandRun run = CommandRun.of("grade", "--cases", file.toString());

        int cases = Files.readAllLines(file).size();
        assertThat(run.out()).endsWith("agreement: %d/%d\n".formatted(cases, cases));
        assertThat(run.code()).isZero();
    }
}
