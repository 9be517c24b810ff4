package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadQuestionSetTest {
    private final QuestionSet five = questions("five", 5);

    @Test
    void head_smallerLimit_isTheFirstQuestions() {
        HeadQuestionSet head = new HeadQuestionSet(five, 2);
        assertThat(head.name()).isEqualTo("five[:2]");
        assertThat(head.size()).isEqualTo(2);
        assertThat(head.get(1)).isEqualTo(five.get(1));
        assertThatThrownBy(() -> head.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(head.fingerprint()).isNotEqualTo(five.fingerprint()).matches("[0-9a-f]{64}");
        assertThat(head.fingerprint()).isNotEqualTo(new HeadQuestionSet(five, 3).fingerprint());
    }

    @Test
    void head_largerLimit_isTheWholeSet() {
        HeadQuestionSet head = new HeadQuestionSet(five, 9);
        assertThat(head.name()).isEqualTo("five");
        assertThat(head.size()).isEqualTo(5);
        assertThat(head.fingerprint()).isEqualTo(five.fingerprint());
        assertThatThrownBy(() -> new HeadQuestionSet(five, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fingerprint_changesWithQuestionsAnswersAndOrderButNotWithNames() {
        Question a = new Question("x:0", "a", List.of("1", "2"), Map.of());
        Question b = new Question("x:1", "b", List.of("1"), Map.of());
        Question renamed = new Question("y:0", "a", List.of("1", "2"), Map.of("level", "3"));
        Question changed = new Question("x:0", "a", List.of("12"), Map.of());
        String print = new LoadedQuestions("x", List.of(a, b)).fingerprint();
        assertThat(new LoadedQuestions("y", List.of(renamed, b)).fingerprint()).isEqualTo(print);
        assertThat(new LoadedQuestions("x", List.of(b, a)).fingerprint()).isNotEqualTo(print);
        assertThat(new LoadedQuestions("x", List.of(changed, b)).fingerprint()).isNotEqualTo(print);
    }

    private static QuestionSet questions(String name, int count) {
        return new LoadedQuestions(
                name,
                IntStream.range(0, count)
                        .mapToObj(i -> new Question(name + ":" + i, "q" + i, List.of("" + i), Map.of()))
                        .toList());
    }
}
