package zero4j.reproduce.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.data.ColumnNames;
import zero4j.data.Question;
import zero4j.data.QuestionFiles;
import zero4j.data.nano.NanoSplit;
import zero4j.template.Templates;

class GeneratedQuestionsTest {
    private static List<Question> questions(long seed, QuestionPart... parts) {
        return GeneratedQuestions.of(List.of(parts), seed).questions();
    }

    private static Set<String> texts(List<Question> questions) {
        return questions.stream().map(Question::text).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chain", "guess", "nano:count"})
    void testQuestions_areDifferent_andInNoTextOrTrainingSet(String kind) {
        Set<String> test = texts(questions(1, new QuestionPart(kind, 300, true)));
        Set<String> others = new HashSet<>();
        for (long seed = 1; seed <= 3; seed++) {
            others.addAll(texts(questions(seed, new QuestionPart(kind, 3000, false))));
            GeneratedText text = GeneratedText.of(List.of(new TextPart(kind, 3000)), Templates::byName, seed);
            for (int i = 0; i < text.size(); i++) {
                others.add(text.document(i).lines().findFirst().orElseThrow());
            }
        }

        assertThat(test).hasSize(300).doesNotContainAnyElementsOf(others);
    }

    @Test
    void narrowQuestions_ofFourDigits_areSums() {
        QuestionPart sums = new QuestionPart("chain", 200, List.of(3), "+", true);

        assertThat(questions(1, sums)).allSatisfy(question -> {
            assertThat(question.text()).matches("What is \\d\\+\\d\\+\\d\\+\\d mod 10\\?");
            int sum = question.text()
                    .chars()
                    .limit(15)
                    .filter(Character::isDigit)
                    .map(digit -> digit - '0')
                    .sum();
            assertThat(question.answers()).containsExactly(Integer.toString(sum % 10));
            assertThat(question.tags()).containsEntry("family", "chain").containsEntry("level", "3");
        });
    }

    @Test
    void answers_ofBothKinds_areWhatTheQuestionsFormulaGives() {
        for (Question question :
                questions(2, new QuestionPart("chain", 500, false), new QuestionPart("guess", 500, false))) {
            String text = question.text();
            String answer = question.answers().getFirst();
            boolean chain = text.startsWith("What");
            String formula = text.substring(chain ? 9 : text.indexOf(": x") + 3, text.indexOf(" mod 10"));
            int value = (chain ? text.charAt(8) : answer.charAt(0)) - '0';
            for (int i = 0; i < formula.length(); i += 2) {
                value = new Operation(formula.charAt(i), formula.charAt(i + 1) - '0').apply(value);
            }
            assertThat(Integer.toString(value))
                    .as(text)
                    .isEqualTo(chain ? answer : text.replaceAll(".*is (.)\\.", "$1"));
        }
    }

    @Test
    void write_reread_isTheSameSet(@TempDir Path folder) throws Exception {
        GeneratedQuestions set = GeneratedQuestions.of(
                List.of(new QuestionPart("chain", 30, true), new QuestionPart("nano:max", 20, true)), 3);
        Path file = folder.resolve("q.jsonl");
        set.write(file);
        set.write(folder.resolve("again.jsonl"));

        List<Question> read =
                QuestionFiles.openAll(file, ColumnNames.FOUND).getFirst().questions();
        assertThat(read).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(read.get(i).text()).isEqualTo(set.questions().get(i).text());
            assertThat(read.get(i).answers()).isEqualTo(set.questions().get(i).answers());
            assertThat(read.get(i).tags()).isEqualTo(set.questions().get(i).tags());
        }
        assertThat(Files.mismatch(file, folder.resolve("again.jsonl"))).isEqualTo(-1);
    }

    @Test
    void questions_otherSeed_areOthers() {
        QuestionPart part = new QuestionPart("guess", 100, true);

        assertThat(texts(questions(1, part))).isEqualTo(texts(questions(1, part)));
        assertThat(texts(questions(1, part))).isNotEqualTo(texts(questions(2, part)));
        assertThat(GeneratedQuestions.of(List.of(part), 1).fingerprint())
                .isNotEqualTo(GeneratedQuestions.of(List.of(part), 2).fingerprint());
    }

    @Test
    void testQuestions_moreThanThereAre_isRefused() {
        QuestionPart few = new QuestionPart("chain", 90_000, List.of(1), "+", true);
        long there = IntStream.range(0, 90)
                .mapToObj(i -> "What is " + i / 9 + "+" + (i % 9 + 1) + " mod 10?")
                .filter(text -> NanoSplit.of(text) == NanoSplit.EVALUATION)
                .count();

        assertThatThrownBy(() -> questions(1, few))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("questions is 90000 of the kind chain")
                .hasMessageContaining("only " + there + " different questions were found");
    }

    @Test
    void trainingQuestions_ofASetThatIsOnlyNamed_areNotMade() {
        GeneratedQuestions many = GeneratedQuestions.of(List.of(new QuestionPart("guess", 3_000_000, false)), 1);

        assertThat(many.size()).isEqualTo(3_000_000);
        assertThat(many.fingerprint()).hasSize(64);
    }

    @Test
    void set_ofTrainingAndTestQuestions_isRefused() {
        assertThatThrownBy(() -> questions(1, new QuestionPart("chain", 5, true), new QuestionPart("guess", 5, false)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("make two sets");
    }

    @Test
    void part_thatDoesNotAsk_isRefused() {
        assertThatThrownBy(() -> new QuestionPart("working", 5, false))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("kind is working; it must be one that asks: chain, guess, nano:FAMILY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "-", "*"})
    void smallestSpaces_haveQuestionsOnBothSides(String sign) {
        assertThat(questions(1, new QuestionPart("chain", 1, List.of(1), sign, true)))
                .hasSize(1);
        assertThat(questions(1, new QuestionPart("guess", 1, List.of(1), sign, true)))
                .hasSize(1);
    }
}
