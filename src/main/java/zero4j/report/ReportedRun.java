package zero4j.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.recipe.RunSettings;
import zero4j.recipe.TrainRecipe;
import zero4j.report.plot.Series;
import zero4j.run.EvalMean;
import zero4j.run.EvalRecord;
import zero4j.run.LaunchRecord;
import zero4j.run.LevelScore;
import zero4j.run.Metric;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.RunState;
import zero4j.run.RunSummary;
import zero4j.run.SkippedBatch;
import zero4j.run.WarningRecord;

/**
 * What a report tells of a run, in little memory however long the run was.
 *
 * @param summary the run in a line
 * @param recipe its settings; empty where this version of the program does not understand them
 * @param provenance what it was made with; empty if the file is missing or damaged
 * @param launches its starts, in order
 * @param steps that are done
 * @param curves of every metric, some of them empty
 * @param before scores of the first evaluation: most often of the model as it came
 * @param after scores of the last evaluation; those of the first if there is no other
 * @param evaluations means of all evaluations, thinned
 * @param levels scores of the first and the last evaluation by benchmark, level by level
 * @param warnings that were told
 * @param skipped updates that were not applied
 * @param nothingLearnt why nothing was, if nothing was
 * @param read completions to be read
 */
record ReportedRun(
        RunSummary summary,
        Optional<TrainRecipe> recipe,
        Optional<Provenance> provenance,
        List<LaunchRecord> launches,
        long steps,
        Map<Metric, DrawnCurve> curves,
        List<EvalRecord> before,
        List<EvalRecord> after,
        List<EvalMean> evaluations,
        Map<String, List<List<LevelScore>>> levels,
        List<WarningRecord> warnings,
        List<SkippedBatch> skipped,
        Optional<String> nothingLearnt,
        SampleGroups read) {
    private static final List<Metric> BETWEEN = List.of(Metric.SECONDS_CHECKPOINT, Metric.SECONDS_EVALUATION);

    /**
     * Reads a run, also one that goes on or that was killed.
     *
     * @throws UserError if nothing of it was recorded, or its database cannot be read
     */
    static ReportedRun read(RunFolder run) {
        if (!Files.isRegularFile(run.database())) {
            throw new UserError(
                    run.path() + " has recorded nothing yet: there is no run.db in it. It has something to report when"
                            + " its first step or evaluation is done");
        }
        RunSummary summary = RunSummary.of(run);
        try (RunReader reader = RunReader.open(run.database())) {
            long steps = reader.lastStep().orElse(0);
            List<Metric> metrics = Arrays.asList(Metric.values());
            Map<Metric, DrawnCurve> curves = DrawnCurve.read(reader, metrics, steps);
            List<EvalRecord> before = scores(reader, reader.firstEvaluation());
            List<EvalRecord> after = scores(reader, reader.lastEvaluation());
            return new ReportedRun(
                    summary,
                    RunSettings.of(run),
                    provenance(run),
                    reader.launches(),
                    steps,
                    curves,
                    before,
                    after,
                    reader.evaluationMeans(2 * Series.DRAWN_POINTS),
                    levels(reader, before, after),
                    reader.warnings(),
                    reader.skippedBatches(),
                    NothingLearnt.of(reader, steps),
                    SampleGroups.read(reader, before, after));
        }
    }

    private static List<EvalRecord> scores(RunReader reader, OptionalLong step) {
        return step.isEmpty() ? List.of() : reader.evaluations(step.getAsLong());
    }

    private static Optional<Provenance> provenance(RunFolder run) {
        try {
            return Optional.of(Provenance.read(run.provenance()));
        } catch (UserError damaged) {
            return Optional.empty();
        }
    }

    private static Map<String, List<List<LevelScore>>> levels(
            RunReader reader, List<EvalRecord> before, List<EvalRecord> after) {
        Map<String, List<List<LevelScore>>> levels = new LinkedHashMap<>();
        for (EvalRecord score : after) {
            String benchmark = score.benchmark();
            List<LevelScore> last = reader.levels(benchmark, score.step());
            if (last.stream().anyMatch(level -> !level.level().isEmpty())) {
                levels.put(
                        benchmark,
                        List.of(reader.levels(benchmark, before.getFirst().step()), last));
            }
        }
        return levels;
    }

    RunFolder folder() {
        return summary.folder();
    }

    String name() {
        return folder().name();
    }

    /** With the folder around it, where runs of one name lie in several. */
    String longName() {
        Path path = folder().path().toAbsolutePath().normalize();
        int names = path.getNameCount();
        return path.subpath(Math.max(0, names - 2), names).toString();
    }

    RunState state() {
        return summary.state();
    }

    /** Steps that were to be done; those that are done where nobody knows. */
    long planned() {
        return summary.steps().orElse(steps);
    }

    DrawnCurve curve(Metric metric) {
        return Objects.requireNonNull(curves.get(metric), "a curve of each metric");
    }

    boolean has(Metric metric) {
        return !curve(metric).isEmpty();
    }

    /** Every setting by its key; none where they are not understood. */
    Map<String, String> settings() {
        return recipe.map(known -> Recipes.settings(known.pinned())).orElse(Map.of());
    }

    /** Whether there is an evaluation before and another one after. */
    boolean compared() {
        return !before.isEmpty() && before.getFirst().step() < after.getFirst().step();
    }

    /** Seconds that were spent on what is measured. */
    double seconds() {
        return Stream.concat(Metric.phases(ranAhead()).stream(), BETWEEN.stream())
                .mapToDouble(phase -> curve(phase).sum())
                .sum();
    }

    /** Whether its rollouts ran ahead of the learner. */
    boolean ranAhead() {
        return !curve(Metric.SECONDS_LEARNER_IDLE).isEmpty();
    }
}
