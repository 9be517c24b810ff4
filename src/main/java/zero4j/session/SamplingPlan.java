package zero4j.session;

import java.nio.file.Path;
import java.util.List;
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
 */
record SamplingPlan(
        Path folder,
        Optional<SamplePass> before,
        SamplePass pass,
        List<SampleCell> cells,
        List<SampleCell> missing,
        List<Benchmark> benchmarks) {
    /** Completions that a cell has. */
    long completions(SampleCell cell) {
        return pass.settings().asked() * cell.samples();
    }
}
