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
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private Declared() {}

    /** What is wrong, each in a line; none if all is well. */
    static List<String> problems(Experiment experiment) {
        List<String> problems = new ArrayList<>();
        names("models", experiment.models().keySet(), problems);
        names("questions", experiment.questions().keySet(), problems);
        names("templates", experiment.templates().keySet(), problems);
        if (experiment.arms().isEmpty()
                && experiment.tables().isEmpty()
                && experiment.passes().isEmpty()) {
            problems.add("arms: there are none, and neither tables nor passes: the experiment does nothing");
        }
        if (!experiment.arms().isEmpty() && experiment.seeds() < 1) {
            problems.add("seeds is " + experiment.seeds() + "; it must be at least 1 where there are arms");
        }
        experiment.arms().keySet().stream()
                .filter(experiment.models()::containsKey)
                .forEach(arm -> problems.add("arms." + arm + ": a model has that name, too; rename one of them"));
        experiment.quick().arms().stream()
                .filter(arm -> !experiment.arms().containsKey(arm))
                .forEach(arm -> problems.add("quick.arms: there is no arm " + arm + "; it must be "
                        + Words.oneOf(experiment.arms().keySet(), arm)));
        experiment
                .tables()
                .forEach(table -> asked("tables", table.models(), table.templates(), table.suite(), problems));
        experiment.passes().forEach(pass -> asked("passes", pass.models(), pass.templates(), pass.suite(), problems));
        quickLeavesOut(experiment, problems);
        problems.addAll(unmeasurable(experiment));
        return problems;
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
        for (Experiment.Claim claim : experiment.claims()) {
            claim(claim, subjects, what -> problems.add("claims, \"" + claim.says() + "\": " + what));
        }
        for (Experiment.Picture picture : experiment.pictures()) {
            picture(picture, subjects, what -> problems.add("pictures, \"" + picture.title() + "\": " + what));
        }
        return problems;
    }

    private static void claim(Experiment.Claim claim, Subjects subjects, Consumer<String> problem) {
        Optional<Quantity> quantity = Quantity.of(claim.quantity());
        if (quantity.isEmpty()) {
            problem.accept(
                    "quantity is " + claim.quantity() + "; it must be one " + Quantity.expected(claim.quantity()));
        } else {
            Optional<String> subject = subjects.problem(claim.subject(), quantity.get(), claim.quantity());
            subject.ifPresent(what -> problem.accept("subject is " + claim.subject() + "; " + what));
            than(claim, subjects, quantity.get())
                    .or(() -> subject.isPresent() || claim.number().isPresent()
                            ? Optional.empty()
                            : subjects.apart(claim, quantity.get()))
                    .ifPresent(what -> problem.accept("than is " + claim.than() + "; " + what));
        }
        if (claim.subject().equals(claim.than())) {
            problem.accept("than is " + claim.than() + "; it must be another one than the subject");
        }
        boolean same = claim.expect() == Experiment.Expect.SAME;
        if (!same && claim.expect() != Experiment.Expect.MORE && claim.expect() != Experiment.Expect.LESS) {
            problem.accept("expect is missing; it must be more, less or same");
        } else if (same != claim.within() > 0 || !Double.isFinite(claim.within())) {
            problem.accept("within is " + claim.within() + "; it must be "
                    + (same
                            ? "above 0, in the unit of the quantity: how large a difference is too small to matter"
                            : "left out where more or less is expected"));
        }
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
            return subjects.problem(claim.than(), quantity, claim.quantity());
        }
        return !quantity.isOfArms() && (number.getAsDouble() < 0 || number.getAsDouble() > 1)
                ? Optional.of("it must be from 0 to 1, as shares are")
                : Optional.empty();
    }

    private static void picture(Experiment.Picture picture, Subjects subjects, Consumer<String> problem) {
        long given = Stream.of(picture.curve(), picture.path(), picture.bars())
                .filter(list -> !list.isEmpty())
                .count();
        if (given != 1) {
            problem.accept(
                    "one of curve, path and bars must be given, not " + Words.counted(given, "one") + " of them");
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
