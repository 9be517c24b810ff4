package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import zero4j.UserError;
import zero4j.reproduce.Experiment.Claim;
import zero4j.reproduce.Experiment.Expect;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Traced;
import zero4j.reproduce.Measurements.Unit;
import zero4j.reproduce.Outcome.Verdict;

class OutcomeTest {
    static final List<String> NAMES = Experiments.NAMES;

    private static final String EXPERIMENT = """
            title: Lengths
            arms: {long: {seed: 1}, short: {seed: 1}, other: {seed: 1}}
            claims:
              - {says: Longer., paper: Figure 6, quantity: length@last, subject: long, than: short, expect: more}
              - {says: Shorter., paper: Figure 6, quantity: length@last, subject: long, than: short, expect: less}
              - {says: Alike., paper: Figure 6, quantity: length@last, subject: other, than: short, expect: same, within: 5}
            quick: {arms: [long, short]}
            """;

    @TempDir
    Path folder = Path.of("");

    private static Experiment experiment() {
        return Experiments.parse("lengths", "lengths.yaml", EXPERIMENT);
    }

    private static Measured length(String arm, Double... values) {
        return new Measured(arm, "length@last", Unit.SEED, List.of(values));
    }

    private static Measurements measurements(int seeds) {
        return new Measurements(
                List.of(
                        new Measured(
                                "long",
                                "length@last",
                                Unit.SEED,
                                List.of(300.0, 320.0, 310.0).subList(0, seeds)),
                        new Measured(
                                "short",
                                "length@last",
                                Unit.SEED,
                                List.of(50.0, 52.0, 51.0).subList(0, seeds)),
                        new Measured(
                                "other",
                                "length@last",
                                Unit.SEED,
                                List.of(50.0, 51.0, 52.0).subList(0, seeds)),
                        new Measured("long", "kl@last", Unit.SEED, List.of(Double.NaN))),
                List.of(new Traced("long", 1, "length", List.of(1, 2), List.of(50.5, Double.NaN))));
    }

    @Test
    void judged_againstANumber_isTheSubjectLessIt() {
        Experiment against = Experiments.parse("a", "a.yaml", """
                title: A
                seeds: 3
                arms: {short: {seed: 1}}
                claims:
                  - {says: Above., paper: "", quantity: length@last, subject: short, than: 48.5, expect: more}
                  - {says: About., paper: "", quantity: length@last, subject: short, than: 51, expect: same, within: 5}
                quick: {arms: [short]}
                """);
        Outcome outcome = Outcome.of(against, true, 3, 1, measurements(3));

        assertThat(outcome.judged()).extracting(Outcome.Judged::verdict).containsExactly(Verdict.SHOWN, Verdict.SHOWN);
        assertThat(outcome.judged().getFirst().effect().difference()).isEqualTo(2.5);
        assertThat(Declared.problems(against)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "MORE, 0.1, 2, SHOWN", "MORE, -0.1, 2, NOT_SHOWN", "MORE, -2, -0.1, OPPOSITE", "MORE, 0, 2, NOT_SHOWN",
        "LESS, 0.1, 2, OPPOSITE", "LESS, -0.1, 2, NOT_SHOWN", "LESS, -2, -0.1, SHOWN", "LESS, -2, 0, NOT_SHOWN",
        "SAME, -1, 1, SHOWN", "SAME, -0.5, 0.4, SHOWN", "SAME, 0.2, 0.4, SHOWN", "SAME, -0.5, 1.1, NOT_SHOWN",
        "SAME, -3, 3, NOT_SHOWN", "SAME, 1.1, 3, OPPOSITE", "SAME, -3, -1.1, OPPOSITE", "SAME, 1, 3, NOT_SHOWN",
        "SAME, -Infinity, Infinity, NOT_SHOWN"
    })
    void verdict_ofAnInterval_isWhatItLeavesRoomFor(Expect expect, double low, double high, Verdict expected) {
        Claim claim = new Claim("", "", "q", "a", "b", expect, 1, "");

        assertThat(Verdict.of(new Effect((low + high) / 2, low, high, 3, Unit.SEED), claim))
                .isEqualTo(expected);
        assertThat(Verdict.of(new Effect((low + high) / 2, low, high, 2, Unit.SEED), claim))
                .as("of two pairs")
                .isEqualTo(Verdict.NOT_SHOWN);
    }

