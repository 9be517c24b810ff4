package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class KeywordsTest {
    @Test
    void all_areThoseOfThePaper() {
        assertThat(Keywords.ALL)
                .containsExactly(
                        "recheck",
                        "rethink",
                        "reassess",
                        "reevaluate",
                        "re-evaluate",
                        "reevaluation",
                        "re-examine",
                        "reexamine",
                        "reconsider",
                        "reanalyze",
                        "double-check",
                        "check again",
                        "think again",
                        "verify again",
                        "go over the steps");
    }

    @Test
    void occurrences_eachKeywordInCapitalsAndInsideOfWords_countsOnceEach() {
        String text = "RECHECKing. Rethink, " + String.join(" ", Keywords.ALL.subList(2, 15)) + "st recheck";

        List<Integer> expected = Arrays.asList(Collections.nCopies(15, 1).toArray(Integer[]::new));
        expected.set(0, 2);
        assertThat(Arrays.stream(Keywords.occurrences(text)).boxed()).containsExactlyElementsOf(expected);
    }

    @Test
    void reflects_wordsThatAreNotOnTheList_doNotCount() {
        assertThat(Keywords.reflects("Let me re-check this, check it again, and think it over again. Wait! Verify"))
                .isFalse();
        assertThat(Keywords.reflects("Now I THINK AGAIN")).isTrue();
        assertThat(Keywords.reflects("")).isFalse();
    }

    /** In Turkish a capital I is the capital of another letter than i. */
    @Test
    void reflects_languageOfTheMachine_doesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Keywords.reflects("THINK AGAIN")).isTrue();
            assertThat(Keywords.occurrences("THINK AGAIN")[Keywords.ALL.indexOf("think again")])
                    .isEqualTo(1);
        } finally {
            Locale.setDefault(before);
        }
    }
}
