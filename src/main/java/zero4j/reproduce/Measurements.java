package zero4j.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an experiment measured.
 *
 * @param values one for each subject and quantity
 * @param curves of trained arms
 */
record Measurements(List<Measured> values, List<Traced> curves) {
    Measurements {
        values = List.copyOf(values);
        curves = List.copyOf(curves);
    }

    /**
     * Reads from what the stages left all that the experiment's claims and pictures name, and no more. Arms that were not trained have
     * no measurements.
     */
    static Measurements of(Experiment experiment, Plan.Results results) {
        Wanted wanted = Wanted.of(experiment);
        Measurements ofArms = new ArmMeasures(wanted, results.runs()).read();
        List<Measured> values = new ArrayList<>(ofArms.values());
        values.addAll(RowMeasures.read(wanted, results.tables(), results.passes()));
        return new Measurements(values, ofArms.curves());
    }

    /** What a number belongs to: chance is in what would be another one the next time. */
    enum Unit {
        /** Of a whole training. */
        SEED,
        /** Of a question of a benchmark. */
        QUESTION
    }

    /**
     * A quantity of a subject.
     *
     * @param subject an arm, or {@code MODEL, TEMPLATE}
     * @param quantity for example {@code length_incorrect@last}
     * @param values one for each seed or question, in the same order for all subjects
     */
    record Measured(String subject, String quantity, Unit unit, List<Double> values) {
        Measured {
            values = List.copyOf(values);
        }
    }

    /**
     * A quantity over the steps of one training.
     *
     * @param steps from 1, increasing
     * @param values one for each step
     */
    record Traced(String subject, int seed, String quantity, List<Integer> steps, List<Double> values) {
        Traced {
            steps = List.copyOf(steps);
            values = List.copyOf(values);
        }
    }

    /** A quantity of a subject, if it was measured. */
    Optional<Measured> find(String subject, String quantity) {
        return values.stream()
                .filter(one -> one.subject().equals(subject) && one.quantity().equals(quantity))
                .findFirst();
    }
}