    @Test
    void of_threeSeeds_judgesEveryClaim() {
        Outcome outcome = Outcome.of(experiment(), false, 3, 12.5, measurements(3));

        assertThat(outcome.judged())
                .extracting(Outcome.Judged::verdict)
                .containsExactly(Verdict.SHOWN, Verdict.OPPOSITE, Verdict.SHOWN);
        assertThat(outcome.judged().getFirst().effect())
                .isEqualTo(Effect.of(length("long", 300.0, 320.0, 310.0), length("short", 50.0, 52.0, 51.0), 0));
        assertThat(outcome.leftOut(experiment())).isEmpty();
    }

    @Test
    void of_twoSeeds_showsNothing() {
        assertThat(Outcome.of(experiment(), false, 2, 1, measurements(2)).judged())
                .extracting(Outcome.Judged::verdict)
                .containsOnly(Verdict.NOT_SHOWN);
    }

    @Test
    void of_quickWithoutAnArm_leavesItsClaimsOutAndNamesThem() {
        Measurements withoutOther = new Measurements(measurements(3).values().subList(0, 2), List.of());

        Outcome outcome = Outcome.of(experiment(), true, 3, 1, withoutOther);

        assertThat(outcome.judged()).hasSize(2);
        assertThat(outcome.leftOut(experiment())).extracting(Claim::says).containsExactly("Alike.");
    }

