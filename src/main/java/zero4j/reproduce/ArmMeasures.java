package zero4j.reproduce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import zero4j.algorithm.Presets;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Traced;
import zero4j.reproduce.Measurements.Unit;
import zero4j.reproduce.Plan.TrainedArm;
import zero4j.run.RunReader;

/** Measures trained arms, one training's database at a time. An arm that was not trained has no measurements. */
final class ArmMeasures {
    /** Steps whose completions the drift is computed from: the policy has hardly moved. */
    private static final int DRIFT_STEPS = 10;

    private final Wanted wanted;
    private final List<TrainedArm> runs;
    private final List<Integer> seeds;
    private final Map<TrainedArm, Map<String, Double>> numbers = new HashMap<>();
    private final List<Traced> curves = new ArrayList<>();

    ArmMeasures(Wanted wanted, List<TrainedArm> runs) {
        this.wanted = wanted;
        this.runs = List.copyOf(runs);
        seeds = runs.stream().map(TrainedArm::seed).distinct().sorted().toList();
    }

    /** Reads what is wanted of all arms. */
    Measurements read() {
        Map<TrainedArm, List<List<ExpectedDrift.Group>>> sampled = new LinkedHashMap<>();
        boolean drift = runs.stream().anyMatch(run -> !drifts(run.arm()).isEmpty());
        for (TrainedArm run : runs) {
            try (RunMeasures measures = new RunMeasures(run.run())) {
                read(run, measures);
                if (drift) {
                    sampled.put(run, measures.firstGroups(DRIFT_STEPS));
                }
            }
        }
        seeds.forEach(seed -> drift(seed, sampled));
        return new Measurements(values(), curves);
    }

    private void read(TrainedArm run, RunMeasures measures) {
        Map<String, Double> own = numbers.computeIfAbsent(run, _ -> new HashMap<>());
        for (String name : wanted.ofSubject(run.arm())) {
            Quantity.of(name)
                    .filter(quantity -> quantity.isOfArms() && !(quantity instanceof Quantity.OfDrift))
                    .ifPresent(quantity -> own.put(name, measures.value(quantity)));
        }
        for (String name : wanted.curvesOf(run.arm())) {
            if (Quantity.isCurve(name)) {
                List<RunReader.Point> points = measures.curve(name);
                curves.add(new Traced(
                        run.arm(),
                        run.seed(),
                        name,
                        points.stream()
                                .map(point -> Math.toIntExact(point.step()))
                                .toList(),
                        points.stream().map(RunReader.Point::value).toList()));
            }
        }
    }

    private List<String> drifts(String arm) {
        return wanted.ofSubject(arm).stream()
                .filter(name -> Quantity.of(name)
                        .filter(Quantity.OfDrift.class::isInstance)
                        .isPresent())
                .toList();
    }

    /** All arms that sampled alike are looked at together, so that what differs is the algorithm alone. */
    private void drift(int seed, Map<TrainedArm, List<List<ExpectedDrift.Group>>> sampled) {
        Map<TrainedArm, TrainRecipe> recipes = new LinkedHashMap<>();
        sampled.keySet().stream()
                .filter(run -> run.seed() == seed)
                .forEach(run -> recipes.put(run, Recipes.train(run.run().recipe(), List.of())));
        recipes.forEach((run, recipe) -> {
            List<String> names = drifts(run.arm());
            if (!names.isEmpty()) {
                List<List<List<ExpectedDrift.Group>>> alike = recipes.keySet().stream()
                        .filter(other -> samplesAs(recipes.getOrDefault(other, recipe), recipe))
                        .map(other -> sampled.getOrDefault(other, List.of()))
                        .toList();
                ExpectedDrift found = ExpectedDrift.of(
                        together(alike),
                        Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens()));
                Map<String, Double> own = numbers.computeIfAbsent(run, _ -> new HashMap<>());
                names.forEach(name -> own.put(name, name.equals("drift_right") ? found.right() : found.wrong()));
            }
        });
    }

    /** All that they sampled: the first step, in which arms that begin with one policy say the same, counts once. */
    static List<List<ExpectedDrift.Group>> together(List<List<List<ExpectedDrift.Group>>> arms) {
        return Stream.concat(
                        arms.stream().flatMap(steps -> steps.stream().limit(1)).distinct(),
                        arms.stream().flatMap(steps -> steps.stream().skip(1)))
                .toList();
    }

    /** Whether two begin with one policy that answers the same questions for the same rewards. */
    private static boolean samplesAs(TrainRecipe one, TrainRecipe other) {
        return one.model().equals(other.model())
                && one.template().equals(other.template())
                && one.reward().equals(other.reward())
                && one.data().equals(other.data())
                && one.verifier().equals(other.verifier())
                && one.rollout().equals(other.rollout());
    }

    private List<Measured> values() {
        List<Measured> values = new ArrayList<>();
        for (String arm : runs.stream().map(TrainedArm::arm).distinct().toList()) {
            for (String name : wanted.ofSubject(arm)) {
                List<Double> ofSeeds =
                        seeds.stream().map(seed -> number(arm, seed, name)).toList();
                if (Quantity.of(name).filter(Quantity::isOfArms).isPresent()) {
                    values.add(new Measured(arm, name, Unit.SEED, ofSeeds));
                }
            }
        }
        return values;
    }

    /** NaN of a seed that this arm was not trained with, so that the others stay beside their own. */
    private double number(String arm, int seed, String name) {
        return runs.stream()
                .filter(run -> run.arm().equals(arm) && run.seed() == seed)
                .findFirst()
                .map(run -> numbers.getOrDefault(run, Map.of()).getOrDefault(name, Double.NaN))
                .orElse(Double.NaN);
    }
}
