package zero4j.reproduce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zero4j.Words;

/** What can be wrong with an experiment's file by itself: names that nothing has, parts that say nothing, claims that cannot be judged. */
final class Declared {
    /** Seeds that an experiment may have. */
    static final int MOST_SEEDS = 1000;

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private Declared() {}

    /** What is wrong, each in a line; none if all is well. */
    static List<String> problems(Experiment experiment) {
        List<String> problems = new ArrayList<>();
        if (experiment.title().isBlank()) {
            problems.add("title is missing; it must say in a few words what the experiment is about");
        }
        names("models", experiment.models().keySet(), problems);
        names("questions", experiment.questions().keySet(), problems);
        names("templates", experiment.templates().keySet(), problems);
        if (experiment.arms().isEmpty()
                && experiment.tables().isEmpty()
                && experiment.passes().isEmpty()) {
            problems.add("arms: there are none, and neither tables nor passes: the experiment does nothing");
        }
        if (!experiment.arms().isEmpty()) {
            seeds("seeds", experiment.seeds(), 1, problems);
        }
        seeds("quick.seeds", experiment.quick().seeds(), 0, problems);
        experiment.arms().keySet().stream()
                .filter(experiment.models()::containsKey)
                .forEach(arm -> problems.add("arms." + arm + ": a model has that name, too; rename one of them"));
        experiment.quick().arms().stream()
                .filter(arm -> !experiment.arms().containsKey(arm))
                .forEach(arm -> problems.add("quick.arms: there is no arm " + arm + "; it must be "
                        + Words.oneOf(experiment.arms().keySet(), arm)));
        for (int i = 0; i < experiment.tables().size(); i++) {
            Experiment.Scores table = experiment.tables().get(i);
            asked("tables[" + i + "]", table.models(), table.templates(), table.suite(), problems);
            atLeast("tables[" + i + "].samples", table.samples(), 0, problems);
        }
        for (int i = 0; i < experiment.passes().size(); i++) {
            Experiment.Sampled pass = experiment.passes().get(i);
            String where = "passes[" + i + "]";
            asked(where, pass.models(), pass.templates(), pass.suite(), problems);
            atLeast(where + ".samples", pass.samples(), 1, problems);
            if (pass.temperatures().isEmpty()
                    || pass.temperatures().stream().anyMatch(one -> !(one > 0) || Double.isInfinite(one))) {
                problems.add(where + ".temperatures is " + pass.temperatures()
                        + "; it must be a list of numbers above 0: greedy answers are always there");
            }
        }
        quickLeavesOut(experiment, problems);
        problems.addAll(unmeasurable(experiment));
        return problems;
    }

    private static void seeds(String key, int seeds, int least, List<String> problems) {
        if (seeds < least || seeds > MOST_SEEDS) {
            problems.add(key + " is " + seeds + "; it must be from " + least + " to " + MOST_SEEDS);
        }
    }

    private static void atLeast(String key, int value, int least, List<String> problems) {
        if (value < least) {
            problems.add(key + " is " + value + "; it must be at least " + least);
        }
    }

    private static void asked(
            String where, List<String> models, List<String> templates, List<String> suite, List<String> problems) {
        boolean asks = !suite.isEmpty() && !suite.contains("none");
        Stream.of(models.isEmpty() ? "models" : "", templates.isEmpty() ? "templates" : "", asks ? "" : "suite")
                .filter(key -> !key.isEmpty())
                .forEach(key -> problems.add(where + ": " + key + " names none; it must name at least one"));
    }

    /** Trained arms are models of tables and passes, which a quick variant does not leave out. */
    private static void quickLeavesOut(Experiment experiment, List<String> problems) {
        List<String> only = experiment.quick().arms();
        Stream.concat(
                        experiment.tables().stream().flatMap(table -> table.models().stream()),
                        experiment.passes().stream().flatMap(pass -> pass.models().stream()))
                .distinct()
                .filter(model -> !only.isEmpty() && experiment.arms().containsKey(model) && !only.contains(model))
                .forEach(arm -> problems.add(
                        "quick.arms: tables or passes name the arm " + arm + ", so it must be one of them"));
    }

    private static void names(String section, Collection<String> names, List<String> problems) {
        names.stream()
                .filter(name -> !name.matches(NAME))
                .forEach(name -> problems.add(section + ": " + name
                        + " cannot be a name; it must consist of letters, digits, '.', '_' and '-', and begin with a letter"
                        + " or digit"));
    }

    /**
     * What cannot be measured or judged, each in a line with its claim or picture; none if all is well.
     *
     * @param experiment with all its arms, also those that the quick variant leaves out
     */
    static List<String> unmeasurable(Experiment experiment) {
        List<String> problems = new ArrayList<>();
        Subjects subjects = Subjects.of(experiment);
        for (int i = 0; i < experiment.claims().size(); i++) {
            Experiment.Claim claim = experiment.claims().get(i);
            String where = place("claims", i, claim.says());
            if (claim.says().isBlank()) {
                problems.add(where + "says is missing; it must be a sentence that says what is claimed");
            }
            claim(claim, subjects, what -> problems.add(where + what));
        }
        for (int i = 0; i < experiment.pictures().size(); i++) {
            Experiment.Picture picture = experiment.pictures().get(i);
            String where = place("pictures", i, picture.title());
            picture(picture, subjects, what -> problems.add(where + what));
        }
        return problems;
    }

    /** {@code claims[0], "It learns.": }. */
    private static String place(String section, int index, String called) {
        return section + "[" + index + "]" + (called.isBlank() ? "" : ", \"" + called.strip() + "\"") + ": ";
    }

