package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.data.ColumnNames;
import zero4j.data.QuestionFiles;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;

class ReferencesTest {
    private static final Path DATA = Path.of("../shared/data");

    @ParameterizedTest
    @CsvSource({
        "eval/aime24.jsonl",
        "eval/amc.jsonl",
        "eval/math500.jsonl",
        "eval/minerva.jsonl",
        "eval/olympiad_bench.jsonl",
        "eval/gsm8k_test.jsonl",
        "train/gsm8k.jsonl",
        "train/asdiv2k.jsonl",
        "train/math12k.jsonl",
    })
    void read_referencesOfABenchmark_atMostOneIn200IsUnreadable(String file) {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is absent: references are not read");
        List<String> unreadable = new ArrayList<>();
        int[] all = {0};
        QuestionFiles.open(DATA.resolve(file), ColumnNames.FOUND)
                .questions()
                .forEach(question -> question.answers().forEach(answer -> {
                    all[0]++;
                    try {
                        AnswerText.of(answer).read(new Budget());
                    } catch (Unreadable | Budget.Exhausted e) {
                        unreadable.add(answer);
                    }
                }));

        assertThat(all[0]).isPositive();
        assertThat(unreadable).hasSizeLessThanOrEqualTo(all[0] / 200);
    }
}
