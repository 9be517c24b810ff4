package zero4j.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.UserError;
import zero4j.Words;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Presets;
import zero4j.recipe.TrainRecipe;
import zero4j.run.Metric;

/** What can be measured of whom: arms, and models in templates. */
final class Subjects {
    private final Experiment experiment;
    private final Map<String, Arm> arms = new LinkedHashMap<>();

    /**
     * An arm.
     *
     * @param recipe empty if its settings are wrong: whoever trains it says what is
     */
    private record Arm(Optional<TrainRecipe> recipe, boolean evaluated) {}

    private Subjects(Experiment experiment) {
        this.experiment = experiment;
    }

    static Subjects of(Experiment experiment) {
        Subjects subjects = new Subjects(experiment);
        experiment.arms().forEach((name, changes) -> {
            Map<String, String> settings = Planner.settings(experiment, changes);
            boolean evaluated = !settings.getOrDefault("eval.suite", "nano").equals("none");
            subjects.arms.put(name, new Arm(recipe(settings), evaluated));
        });
        return subjects;
    }

    private static Optional<TrainRecipe> recipe(Map<String, String> settings) {
        try {
            return Optional.of(Planner.unnamed(settings));
        } catch (UserError e) {
            return Optional.empty();
        }
    }

    /** All arms, in the order of the file. */
    List<String> arms() {
        return List.copyOf(arms.keySet());
    }

    /** All that a quantity can be measured of, in the order of the file. */
    List<String> having(Quantity quantity) {
        return all(quantity).stream()
                .filter(subject -> problem(subject, quantity, "").isEmpty())
                .toList();
    }

    private List<String> all(Quantity quantity) {
        return switch (quantity) {
            case Quantity.OfSteps _, Quantity.OfEvaluations _, Quantity.OfDrift _ -> arms();
            case Quantity.OfTable _ ->
                experiment.tables().stream()
                        .flatMap(table -> rows(table.models(), table.templates()).stream())
                        .distinct()
                        .toList();
            case Quantity.OfSamples _, Quantity.OfResponses _ ->
                experiment.passes().stream()
                        .flatMap(pass -> rows(pass.models(), pass.templates()).stream())
                        .distinct()
                        .toList();
        };
    }

    private static List<String> rows(List<String> models, List<String> templates) {
        return models.stream()
                .flatMap(model -> templates.stream().map(template -> model + ", " + template))
                .toList();
    }

    /** Why a quantity cannot be measured of a subject; empty if it can. */
    Optional<String> problem(String subject, Quantity quantity, String name) {
        return problem(subject, quantity, name, "");
    }

    /** @param also what may stand there besides subjects, with what joins it to them */
    Optional<String> problem(String subject, Quantity quantity, String name, String also) {
        List<String> known = all(quantity);
        if (!known.contains(subject)) {
            return none(quantity)
                    .or(() -> Optional.of(
                            name + " is of " + kind(quantity) + ", and it must be " + also + nearest(subject, known)));
        }
        return switch (quantity) {
            case Quantity.OfSteps steps -> curveProblem(subject, steps.curve());
            case Quantity.OfEvaluations evaluations -> problem(arm(subject), evaluations, name);
            case Quantity.OfDrift _ ->
                keptProblem(subject, name).or(() -> arm(subject).recipe().flatMap(recipe -> drift(recipe, name)));
            case Quantity.OfTable table -> problem(subject, table);
            case Quantity.OfSamples samples -> problem(subject, samples, name);
            case Quantity.OfResponses _ ->
                passes(subject).size() > 1
                        ? Optional.of("it is in several passes: " + name + " is not of one")
                        : Optional.empty();
        };
    }

    /** Why a quantity cannot be measured at all; empty if there is something that it may be of. */
    Optional<String> none(Quantity quantity) {
        return all(quantity).isEmpty()
                ? Optional.of("it is of " + kind(quantity) + ", and this experiment has none")
                : Optional.empty();
    }

    private static String kind(Quantity quantity) {
        return switch (quantity) {
            case Quantity.OfSteps _, Quantity.OfEvaluations _, Quantity.OfDrift _ -> "an arm";
            case Quantity.OfTable _ -> "MODEL, TEMPLATE of a table";
            case Quantity.OfSamples _, Quantity.OfResponses _ -> "MODEL, TEMPLATE of a pass";
        };
    }

