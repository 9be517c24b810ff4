package zero4j.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zero4j.Words;

/**
 * What an experiment's claims and pictures name, and so what must be measured.
 *
 * @param values numbers of subjects
 * @param curves of arms
 */
record Wanted(Set<Named> values, Set<Named> curves) {
    /** A quantity of a subject, both as the file names them. */
    record Named(String subject, String quantity) {}

    /** What must be measured; what is not known is left out. */
    static Wanted of(Experiment experiment) {
        Set<Named> values = new LinkedHashSet<>();
        Set<Named> curves = new LinkedHashSet<>();
        for (Experiment.Claim claim : experiment.claims()) {
            values.add(new Named(claim.subject(), claim.quantity()));
            if (claim.number().isEmpty()) {
                values.add(new Named(claim.than(), claim.quantity()));
            }
        }
        for (Experiment.Picture picture : experiment.pictures()) {
            for (String bar : picture.bars()) {
                drawn(experiment, picture, bar).forEach(subject -> values.add(new Named(subject, bar)));
            }
            List<String> arms =
                    picture.subjects().isEmpty() ? List.copyOf(experiment.arms().keySet()) : picture.subjects();
            Stream.concat(picture.curve().stream(), picture.path().stream())
                    .forEach(curve -> arms.forEach(arm -> curves.add(new Named(arm, curve))));
        }
        return new Wanted(values, curves);
    }

    /** Whose bars of a quantity a picture has: those that it names, or all that have it. */
    private static List<String> drawn(Experiment experiment, Experiment.Picture picture, String name) {
        if (!picture.subjects().isEmpty()) {
            return picture.subjects();
        }
        Optional<Quantity> quantity = Quantity.of(name);
        return quantity.isEmpty() ? List.of() : Subjects.of(experiment).having(quantity.get());
    }

    /** The same without numbers of subjects that are not asked for. */
    List<String> ofSubject(String subject) {
        return values.stream()
                .filter(named -> named.subject().equals(subject))
                .map(Named::quantity)
                .toList();
    }

    /** The curves of an arm. */
    List<String> curvesOf(String arm) {
        return curves.stream()
                .filter(named -> named.subject().equals(arm))
                .map(Named::quantity)
                .toList();
    }

    /**
     * What cannot be measured or judged, each in a line with its claim or picture; none if all is well.
     *
     * @param experiment with all its arms, also those that the quick variant leaves out
     */
    static List<String> problems(Experiment experiment) {
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
                                                ? "it draws all arms, since subjects names none, and of " + arm + " it cannot: "
                                                        + what
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