    /** Names of arms may have commas, as rows of tables have. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void of_quickOfABundledExperiment_judgesWhatIsMeasured(String name) {
        Experiment declared = Experiments.read(name);
        Experiment chosen = declared.chosen(0, true);
        List<Measured> measured = Wanted.of(chosen).values().stream()
                .filter(named -> !declared.arms().containsKey(named.subject())
                        || chosen.arms().containsKey(named.subject()))
                .map(named -> new Measured(named.subject(), named.quantity(), Unit.SEED, List.of(1.0, 2.0)))
                .toList();

        Outcome outcome = Outcome.of(declared, true, 2, 1, new Measurements(measured, List.of()));

        assertThat(outcome.judged().size() + outcome.leftOut(declared).size())
                .isEqualTo(declared.claims().size());
        assertThat(outcome.judged()).isNotEmpty();
    }

    @Test
    void of_withoutAMeasurement_namesClaimQuantityAndSubject() {
        Measurements withoutOther = new Measurements(measurements(3).values().subList(0, 2), List.of());

        assertThatThrownBy(() -> Outcome.of(experiment(), false, 3, 1, withoutOther))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"Alike.\" needs length@last of other");
    }

    @Test
    void write_anOutcome_readsBackIdentical() {
        Outcome shown = Outcome.of(experiment(), false, 3, 12.5, measurements(3));
        Outcome single = Outcome.of(experiment(), true, 1, 0.1 + 0.2, measurements(1));

        shown.write(folder.resolve("shown"));
        single.write(folder.resolve("single"));

        assertThat(Outcome.read(folder.resolve("shown"))).isEqualTo(shown);
        assertThat(Outcome.read(folder.resolve("single"))).isEqualTo(single);
        assertThat(single.judged().getFirst().effect().high()).isInfinite();
    }

    @Test
    void read_ofALaterVersion_saysSo() throws IOException {
        written("\"version\" : 1", "\"version\" : 2");

        assertThatThrownBy(() -> Outcome.read(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("outcome.json was written by a later version of the program");
    }

    @Test
    void read_withMoreThanIsKnown_readsWhatIsKnown() throws IOException {
        Outcome outcome = written("\"seconds\" :", "\"machine\" : \"laptop\",\n\"seconds\" :");

        assertThat(Outcome.read(folder)).isEqualTo(outcome);
    }

    @Test
    void read_damaged_saysWhatToDo() throws IOException {
        for (String damage : List.of("", "{", "[1]", "{}", "{\"version\": 1}", "null")) {
            Files.writeString(folder.resolve(Outcome.FILE), damage);

            assertThatThrownBy(() -> Outcome.read(folder))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("outcome.json cannot be read as the outcome of an experiment: remove it");
        }
    }

    private static Experiment changed(String part, String changed) {
        assertThat(EXPERIMENT).contains(part);
        return Experiments.parse("lengths", "lengths.yaml", EXPERIMENT.replace(part, changed));
    }

    @Test
    void isOfSettingsIn_aFileChangedSince_isNot() {
        Outcome outcome = Outcome.of(experiment(), false, 3, 1, measurements(3));

        assertThat(outcome.isOfSettingsIn(experiment())).contains(true);
        assertThat(outcome.isOfSettingsIn(changed("title: Lengths", "title: Other words\npaper: More of them.")))
                .contains(true);
        for (String other : List.of("{long: {seed: 2}", "{long: {seed: 1, kl.coefficient: 0.1}")) {
            assertThat(outcome.isOfSettingsIn(changed("{long: {seed: 1}", other)))
                    .contains(false);
        }
        assertThat(outcome.isOfSettingsIn(changed("title: Lengths", "title: Lengths\ntrain: {train.steps: 9}")))
                .contains(false);
    }

    @Test
    void isOfSettingsIn_ofAQuickOutcome_asksForTheQuickVariantAlone() {
        Outcome outcome = Outcome.of(experiment(), true, 3, 1, measurements(3));

        assertThat(outcome.isOfSettingsIn(changed("other: {seed: 1}", "other: {seed: 2}")))
                .contains(true);
        assertThat(outcome.isOfSettingsIn(changed("quick: {arms: [long, short]}", "quick: {arms: [long]}")))
                .contains(false);
    }

    @Test
    void read_ofAnEarlierProgram_isReadWithoutWhatItDidNotWrite() throws IOException {
        Outcome outcome = written("\"settings\" :", "\"was\" :");
        Path file = folder.resolve(Outcome.FILE);
        Files.writeString(file, Files.readString(file).replaceAll(",\\s*\"cause\" : \"\"", ""));

        Outcome read = Outcome.read(folder);

        assertThat(read.isOfSettingsIn(experiment())).isEmpty();
        assertThat(read.judged()).isEqualTo(outcome.judged());
    }

    @Test
    void inWordsOf_aFileWithOtherWords_hasThemButItsOwnNumbers() {
        Outcome outcome = Outcome.of(experiment(), false, 3, 1, measurements(3));

        Experiment reworded =
                changed("says: Alike., paper: Figure 6", "cause: Too few., says: The same., paper: Table 1");
        assertThat(outcome.inWordsOf(reworded).judged().getLast().claim())
                .isEqualTo(reworded.claims().getLast());
        assertThat(outcome.leftOut(reworded)).isEmpty();
        Experiment stricter = changed("within: 5", "within: 0.5");
        assertThat(outcome.inWordsOf(stricter)).isEqualTo(outcome);
        assertThat(outcome.leftOut(stricter)).extracting(Claim::says).containsExactly("Alike.");
    }

    private Outcome written(String part, String changed) throws IOException {
        Outcome outcome = Outcome.of(experiment(), false, 3, 12.5, measurements(3));
        outcome.write(folder);
        Path file = folder.resolve(Outcome.FILE);
        String text = Files.readString(file);
        assertThat(text).contains(part);
        Files.writeString(file, text.replace(part, changed));
        return outcome;
    }
}
