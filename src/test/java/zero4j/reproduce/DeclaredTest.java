package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredTest {
    static final List<String> NAMES = Experiments.NAMES;

    private static final String EXPERIMENT = """
            title: T
            train: {eval.suite: test, eval.samples: 4, rollout.prompts: 8}
            arms:
              one: {algorithm: grpo}
              two: {algorithm: dr-grpo}
              critic: {algorithm: ppo, eval.samples: 0}
              blind: {algorithm: dr-grpo, eval.suite: none, record.groups: 4}
            tables:
              - {models: [qwen, llama], templates: [none, r1], suite: [test], samples: 2}
              - {models: [base], templates: [none], suite: [test]}
              - {models: [base], templates: [none, r1], suite: [other]}
            passes:
              - {models: [qwen], templates: [none, r1], suite: [test], temperatures: [0.6, 1.0], samples: 8}
            claims:
              - {says: Claimed., paper: P, quantity: %s, subject: "%s", than: "%s", expect: %s}
            """;

    private static Experiment claiming(String quantity, String subject, String than, String expect) {
        return Experiments.parse("t", "t.yaml", EXPERIMENT.formatted(quantity, subject, than, expect));
    }

    private static List<String> problems(String quantity, String subject, String than) {
        return Declared.unmeasurable(claiming(quantity, subject, than, "more"));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void problems_ofBundled_areNone(String name) {
        assertThat(Declared.unmeasurable(Experiments.read(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "length_incorrect@last",
                "reward@first",
                "entropy@change",
                "rechecks_right@change",
                "greedy@after",
                "avg@change",
                "wrong_length@before",
                "drift_wrong"
            })
    void problems_quantityOfArms_areNone(String quantity) {
        assertThat(problems(quantity, "one", "two")).isEmpty();
        assertThat(problems(quantity, "one", "qwen, none"))
                .singleElement()
                .asString()
                .contains("than is qwen, none; " + quantity
                        + " is of an arm, and it must be a number, such as 0, or one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"greedy", "avg", "pass@1", "pass@8", "pass@8@0.6", "answering", "reflection"})
    void problems_quantityOfRows_areNone(String quantity) {
        assertThat(problems(quantity, "qwen, none", "qwen, r1")).isEmpty();
        assertThat(problems(quantity, "qwen, none", "one"))
                .singleElement()
                .asString()
                .contains("than is one; " + quantity + " is of MODEL, TEMPLATE of a");
    }

    @Test
    void of_namesWithNumbers_areRead() {
        assertThat(Quantity.of("pass@8@0.6")).contains(new Quantity.OfSamples(8, OptionalDouble.of(0.6)));
        assertThat(Quantity.of("pass@16")).contains(new Quantity.OfSamples(16, OptionalDouble.empty()));
        assertThat(Quantity.of("pass@0")).isEmpty();
        assertThat(Quantity.of("greedy@last")).isEmpty();
        assertThat(Quantity.of("reward@after")).isEmpty();
        assertThat(Quantity.of("reward")).isEmpty();
        assertThat(Quantity.of("reward@last").orElseThrow().scale()).isEqualTo(1);
        assertThat(Quantity.of("length@last").orElseThrow().scale()).isZero();
    }

    @Test
    void problems_unknownQuantity_nameClaimAndTheNearest() {
        assertThat(problems("lenght_incorrect@last", "one", "two"))
                .singleElement()
                .asString()
                .contains("\"Claimed.\": quantity is lenght_incorrect@last", "did you mean length_incorrect@last?");
    }

    @Test
    void problems_unknownSubject_namesTheNearest() {
        assertThat(problems("reward@last", "tow", "one"))
                .singleElement()
                .asString()
                .contains("subject is tow", "did you mean two?");
        assertThat(problems("greedy", "llama, nome", "llama, r1"))
                .singleElement()
                .asString()
                .contains("did you mean llama, none?");
    }

    @Test
    void problems_whatAnArmLacks_isSaid() {
        assertThat(problems("avg@after", "critic", "one"))
                .singleElement()
                .asString()
                .contains("eval.samples is 0");
        assertThat(problems("greedy@after", "critic", "one")).isEmpty();
        assertThat(problems("greedy@after", "blind", "one"))
                .singleElement()
                .asString()
                .contains("eval.suite is none");
        assertThat(problems("rechecks_wrong@last", "blind", "one"))
                .singleElement()
                .asString()
                .contains("record.groups must be 0, or at least 8");
        assertThat(problems("drift_wrong", "critic", "one"))
                .singleElement()
                .asString()
                .contains("critic");
        assertThat(problems("kl@last", "one", "two"))
                .hasSize(2)
                .first()
                .asString()
                .contains("grpo", "has no kl");
        assertThat(problems("value_loss@last", "critic", "one")).hasSize(1);
    }

    @Test
    void problems_ofWhatIsNotSaid_areThoseOfTheTraining() {
        String many = EXPERIMENT.replace("rollout.prompts: 8", "rollout.prompts: 128");

        assertThat(Declared.unmeasurable(
                        Experiments.parse("t", "t.yaml", many.formatted("rechecks_wrong@last", "one", "two", "more"))))
                .as("all completions are kept")
                .isEmpty();
    }

    @Test
    void problems_numbers_mustBeWhatSharesCanBe() {
        assertThat(problems("greedy", "qwen, none", "0.25")).isEmpty();
        assertThat(problems("length@change", "one", "-30")).isEmpty();
        assertThat(problems("length@change", "one", "1e-3")).isEmpty();
        assertThat(problems("length@change", "one", "1e400"))
                .singleElement()
                .asString()
                .contains(
                        "than is 1e400; length@change is of an arm, and it must be a number, such as 0, or one of one, two");
        assertThat(problems("greedy", "qwen, none", "25"))
                .singleElement()
                .asString()
                .contains("from 0 to 1");
        assertThat(problems("reflection_gain", "qwen, none", "0")).isEmpty();
        assertThat(problems("reflection_gain", "qwen, none", "qwen, r1"))
                .singleElement()
                .asString()
                .contains("it must be 0: reflection_gain is a difference already");
    }

    @Test
    void problems_whatARowLacks_isSaid() {
        assertThat(problems("pass@9", "qwen, none", "qwen, r1"))
                .first()
                .asString()
                .contains("samples of its pass is 8");
        assertThat(problems("pass@8@0.7", "qwen, none", "qwen, r1"))
                .first()
                .asString()
                .contains("its pass has 0.6, 1.0");
        assertThat(problems("greedy", "base, none", "base, r1"))
                .first()
                .asString()
                .contains("in several tables");
        assertThat(problems("avg", "base, r1", "qwen, none")).first().asString().contains("samples of its table is 0");
        assertThat(problems("greedy", "base, r1", "qwen, none"))
                .singleElement()
                .asString()
                .contains("same table");
    }

    @Test
    void problems_expectation_mustFitWithin() {
        assertThat(Declared.unmeasurable(claiming("reward@last", "one", "two", "same")))
                .singleElement()
                .asString()
                .contains("within is missing; it must be above 0");
        assertThat(Declared.unmeasurable(claiming("greedy@after", "one", "two", "same, within: 5")))
                .singleElement()
                .asString()
                .contains("within is 5.0; it must be below 1: greedy@after is a share");
        assertThat(Declared.unmeasurable(claiming("length@last", "one", "two", "same, within: 5")))
                .isEmpty();
        assertThat(Declared.unmeasurable(claiming("reward@last", "one", "two", "same, within: 0.1")))
                .isEmpty();
        assertThat(Declared.unmeasurable(claiming("reward@last", "one", "two", "more, within: 0.1")))
                .singleElement()
                .asString()
                .contains("left out");
        assertThat(Declared.unmeasurable(claiming("reward@last", "one", "two", "null")))
                .singleElement()
                .asString()
                .contains("expect is missing");
        assertThat(problems("reward@last", "one", "one"))
                .singleElement()
                .asString()
                .contains("another one");
    }

    @Test
    void problems_whatIsMissing_isSaidOnce() {
        assertThat(problems("reward@last", "", "one"))
                .singleElement()
                .asString()
                .contains("subject is missing; ")
                .doesNotContain("did you mean");
        assertThat(problems("reward@last", "one", ""))
                .singleElement()
                .asString()
                .contains("than is missing; ");
        assertThat(problems("", "one", "two")).singleElement().asString().contains("quantity is missing; ");
        String yaml =
                EXPERIMENT.formatted("pass@8", "qwen, none", "qwen, r1", "more").replaceFirst("(?m)^passes:\n.*\n", "");
        assertThat(Declared.unmeasurable(Experiments.parse("t", "t.yaml", yaml)))
                .containsExactly(
                        "claims[0], \"Claimed.\": quantity is pass@8; it is of MODEL, TEMPLATE of a pass, and this"
                                + " experiment has none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title: T|title: ' '|title is missing; it must say",
                "title: T|seeds: 20000|seeds is 20000; it must be from 1 to 1000",
                "title: T|quick: {seeds: 20000}|quick.seeds is 20000; it must be from 0 to 1000",
                "0.6, 1.0|-1|passes[0].temperatures is [-1.0]; it must be a list of numbers above 0",
                "says: Claimed., |''|claims[0]: says is missing; it must be a sentence",
                "samples: 8|samples: 0|passes[0].samples is 0; it must be at least 1",
                "suite: [other]|suite: []|tables[2]: suite names none"
            })
    void problems_valuesThatCannotBe_areRefused(String from, String to, String told) {
        String yaml = EXPERIMENT.formatted("reward@last", "one", "two", "more");
        assertThat(yaml).contains(from);

        assertThat(Declared.problems(Experiments.parse("t", "t.yaml", yaml.replace(from, to))))
                .anyMatch(problem -> problem.startsWith(told));
    }

    @Test
    void pictures_ofAllSubjects_needWhateverHasTheQuantity() {
        Experiment experiment =
                Experiments.parse("t", "t.yaml", EXPERIMENT.formatted("reward@last", "one", "two", "more") + """
                        pictures:
                          - {title: bars, bars: [avg, avg@after, pass@8@0.6]}
                          - {title: curves, curve: [reward, rechecks_wrong], subjects: [one]}
                          - {title: way, path: [length, reward]}
                        """);

        assertThat(Declared.unmeasurable(experiment)).isEmpty();
        Wanted wanted = Wanted.of(experiment);
        assertThat(wanted.ofSubject("one")).containsExactly("reward@last", "avg@after");
        assertThat(wanted.ofSubject("critic")).isEmpty();
        assertThat(wanted.ofSubject("llama, r1")).containsExactly("avg");
        assertThat(wanted.ofSubject("qwen, r1")).containsExactly("avg", "pass@8@0.6");
        assertThat(wanted.curvesOf("one")).containsExactly("reward", "rechecks_wrong", "length");
        assertThat(wanted.curvesOf("blind")).containsExactly("length", "reward");
    }

    @Test
    void pictures_whatCannotBeDrawn_isSaid() {
        Experiment experiment =
                Experiments.parse("t", "t.yaml", EXPERIMENT.formatted("reward@last", "one", "two", "more") + """
                        pictures:
                          - {title: nothing}
                          - {title: three, path: [length, reward, entropy]}
                          - {title: unknown, curve: [rewards], subjects: [one]}
                          - {title: nobody, curve: [reward], subjects: [onee]}
                          - {title: cut, curve: [rechecks_right], subjects: [blind]}
                          - {title: bar, bars: [pass@99]}
                          - {title: all, curve: [rechecks_wrong]}
                        """);

        assertThat(Declared.unmeasurable(experiment))
                .satisfiesExactly(
                        nothing -> assertThat(nothing)
                                .isEqualTo(
                                        "pictures[0], \"nothing\": it has none of curve, path and bars; it must have one of"
                                                + " them"),
                        three -> assertThat(three).contains("\"three\": path names 3 quantities"),
                        unknown -> assertThat(unknown).contains("\"unknown\"", "did you mean reward?"),
                        nobody -> assertThat(nobody).contains("\"nobody\"", "did you mean one?"),
                        cut -> assertThat(cut).contains("\"cut\"", "record.groups"),
                        bar -> assertThat(bar).contains("\"bar\"", "nothing in this experiment has"),
                        all -> assertThat(all).contains("\"all\"", "all arms", "of blind it cannot", "record.groups"));
    }
}