    /** One of the known, of which a table may have very many. */
    private static String nearest(String subject, List<String> known) {
        List<String> quoted = known.stream()
                .map(one -> one.contains(",") ? "\"" + one + "\"" : one)
                .toList();
        return "one of " + String.join(", ", quoted)
                + Optional.of(subject)
                        .filter(given -> !given.isBlank())
                        .flatMap(given -> Words.nearest(given, known))
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    private Arm arm(String name) {
        return arms.getOrDefault(name, new Arm(Optional.empty(), true));
    }

    /** Why an arm has no such curve; empty if it has. */
    Optional<String> curveProblem(String arm, String curve) {
        if (!arms.containsKey(arm)) {
            return Optional.of("curves are of arms, and it must be " + nearest(arm, List.copyOf(arms.keySet())));
        }
        Optional<Metric> metric = Metric.of(curve);
        if (metric.isEmpty()) {
            return keptProblem(arm, curve);
        }
        return arm(arm).recipe()
                .filter(recipe -> !recipe.measures(metric.get()))
                .map(recipe -> "the algorithm " + recipe.algorithm().preset() + " with its settings has no " + curve);
    }

    /** What is counted in completions needs all of them: those that are kept where not all are were chosen for what they are. */
    private Optional<String> keptProblem(String arm, String name) {
        return arm(arm).recipe()
                .filter(recipe -> recipe.record().groups() > 0
                        && recipe.record().groups() < recipe.rollout().prompts())
                .map(recipe -> name + " needs all completions of a step: record.groups must be 0, or at least "
                        + recipe.rollout().prompts() + " as rollout.prompts is");
    }

    private static Optional<String> drift(TrainRecipe recipe, String name) {
        Algorithm algorithm = Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens());
        return algorithm.critic().isPresent() || algorithm.rewardsDivergence()
                ? Optional.of(name + " needs advantages that follow from rewards alone, and " + algorithm.name()
                        + " has a critic, or KL in the reward")
                : Optional.empty();
    }

    private static Optional<String> problem(Arm arm, Quantity.OfEvaluations quantity, String name) {
        if (!arm.evaluated()) {
            return Optional.of(name + " is of evaluations, and its eval.suite is none");
        }
        return quantity.score().isSampled()
                        && arm.recipe()
                                .filter(recipe -> recipe.eval().samples() == 0)
                                .isPresent()
                ? Optional.of(name + " is of samples, and its eval.samples is 0")
                : Optional.empty();
    }

    private Optional<String> problem(String subject, Quantity.OfTable quantity) {
        List<Experiment.Scores> tables = tables(subject);
        if (tables.size() > 1) {
            return Optional.of(
                    "it is in several tables: put them together, or name its model or template otherwise in one");
        }
        return !quantity.greedy() && tables.getFirst().samples() == 0
                ? Optional.of("avg is of samples, and samples of its table is 0")
                : Optional.empty();
    }

    private Optional<String> problem(String subject, Quantity.OfSamples quantity, String name) {
        List<Experiment.Sampled> passes = passes(subject);
        if (passes.size() > 1) {
            return Optional.of(
                    "it is in several passes: put them together, or name its model or template otherwise in one");
        }
        Experiment.Sampled pass = passes.getFirst();
        if (quantity.k() > pass.samples()) {
            return Optional.of(name + " needs " + Words.counted(quantity.k(), "sample")
                    + ", and samples of its pass is " + pass.samples());
        }
        return quantity.temperature().isPresent()
                        && !pass.temperatures().contains(quantity.temperature().getAsDouble())
                ? Optional.of(name + " is of temperature "
                        + quantity.temperature().getAsDouble()
                        + ", and its pass has "
                        + pass.temperatures().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                : Optional.empty();
    }

    private List<Experiment.Scores> tables(String subject) {
        return experiment.tables().stream()
                .filter(table -> rows(table.models(), table.templates()).contains(subject))
                .toList();
    }

    private List<Experiment.Sampled> passes(String subject) {
        return experiment.passes().stream()
                .filter(pass -> rows(pass.models(), pass.templates()).contains(subject))
                .toList();
    }

    /** Why two rows that are both known cannot be compared; empty if they can: they must have been asked the same questions. */
    Optional<String> apart(Experiment.Claim claim, Quantity quantity) {
        List<Stream<Object>> places = new ArrayList<>();
        for (String subject : List.of(claim.subject(), claim.than())) {
            places.add(
                    switch (quantity) {
                        case Quantity.OfTable _ -> tables(subject).stream().map(table -> table);
                        case Quantity.OfSamples _, Quantity.OfResponses _ ->
                            passes(subject).stream().map(pass -> pass);
                        default -> Stream.empty();
                    });
        }
        return places.getFirst().toList().equals(places.getLast().toList())
                ? Optional.empty()
                : Optional.of(
                        "it must be of the same table or pass as the subject, so that both are asked the same questions");
    }
}
