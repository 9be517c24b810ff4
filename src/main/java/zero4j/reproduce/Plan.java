package zero4j.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.UserError;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SampleSet;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.run.RunFolder;

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
    List<Stage> used() {
        return reached(arms.stream().map(arm -> (Stage) arm.stage()).toList(), tables, passes);
    }

    /** What is to be run: what is not there, and what that needs. */
    List<Stage> due() {
        Set<String> due = new HashSet<>();
        List<Stage> last = new ArrayList<>(used());
        Collections.reverse(last);
        Set<String> ends = new HashSet<>();
        arms.forEach(arm -> ends.add(arm.stage().about().key()));
        tables.forEach(table -> ends.add(table.about().key()));
        passes.forEach(pass -> ends.add(pass.about().key()));
        Set<String> needed = new HashSet<>(ends);
        for (Stage stage : last) {
            if (needed.contains(stage.about().key()) && !StageFolder.isWhole(stage)) {
                due.add(stage.about().key());
                needed.addAll(stage.about().needs());
            }
        }
        return stages.stream()
                .filter(stage -> due.contains(stage.about().key()))
                .toList();
    }

    /**
     * What the stages left, when all are done.
     *
     * @param warnings told of a table that is made again, since the folder was moved or copied
     */
    Results results(Consumer<String> warnings) {
        List<TrainedArm> runs = arms.stream()
                .map(arm -> new TrainedArm(
                        arm.arm(),
                        arm.seed(),
                        RunFolder.open(arm.stage().about().result())))
                .toList();
        List<ScoreMatrix> scored =
                tables.stream().map(stage -> scores(stage, warnings)).toList();
        List<RenamedSamples> sampled = passes.stream()
                .map(pass -> new RenamedSamples(
                        SampleFolder.of(pass.about().result()),
                        pass.templates().stream().collect(Collectors.toMap(Stage.Named::value, Stage.Named::name))))
                .toList();
        return new Results(runs, scored, sampled);
    }

    private static ScoreMatrix scores(Stage.Scoring stage, Consumer<String> warnings) {
        List<ScoreRow> read;
        try {
            read = StageWork.matrix(stage).run().scores().rows();
        } catch (UserError e) {
            warnings.accept("an evaluation is made again: " + e.getMessage());
            read = StageWork.matrix(stage).replace().run().scores().rows();
        }
        List<ScoreRow> rows = read;
        return new ScoreMatrix(IntStream.range(0, rows.size())
                .mapToObj(i -> new ScoreRow(
                        stage.rows().get(i).model().name(),
                        stage.rows().get(i).template().name(),
                        rows.get(i).cells(),
                        rows.get(i).temperature()))
                .toList());
    }

    @SafeVarargs
    private List<Stage> reached(List<? extends Stage>... ends) {
        Set<String> reached = new HashSet<>();
        for (List<? extends Stage> some : ends) {
            some.forEach(stage -> reached.add(stage.about().key()));
        }
        List<Stage> last = new ArrayList<>(stages);
        Collections.reverse(last);
        for (Stage stage : last) {
            if (reached.contains(stage.about().key())) {
                reached.addAll(stage.about().needs());
            }
        }
        return stages.stream()
                .filter(stage -> reached.contains(stage.about().key()))
                .toList();
    }
}
