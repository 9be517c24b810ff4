package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
    void rules_ofEachPart_agreeAsDocumented() {
        assertThat(answering(each -> !each.aside())).hasToString("161 of 162 (99.4 %), kappa 0.99, [[71, 1], [0, 90]]");
        assertThat(reflection(each -> !each.aside()))
                .hasToString("159 of 162 (98.1 %), kappa 0.97, [[68, 1, 0], [1, 69, 1], [0, 0, 22]]");
        assertThat(answering(Labelled::aside)).hasToString("78 of 80 (97.5 %), kappa 0.94, [[26, 0], [2, 52]]");
        assertThat(reflection(Labelled::aside))
                .hasToString("78 of 80 (97.5 %), kappa 0.96, [[24, 0, 0], [2, 39, 0], [0, 0, 15]]");
        assertThat(answering(each -> each.aside() && !each.sampled()))
                .hasToString("42 of 44 (95.5 %), kappa 0.90, [[14, 0], [2, 28]]");
        assertThat(reflection(each -> each.aside() && !each.sampled()))
                .hasToString("42 of 44 (95.5 %), kappa 0.93, [[12, 0, 0], [2, 20, 0], [0, 0, 10]]");
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
