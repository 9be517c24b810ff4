package zero4j.reproduce;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SampleSet;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.run.RunFolder;
import zero4j.session.EvalMatrix;

/**
 * What is made for an experiment.
 *
 * @param experiment what is run of it
 * @param stages each once, behind those that it needs
 * @param arms trainings of the arms, by seed within each arm; two arms with the same settings have the same stage
 * @param tables of {@link Experiment#tables()}
 * @param passes of {@link Experiment#passes()}
 */
record Plan(
        Experiment experiment,
        List<Stage> stages,
        List<Arm> arms,
        List<Stage.Scoring> tables,
        List<Stage.Sampling> passes) {
    Plan {
        stages = List.copyOf(stages);
        arms = List.copyOf(arms);
        tables = List.copyOf(tables);
        passes = List.copyOf(passes);
    }

    /** A training of an arm. */
    record Arm(String arm, int seed, Stage.Training stage) {}

    /**
     * What the stages left.
     *
     * @param runs trained arms, by seed within each arm
     * @param tables scores of {@link Experiment#tables()}; their rows have the experiment's names of models and templates
     * @param passes of {@link Experiment#passes()}; so have their cells
     */
    record Results(List<TrainedArm> runs, List<ScoreMatrix> tables, List<? extends SampleSet> passes) {}

    /** What a training of an arm left. */
    record TrainedArm(String arm, int seed, RunFolder run) {}

    /**
     * The plan of an experiment.
     *
     * @param declared by the file
     * @param chosen what is run of it: {@link Experiment#chosen}
     * @throws zero4j.UserError with all that is wrong with it
     */
    static Plan of(Experiment declared, Experiment chosen, Path folder) {
        return new Planner(declared, chosen, new StageFolder(folder)).plan();
    }

    /** Stages that the experiment's results rest on: models that nothing uses are not made. */
    List<Stage> reached() {
        return reached(_ -> true);
    }

    /** Those of them that are there or to be run: what is not there any more may not be needed again. */
    List<Stage> used() {
        Set<String> due = due().stream().map(stage -> stage.about().key()).collect(Collectors.toSet());
        return reached().stream()
                .filter(stage -> due.contains(stage.about().key()) || StageFolder.isWhole(stage))
                .toList();
    }

    /** What is to be run: what is not there, and what that needs. */
    List<Stage> due() {
        return reached(stage -> !StageFolder.isWhole(stage)).stream()
                .filter(stage -> !StageFolder.isWhole(stage))
                .toList();
    }

    /** Stages that results come from, and what they need where it counts that they do. */
    private List<Stage> reached(Predicate<Stage> needs) {
        Set<String> reached = new HashSet<>();
        arms.forEach(arm -> reached.add(arm.stage().about().key()));
        tables.forEach(table -> reached.add(table.about().key()));
        passes.forEach(pass -> reached.add(pass.about().key()));
        for (Stage stage : stages.reversed()) {
            if (reached.contains(stage.about().key()) && needs.test(stage)) {
                reached.addAll(stage.about().needs());
            }
        }
        return stages.stream()
                .filter(stage -> reached.contains(stage.about().key()))
                .toList();
    }

    /**
     * What the stages left, when all are done.
     *
     * @throws zero4j.UserError if something of it is damaged
     */
    Results results() {
        List<TrainedArm> runs = arms.stream()
                .map(arm -> new TrainedArm(
                        arm.arm(),
                        arm.seed(),
                        RunFolder.open(arm.stage().about().result())))
                .toList();
        List<RenamedSamples> sampled = passes.stream()
                .map(pass -> new RenamedSamples(
                        SampleFolder.of(pass.about().result()),
                        pass.templates().stream().collect(Collectors.toMap(Stage.Named::value, Stage.Named::name))))
                .toList();
        return new Results(runs, tables.stream().map(Plan::scores).toList(), sampled);
    }

    private static ScoreMatrix scores(Stage.Scoring stage) {
        List<ScoreRow> rows = EvalMatrix.read(stage.about().result()).rows();
        return new ScoreMatrix(IntStream.range(0, rows.size())
                .mapToObj(i -> new ScoreRow(
                        stage.rows().get(i).model().name(),
                        stage.rows().get(i).template().name(),
                        rows.get(i).cells()))
                .toList());
    }
}
