package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.cli.TinyNanoModel;
import zero4j.recipe.Recipes;

class TrainedBenchmarksTest {
    private static final String QUESTION =
            "Tom has twelve red and seven blue marbles and gives five of them to Ann. How many are left?";

    @TempDir
    private static Path model = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void makeModel() {
        model = model.resolve("model");
        TinyNanoModel.make(model);
    }

    private List<String> told(String train, String suite) {
        List<String> warnings = new ArrayList<>();
        try (TrainSetup _ = TrainSetup.of(
                Recipes.train("model=" + model, "data.train=" + train, "eval.suite=" + suite), warnings::add)) {
            return warnings.stream().filter(text -> text.contains("benchmarks")).toList();
        }
    }

    private String file(String name, String... questions) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (String question : questions) {
            rows.append("{\"problem\": \"").append(question).append("\", \"answer\": \"14\"}\n");
        }
        return Files.writeString(folder.resolve(name), rows).toString();
    }

    @Test
    void tell_benchmarkAmongTheTrainingQuestions_warnsWithCountsAndTheCommand() throws IOException {
        String train = file("train.jsonl", QUESTION, "What is 1+1?", "What is 2+2?");
        String suite = file("bench.jsonl", "what is 1 + 1", QUESTION.replace("left", "lost"), "What is 3+3?");

        assertThat(told(train, suite))
                .singleElement()
                .asString()
                .contains(
                        "train has questions of the benchmarks",
                        "\n  bench (3 questions): 1 with the same text, 1 shares half or more of its 13-grams with a"
                                + " training question",
                        "\n  `analyze contamination " + train + " --suite " + suite + "` shows them");
    }

    @Test
    void tell_turnOfPhraseInCommon_saysNothing() throws IOException {
        String phrase =
                " can be written as m over n where m and n are relatively prime positive integers. Find the sum.";
        String train = file("train.jsonl", "The number of red marbles in the first of the two large boxes" + phrase);
        String suite = file(
                "bench.jsonl",
                "A ladder leans at a wall, and a cat sits on the third of its rungs; a dog sees it from the house on the"
                        + " other side of the street. The height of the cat above the dog" + phrase);

        assertThat(told(train, suite)).isEmpty();
    }

    @Test
    void tell_generatedQuestionsOrBenchmarks_saysNothing() throws IOException {
        assertThat(told("nano", "nano")).isEmpty();
        assertThat(told("nano", file("bench.jsonl", "What is 1+1 mod 10?"))).isEmpty();
        assertThat(told(file("train.jsonl", "What is 1+1 mod 10?"), "nano")).isEmpty();
    }

    @Test
    void tell_testSetThatTheSuiteLacks_isKnownAllTheSame() {
        Path data = Path.of("../shared/data");
        Assumptions.assumeTrue(Files.isDirectory(data), "../shared/data is absent: no training set to look into");
        String train = data.resolve("train/gsm8k.jsonl").toString();

        assertThat(told(train, "nano"))
                .singleElement()
                .asString()
                .contains(
                        "gsm8k has questions of the benchmarks",
                        "\n  GSM8K's test set (1319 questions): 1319 with the same text",
                        "\n  `analyze contamination " + train + " --suite FILE` shows them");
        assertThat(told(train, data.resolve("eval/gsm8k_test.jsonl").toString()))
                .singleElement()
                .asString()
                .contains("gsm8k_test (1319 questions): 1319 with the same text")
                .doesNotContain("GSM8K's");
    }
}