    private static void claim(Experiment.Claim claim, Subjects subjects, Consumer<String> problem) {
        Optional<Quantity> quantity = Quantity.of(claim.quantity());
        if (quantity.isEmpty()) {
            problem.accept(is("quantity", claim.quantity()) + "it must be one " + Quantity.expected(claim.quantity()));
        } else if (subjects.none(quantity.get()).isPresent()) {
            problem.accept("quantity is " + claim.quantity() + "; "
                    + subjects.none(quantity.get()).orElseThrow());
        } else {
            compared(claim, quantity.get(), subjects, problem);
        }
        boolean same = claim.expect() == Experiment.Expect.SAME;
        if (!same && claim.expect() != Experiment.Expect.MORE && claim.expect() != Experiment.Expect.LESS) {
            problem.accept("expect is missing; it must be more, less or same");
        } else if (same != claim.within() > 0 || !Double.isFinite(claim.within())) {
            problem.accept((claim.within() == 0
                            ? "within is missing; it must be "
                            : "within is " + claim.within() + "; it must be ")
                    + (same
                            ? "above 0, in the unit of the quantity: how large a difference is too small to matter"
                            : "left out where more or less is expected"));
        } else if (claim.within() >= 1 && QuantityWords.of(claim.quantity()).unit() == QuantityWords.CountedIn.SHARE) {
            problem.accept("within is " + claim.within() + "; it must be below 1: " + claim.quantity()
                    + " is a share from 0 to 1, of which 0.05 are 5 points");
        }
    }

    private static String is(String key, String value) {
        return key + " is " + (value.isBlank() ? "missing" : value) + "; ";
    }

    private static void compared(
            Experiment.Claim claim, Quantity quantity, Subjects subjects, Consumer<String> problem) {
        Optional<String> subject = subjects.problem(claim.subject(), quantity, claim.quantity());
        subject.ifPresent(what -> problem.accept(is("subject", claim.subject()) + what));
        if (!claim.subject().isBlank() && claim.subject().equals(claim.than())) {
            problem.accept("than is " + claim.than() + "; it must be another one than the subject");
            return;
        }
        than(claim, subjects, quantity)
                .or(() -> subject.isPresent() || claim.number().isPresent()
                        ? Optional.empty()
                        : subjects.apart(claim, quantity))
                .ifPresent(what -> problem.accept(is("than", claim.than()) + what));
    }

    /** What is wrong with what a claim's subject is compared with, if anything is: over questions differences are within 1. */
    private static Optional<String> than(Experiment.Claim claim, Subjects subjects, Quantity quantity) {
        OptionalDouble number = claim.number();
        if (quantity instanceof Quantity.OfResponses(Quantity.Manner manner)
                && manner == Quantity.Manner.REFLECTION_GAIN
                && number.orElse(1) != 0) {
            return Optional.of("it must be 0: " + claim.quantity() + " is a difference already");
        }
        if (number.isEmpty()) {
            return subjects.problem(claim.than(), quantity, claim.quantity(), "a number, such as 0, or ");
        }
        return !quantity.isOfArms() && (number.getAsDouble() < 0 || number.getAsDouble() > 1)
                ? Optional.of("it must be from 0 to 1, as shares are")
                : Optional.empty();
    }

    private static void picture(Experiment.Picture picture, Subjects subjects, Consumer<String> problem) {
        List<String> given = new ArrayList<>();
        if (!picture.curve().isEmpty()) {
            given.add("curve");
        }
        if (!picture.path().isEmpty()) {
            given.add("path");
        }
        if (!picture.bars().isEmpty()) {
            given.add("bars");
        }
        if (given.size() != 1) {
            problem.accept("it has " + (given.isEmpty() ? "none" : String.join(" and ", given))
                    + " of curve, path and bars; it must have one of them");
        }
        if (!picture.path().isEmpty() && picture.path().size() != 2) {
            problem.accept("path names " + Words.counted(picture.path().size(), "quantity", "quantities")
                    + "; it must name two, the first to the right, the second upwards");
        }
        for (String curve :
                Stream.concat(picture.curve().stream(), picture.path().stream()).toList()) {
            if (Quantity.isCurve(curve)) {
                boolean all = picture.subjects().isEmpty();
                (all ? subjects.arms() : picture.subjects())
                        .forEach(arm -> subjects.curveProblem(arm, curve)
                                .ifPresent(what -> problem.accept(
                                        all
                                                ? "it draws all arms, since subjects names none, and of " + arm
                                                        + " it cannot: " + what
                                                : "subjects names " + arm + "; " + what)));
            } else {
                problem.accept(
                        "it draws " + curve + " over the steps; it must be a metric of training (`zero4j metrics` lists"
                                + " them), rechecks_right or rechecks_wrong"
                                + Words.nearest(curve, Quantity.curves())
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
        }
        for (String bar : picture.bars()) {
            Optional<Quantity> quantity = Quantity.of(bar);
            if (quantity.isEmpty()) {
                problem.accept("it draws bars of " + bar + "; it must be a quantity " + Quantity.expected(bar));
            } else if (picture.subjects().isEmpty()
                    && subjects.having(quantity.get()).isEmpty()) {
                problem.accept("it draws bars of " + bar + ", which nothing in this experiment has");
            } else {
                picture.subjects()
                        .forEach(subject -> subjects.problem(subject, quantity.get(), bar)
                                .ifPresent(what -> problem.accept("subjects names " + subject + "; " + what)));
            }
        }
    }
}
