package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;

/** The public benchmarks and training sets as they are, with their known defects. */
class RealQuestionFilesTest {
    private static final Path DATA = Path.of("../shared/data");
    private static final Path SUITE = DATA.resolve("arrow/evaluation_suite_full");

    @BeforeAll
    static void needData() {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is absent: no real questions to test");
    }

    @ParameterizedTest
    @CsvSource({
        "aime,aime24,30",
        "amc,amc,83",
        "math,math500,500",
        "minerva,minerva,272",
        "olympiad_bench,olympiad_bench,675"
    })
    void arrowAndJsonl_giveTheSameQuestions(String split, String file, int size) {
        LoadedQuestions arrow = QuestionFiles.open(SUITE.resolve(split), ColumnNames.FOUND);
        LoadedQuestions json = QuestionFiles.open(DATA.resolve("eval/" + file + ".jsonl"), ColumnNames.FOUND);
        assertThat(arrow.name()).isEqualTo(split);
        assertThat(arrow.size()).isEqualTo(size);
        assertThat(arrow.problems()).isEmpty();
        assertThat(arrow.questions())
                .extracting(Question::text, Question::answers, Question::tags)
                .isEqualTo(json.questions().stream()
                        .map(q -> Tuple.tuple(q.text(), q.answers(), q.tags()))
                        .toList());
        assertThat(arrow.fingerprint()).isEqualTo(json.fingerprint());
        assertThat(arrow.get(size - 1).id()).isEqualTo(split + ":" + (size - 1));
    }

    @Test
    void amcAnswers_areWrittenWithoutFraction() {
        assertThat(QuestionFiles.open(SUITE.resolve("amc"), ColumnNames.FOUND).questions())
                .allSatisfy(
                        q -> assertThat(q.answers()).singleElement().asString().matches("-?\\d+"))
                .first()
                .satisfies(q -> assertThat(q.answers()).containsExactly("142"));
    }

    @Test
    void openAll_folderOfSplits_givesOneSetEach() {
        assertThat(QuestionFiles.openAll(SUITE, ColumnNames.FOUND))
                .extracting(LoadedQuestions::name)
                .containsExactly("aime", "amc", "math", "minerva", "olympiad_bench");
        assertThatThrownBy(() -> QuestionFiles.open(SUITE, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("aime, amc, math, minerva, olympiad_bench");
    }

    @Test
    void allFiles_load_withOnlyTheKnownBadRows() throws IOException {
        Map<String, List<Long>> bad =
                Map.of("math12k.jsonl", List.of(5341L, 5343L), "math_lvl3to5.jsonl", List.of(5054L, 5158L));
        for (String folder : List.of("eval", "train")) {
            try (Stream<Path> files = Files.list(DATA.resolve(folder))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
                    assertThat(set.problems())
                            .as(file.toString())
                            .extracting(RowProblem::row)
                            .isEqualTo(bad.getOrDefault(file.getFileName().toString(), List.of()));
                    try (Stream<String> lines = Files.lines(file)) {
                        assertThat(set.size() + set.problems().size()).isEqualTo(lines.count());
                    }
                }
            }
        }
    }

    @Test
    void tags_levelAndSubject_areKept() {
        Question question = QuestionFiles.open(DATA.resolve("eval/math500_full.jsonl"), ColumnNames.FOUND)
                .get(0);
        assertThat(question.tags()).containsEntry("level", "2").containsEntry("subject", "Precalculus");
        assertThat(question.tags()).doesNotContainKey("solution");
    }
}
