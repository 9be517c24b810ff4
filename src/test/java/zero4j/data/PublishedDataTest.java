package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

/** Questions in the shapes in which people publish them. */
class PublishedDataTest {
    @TempDir
    Path folder;

    /** A published row: what it is, the row, the question and the answer in it. */
    record Shape(String name, String row, String question, String answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Shape> shapes() {
        return List.of(
                new Shape("GSM8K", """
                        {"question": "How many?", "answer": "She sold 48/2 = <<48/2=24>>24.\\n#### 1,024"}""", "How many?", "1,024"),
                new Shape("MATH", """
                        {"problem": "q", "level": "Level 5", "type": "Algebra", "solution": "So $\\\\boxed{1}$ or $\\\\boxed{\\\\frac{1}{2}}$."}""", "q", "\\frac{1}{2}"),
                new Shape("DeepScaleR", """
                        {"problem": "q", "answer": "-\\\\frac{2}{3}", "solution": "It is \\\\boxed{5}."}""", "q", "-\\frac{2}{3}"),
                new Shape("NuminaMath", """
                        {"source": "x", "problem": "q", "solution": "\\\\boxed{3}", "messages": [{"content": "q", "role": "user"}]}""", "q", "3"),
                new Shape("OpenR1", """
                        {"problem": "q", "solution": "…", "answer": "7", "generations": ["a", "b"], "correctness_math_verify": [true]}""", "q", "7"),
                new Shape("DAPO", """
                        {"data_source": "math_dapo", "prompt": [{"content": "Solve it.", "role": "user"}], "ability": "MATH",
                         "reward_model": {"ground_truth": "34", "style": "rule"}, "extra_info": {"index": "9"}}""", "Solve it.", "34"),
                new Shape("answers as JSON in a text", """
                        {"prompt": [{"content": "q", "role": "user"}], "reward_model": {"ground_truth": "[\\"\\\\\\\\pi\\"]"}}""", "q", "\\pi"),
                new Shape("Alpaca", """
                        {"instruction": "Add them.", "input": "2, 3", "output": "5"}""", "Add them.\n\n2, 3", "5"),
                new Shape("MetaMathQA", """
                        {"query": "q", "response": "Long.\\n#### 5\\nThe answer is: 5", "type": "x"}""", "q", "5"),
                new Shape("cases of their own", """
                        {"Problem": "q", "Final Answer": 4}""", "q", "4"),
                new Shape("only null answers", """
                        {"problem": "q", "answer": null, "solution": "\\\\boxed{8}"}""", "q", "8"),
                new Shape("boxed answer", """
                        {"problem": "q", "answer": "$\\\\boxed{8}$"}""", "q", "8"),
                new Shape("SVAMP, the original", """
                        {"ID": "1", "Body": "There are 87 oranges. ", "Question": "How many?", "Answer": 87.0}""", "There are 87 oranges. How many?", "87"),
                new Shape("SVAMP", """
                        {"Body": "There are 87.", "Question": "How many?", "question_concat": "There are 87. How many?", "Answer": "87"}""", "There are 87. How many?", "87"),
                new Shape("AIME 24", """
                        {"ID": "2024-II-4", "Problem": "q", "Solution": "Long.", "Answer": 33}""", "q", "33"),
                new Shape("Big-Math", """
                        {"prompt": "q", "solution": "7", "source": "orca_math", "domain": ["Algebra"], "llama8b_solve_rate": 0.3}""", "q", "7"),
                new Shape("OlympiadBench", """
                        {"id": 1606, "question": "q", "solution": ["s"], "final_answer": ["2"], "context": null, "is_multiple_answer": false}""", "q", "2"),
                new Shape("Minerva", """
                        {"problem": "q", "type": "Astronomy", "idx": 0, "solution": "so \\\\boxed{1.6} kpc"}""", "q", "1.6"),
                new Shape("AMC", """
                        {"id": 0, "problem": "q", "answer": 142.0, "url": "x"}""", "q", "142"),
                new Shape("Skywork-OR1", """
                        {"prompt": [{"content": "q", "role": "user"}], "reward_model": {"ground_truth": "[\\"x=2\\"]", "style": "rule"}, "extra_info": {"index": 1}}""", "q", "x=2"),
                new Shape("OpenMathInstruct", """
                        {"problem": "q", "generated_solution": "\\\\boxed{9}", "expected_answer": "1"}""", "q", "1"),
                new Shape("nested all the way", """
                        {"data": {"question": "q", "answer": true}}""", "q", "true"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void publishedRow_isReadAsItIsMeant(Shape shape) throws IOException {
        Path lines = write("a.jsonl", shape.row().replace("\n", " "));
        Path array = write("b.json", "[" + shape.row() + "]");
        for (Path file : List.of(lines, array)) {
            Question read = QuestionFiles.open(file, ColumnNames.FOUND).get(0);
            assertThat(read.text()).isEqualTo(shape.question());
            assertThat(read.answers()).containsExactly(shape.answer());
        }
    }

    @Test
    void solutionWithoutABox_isReportedAndNotTakenForAnAnswer() throws IOException {
        Path file = write("a.jsonl", """
                {"problem": "q", "solution": "The answer is five."}
                {"problem": "r", "solution": "So it is $\\\\boxed{6}$."}""");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).containsExactly("r");
        assertThat(set.problems().getFirst().what()).contains("no \\boxed{}").contains("solution");
    }

    @Test
    void messages_areKeptWithTheirRoles() throws IOException {
        Path file = write("a.jsonl", """
                {"prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "1+1?"}]}], "answer": 2}
                {"prompt": [{"from": "human", "value": "1+2?"}, {"from": "gpt", "value": "3"}], "answer": 3}
                {"prompt": [], "answer": 3}""");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.get(0).messages())
                .containsExactly(new Message("system", "Be brief."), new Message("user", "1+1?"));
        assertThat(set.get(0).text()).isEqualTo("1+1?");
        assertThat(set.get(1).messages()).containsExactly(new Message("user", "1+2?"));
        assertThat(set.problems()).hasSize(1);
    }

    @Test
    void answeredConversation_givesTheAnswerOfTheAssistantsLastMessage() throws IOException {
        Path file = write("a.jsonl", """
                {"messages": [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": "So $\\\\boxed{2}$."}]}
                {"messages": [{"role": "user", "content": "1+2?"}, {"role": "assistant", "content": "Long.\\n#### 3"}]}
                {"messages": [{"role": "user", "content": "1+3?"}, {"role": "assistant", "content": "I do not know it."}]}
                {"messages": [{"role": "user", "content": "1+4?"}]}""");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).containsExactly("1+1?", "1+2?");
        assertThat(set.questions()).extracting(q -> q.answers().getFirst()).containsExactly("2", "3");
        assertThat(set.questions())
                .extracting(q -> q.messages().size())
                .as("the answer is not shown to the model")
                .containsOnly(1);
        assertThat(set.problems())
                .extracting(RowProblem::what)
                .containsExactly(
                        "no \\boxed{} and no #### in the assistant's last message under \"messages\"",
                        "no answer: the conversation under \"messages\" does not end with a message of the assistant");
        assertThat(set.columns().answeredInConversation()).isTrue();
    }

    @Test
    void conversationWithAnswersBesideIt_keepsThose() throws IOException {
        Path file = write("a.jsonl", """
                {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "\\\\boxed{2}"}], "answer": 3}""");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.get(0).answers()).containsExactly("3");
        assertThat(set.columns()).isEqualTo(new ColumnNames("messages", "answer"));
    }

