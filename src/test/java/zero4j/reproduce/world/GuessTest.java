package zero4j.reproduce.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static zero4j.reproduce.world.GeneratedTextTest.box;
import static zero4j.reproduce.world.GeneratedTextTest.documents;
import static zero4j.reproduce.world.GeneratedTextTest.part;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.data.nano.SplitMix;

class GuessTest {
    private static final Pattern COMPARED = Pattern.compile("(\\d) is (not )?(\\d)\\. ");

    @Test
    void guess_comparesRightly_andAnswersWithTheGuess() {
        int right = 0;
        List<String> documents = documents(part("guess", 3000, 0, false, 0.5));
        for (String document : documents) {
            String question = document.substring(0, document.indexOf('\n'));
            Matcher asked = Pattern.compile(
                            "Find x of (\\d) (\\d) (\\d): x((?:[-+]\\d|\\*[379]){2,3}) mod 10 is (\\d)\\.")
                    .matcher(question);
            assertThat(asked.matches()).as(question).isTrue();
            assertThat(Set.of(asked.group(1), asked.group(2), asked.group(3))).contains(box(document));
            assertThat(document)
                    .contains("\nTry " + box(document) + ": " + box(document)
                            + asked.group(4).substring(0, 2));
            Matcher compared = COMPARED.matcher(document.substring(question.length()));
            boolean hit = false;
            while (compared.find()) {
                assertThat(compared.group(3)).isEqualTo(asked.group(5));
                hit = compared.group(2) == null;
                assertThat(compared.group(1).equals(compared.group(3)))
                        .as(document)
                        .isEqualTo(hit);
            }
            assertThat(document.contains("Wait, let me recheck: ")).as(document).isEqualTo(!hit && count(document) > 0);
            right += hit ? 1 : 0;
        }
        assertThat(right / 3000.0).isCloseTo(1 / 3.0, within(0.03));
    }

    @Test
    void guess_oneCandidate_leadsToTheTarget() {
        for (int i = 0; i < 2000; i++) {
            Guess guess = Guess.draw(List.of(1, 2, 3), "+-*", new SplitMix(3, i));
            assertThat(guess.candidates()).doesNotHaveDuplicates().hasSize(3);
            assertThat(guess.candidates().stream()
                            .filter(digit -> Operation.apply(guess.operations(), digit)
                                    == Operation.apply(guess.operations(), guess.answer())))
                    .containsExactly(guess.answer());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.8, 1})
    void rechecks_goOnAsOftenAsDeclared_andEndAfterEight(double recheck) {
        int again = 0;
        int chances = 0;
        for (String document : documents(part("guess", 4000, 0, false, recheck))) {
            int count = count(document);
            assertThat(count).isLessThanOrEqualTo(8);
            again += count;
            chances += Math.min(count + 1, 8);
        }
        assertThat(again / (double) chances).isCloseTo(recheck, within(0.02));
    }

    private static int count(String document) {
        return document.split("Wait, let me recheck: |Check again: ", -1).length - 1;
    }
}
