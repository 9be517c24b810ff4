package zero4j.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import zero4j.reproduce.Experiment.Claim;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Traced;
import zero4j.reproduce.Measurements.Unit;
import zero4j.reproduce.Outcome.Judged;
import zero4j.reproduce.Outcome.Verdict;

/** Experiments that nobody ran, for tests of pages. */
public final class MadeUpOutcome {
    private static final int STEPS = 40;

    private static final String MADE = """
            title: Lengths
            paper: |
              Wrong responses **grow** (*Figure 6*), says [the paper](https://arxiv.org/abs/2503.20783).
            here: |
              Questions of two kinds:

              - those that `chain` sums
              - those that must be guessed
            seeds: 3
            train: {model: nano, train.steps: 40}
            arms:
              grpo: {algorithm: grpo}
              dr-grpo: {algorithm: dr-grpo}
              one: {algorithm: dr-grpo, objective.aggregation: mean-of-response-means}
            claims:
              - {says: Wrong responses grow under GRPO., paper: Figure 6, quantity: length_incorrect@last, subject: grpo, than: dr-grpo, expect: more}
              - {says: Both earn the same., paper: 'Figure 1, right', quantity: reward@last, subject: dr-grpo, than: grpo, expect: same, within: 0.05}
              - {says: Both are as right., paper: Table 1, quantity: greedy@change, subject: grpo, than: one, expect: less}
            pictures:
              - {title: reward and length, says: What grows., curve: [reward, length_incorrect]}
              - {title: reward against length, path: [length_incorrect, reward]}
              - {title: scores, bars: [greedy@change, length_incorrect@last]}
              - {title: nothing, curve: [entropy]}
            quick: {arms: [grpo, dr-grpo], seeds: 1, train: {train.steps: 20}}
            """;

    static final Experiment TRAINED = Experiments.parse("made", "made.yaml", MADE);

    static final Experiment ASKED = Experiments.parse("asked", "asked.yaml", """
            title: Templates
            paper: Without a template it knows most.
            tables: [{models: [qwen-like, llama-like], templates: [none, r1], suite: [test], samples: 4}]
            claims:
              - {says: The template takes what it can., paper: Table 1, quantity: greedy, subject: 'qwen-like, none', than: 'qwen-like, r1', expect: more}
            pictures:
              - {title: accuracy by template, bars: [greedy, avg]}
            """);

    private MadeUpOutcome() {}

    /** {@link #TRAINED}, whose file was changed. */
    static Experiment changed(String part, String changed) {
        return Experiments.parse("made", "made.yaml", MADE.replace(part, changed));
    }

    /** Of the quick variant, with one seed. */
    public static OutcomePage quickPage() {
        return new OutcomePage(TRAINED, trained(TRAINED, true, 1));
    }

    static Outcome trained() {
        return trained(TRAINED, false, 3);
    }

    static Outcome trained(Experiment experiment, boolean quick, int seeds) {
        List<Measured> values = new ArrayList<>();
        List<Traced> curves = new ArrayList<>();
        int arm = 0;
        for (String name : OutcomeTables.trained(experiment, quick).keySet()) {
            int which = arm++;
            values.add(measured(name, "length_incorrect@last", seeds, 190 - 70 * which, 3));
            values.add(measured(name, "reward@last", seeds, 0.6, 0.01));
            values.add(measured(name, "greedy@change", seeds, 0.05 * which - 0.04, 0.02));
            for (int seed = 1; seed <= seeds; seed++) {
                int shift = seed;
                curves.add(traced(name, seed, "reward", step -> 0.3 + 0.01 * Math.min(step, 30) + 0.01 * shift));
                curves.add(traced(name, seed, "length_incorrect", step -> 50 + step * (3 - which) + 4 * shift));
            }
        }
        Measurements measurements = new Measurements(values, curves);
        List<Judged> judged = new ArrayList<>();
        judged.add(
                new Judged(experiment.claims().get(0), new Effect(70, 60.25, 79.75, seeds, Unit.SEED), Verdict.SHOWN));
        judged.add(new Judged(
                experiment.claims().get(1), new Effect(-0.0001, -0.06, 0.0598, seeds, Unit.SEED), Verdict.NOT_SHOWN));
        if (!quick) {
            judged.add(new Judged(
                    experiment.claims().get(2), new Effect(0.101, 0.051, 0.151, seeds, Unit.SEED), Verdict.OPPOSITE));
        }
        String settings = Outcome.settings(experiment.chosen(seeds, quick));
        return new Outcome(experiment.name(), settings, quick, seeds, 754, judged, measurements);
    }

    static Outcome asked() {
        List<Measured> values = new ArrayList<>();
        int row = 0;
        for (String model : List.of("qwen-like", "llama-like")) {
            for (String template : List.of("none", "r1")) {
                int right = 70 - 15 * row++;
                values.add(new Measured(
                        model + ", " + template,
                        "greedy",
                        Unit.QUESTION,
                        IntStream.range(0, 100)
                                .mapToObj(i -> i < right ? 1.0 : 0.0)
                                .toList()));
                values.add(new Measured(
                        model + ", " + template,
                        "avg",
                        Unit.QUESTION,
                        IntStream.range(0, 100)
                                .mapToObj(i -> i % 5 * 0.25 * right / 100)
                                .toList()));
            }
        }
        Claim claim = ASKED.claims().getFirst();
        return new Outcome(
                "asked",
                Outcome.settings(ASKED),
                false,
                3,
                42,
                List.of(new Judged(claim, new Effect(0.15, 0.08, 0.22, 100, Unit.QUESTION), Verdict.SHOWN)),
                new Measurements(values, List.of()));
    }

    private static Measured measured(String arm, String quantity, int seeds, double mean, double apart) {
        return new Measured(
                arm,
                quantity,
                Unit.SEED,
                DoubleStream.iterate(mean - apart, value -> value + apart)
                        .limit(seeds)
                        .boxed()
                        .toList());
    }

    private static Traced traced(String arm, int seed, String quantity, java.util.function.IntToDoubleFunction value) {
        List<Integer> steps = IntStream.rangeClosed(1, STEPS).boxed().toList();
        return new Traced(
                arm,
                seed,
                quantity,
                steps,
                steps.stream().map(step -> value.applyAsDouble(step)).toList());
    }
}