    @Test
    void conversationsWithoutAnyAnswer_nameTheColumnsThatAreMissing() throws IOException {
        Path file = write("a.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"q\"}]}");
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no column for the answer");
    }

    @Test
    void columns_areCalledAsTheyStandInTheFile() throws IOException {
        Path file = write("a.csv", "ID,Problem,Final Answer\n1,q,2\n");
        assertThat(QuestionFiles.open(file, ColumnNames.FOUND).columns())
                .isEqualTo(new ColumnNames("Problem", "Final Answer"));
    }

    @Test
    void fingerprint_coversTheMessages() throws IOException {
        String row =
                "{\"prompt\": [{\"role\": \"system\", \"content\": \"%s\"}, {\"role\": \"user\", \"content\": \"q\"}], \"answer\": 2}";
        LoadedQuestions one = QuestionFiles.open(write("a.jsonl", row.formatted("a")), ColumnNames.FOUND);
        LoadedQuestions other = QuestionFiles.open(write("a.jsonl", row.formatted("b")), ColumnNames.FOUND);
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
    }

    @Test
    void parquetOfVerl_isRead() throws Exception {
        Path file = folder.resolve("train.parquet");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT 'openai/gsm8k' data_source, [{'role': 'user', 'content': 'How many?'}] prompt,"
                            + " {'ground_truth': '72', 'style': 'rule'} reward_model,"
                            + " {'answer': 'So 72. #### 72', 'index': 0, 'split': 'train'} extra_info) TO '" + file
                            + "' (FORMAT parquet)");
        }
        Question read = QuestionFiles.open(file, ColumnNames.FOUND).get(0);
        assertThat(read.messages()).containsExactly(new Message("user", "How many?"));
        assertThat(read.answers()).containsExactly("72");
        assertThat(read.tags()).containsEntry("extra_info.split", "train");
        Question named = QuestionFiles.open(file, new ColumnNames("", "extra_info.answer"))
                .get(0);
        assertThat(named.answers()).containsExactly("72");
    }

    @Test
    void namedColumnAsAWish_givesWayToTheUsualOnes() throws IOException {
        Path file = write("a.jsonl", "{\"problem\": \"q\", \"answer\": \"1\", \"text\": \"t\"}\n");
        ColumnNames asked = new ColumnNames("Frage", "Antwort");
        assertThat(QuestionFiles.open(file, asked.wherePresent()).get(0).text()).isEqualTo("q");
        assertThatThrownBy(() -> QuestionFiles.open(file, asked))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("problem, answer, text");
        assertThat(QuestionFiles.open(file, new ColumnNames("TEXT", "").wherePresent())
                        .get(0)
                        .text())
                .isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5!", "(n+1)!", "n!", "3!!", "No solution", "no real solutions.", "All real numbers", "x = 5"})
    void workedSolutionThatIsShortAndNoSentence_isTheAnswer(String text) throws IOException {
        Path file = write("a.jsonl", "{\"problem\": \"q\", \"solution\": \"%s\"}\n".formatted(text));
        assertThat(QuestionFiles.open(file, ColumnNames.FOUND).get(0).answers()).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"See above!", "Trivial!", "It is five", "Add them.", "No solution was given", "Why?"})
    void workedSolutionThatIsASentence_isNoAnswer(String text) throws IOException {
        Path file = write("a.jsonl", "{\"problem\": \"q\", \"solution\": \"%s\"}\n".formatted(text));
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no \\boxed{}");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
