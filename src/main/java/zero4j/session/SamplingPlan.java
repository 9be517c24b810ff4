package zero4j.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SamplePass;
import zero4j.eval.Benchmark;

/**
 * What a command asks for of a pass of sampling, compared with what its folder has.
 *
 * @param folder of the pass
 * @param before what the folder had; empty for a new pass
 * @param pass as its file is to say it
 * @param cells all that were asked for: by model, template and temperature
 * @param missing those that are not complete, or have too few samples
 * @param benchmarks the questions; none if nothing is missing
 * @param computes where and with what models are sampled, by their names
 */
record SamplingPlan(
        Path folder,
        Optional<SamplePass> before,
        SamplePass pass,
        List<SampleCell> cells,
        List<SampleCell> missing,
        List<Benchmark> benchmarks,
        Map<String, Compute> computes) {
    /** Where and with what a model is sampled that has missing cells. */
    Compute compute(SamplePass.Model model) {
        return Objects.requireNonNull(computes.get(model.name()));
    }
}
