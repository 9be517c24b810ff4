package zero4j.reproduce;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
}
