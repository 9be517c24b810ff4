package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import zero4j.analyze.Judge.Reflection;

/** How often the rules say what a person says who has read the response. */
class RuleAgreementTest {
    private static final List<Labelled> ALL = Labelled.all();

    @Test
    void labelledSet_isLargeAndVaried() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(200).doesNotHaveDuplicates();
        assertThat(ALL).filteredOn(Labelled::sampled).hasSizeBetween(90, 150);
        assertThat(ALL).filteredOn(Labelled::aside).hasSize(ALL.size() / 3);
        assertThat(ALL).filteredOn(each -> each.reflection() == 2).hasSizeGreaterThan(30);
        assertThat(ALL).filteredOn(each -> each.answering() == 0).hasSizeGreaterThan(80);
    }

    @Test
    void rules_ofResponsesKeptAside_agreeAsTheySay() {
        check(answering(Labelled::aside), RuleJudge.ANSWERING);
        check(reflection(Labelled::aside), RuleJudge.REFLECTION);
    }

    @Test
    void rules_ofEachPart_agreeAsDocumented() throws IOException {
        String page = Files.readString(Path.of("docs/judges.md"));
        for (Predicate<Labelled> part : List.<Predicate<Labelled>>of(
                each -> !each.aside(), Labelled::aside, each -> each.aside() && !each.sampled())) {
            assertThat(page).contains(row(answering(part)) + " | " + row(reflection(part)) + " |");
        }
    }

    private static String row(Agreement agreement) {
        return String.format(
                Locale.ROOT,
                "%d | %.2f | %s",
                agreement.agreeing(),
                agreement.kappa(),
                Arrays.deepToString(agreement.counts()));
    }

    private static void check(Agreement measured, RuleJudge.Measured said) {
        assertThat(measured.responses()).isEqualTo(said.responses());
        assertThat(measured.agreeing()).isEqualTo(said.agreeing());
        assertThat(measured.kappa()).isCloseTo(said.kappa(), within(0.005));
    }

    private static Agreement answering(Predicate<Labelled> part) {
        return Agreement.of(
                ALL.stream().filter(part).toList(),
                2,
                Labelled::answering,
                each -> RuleJudge.answers(each.asResponse()) ? 1 : 0);
    }

    private static Agreement reflection(Predicate<Labelled> part) {
        return Agreement.of(
                ALL.stream().filter(part).toList(),
                3,
                Labelled::reflection,
                each -> List.of(Reflection.values()).indexOf(RuleJudge.reflects(each.asResponse())));
    }
}
