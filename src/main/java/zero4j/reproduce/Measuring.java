package zero4j.reproduce;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads from what the stages left all that the experiment's claims and pictures name, and no more. Arms that were not trained have no
 * measurements.
 */
final class Measuring {
    private Measuring() {}

    static Measurements of(Experiment experiment, Plan.Results results) {
        Wanted wanted = Wanted.of(experiment);
        Measurements ofArms = new ArmMeasures(wanted, results.runs()).read();
        List<Measurements.Measured> values = new ArrayList<>(ofArms.values());
        values.addAll(RowMeasures.read(wanted, results.tables(), results.passes()));
        return new Measurements(values, ofArms.curves());
    }
}
