package zero4j.reproduce;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SamplePass;
import zero4j.eval.Evaluation;
import zero4j.pretrain.PretrainFolder;
import zero4j.pretrain.PretrainListener;
import zero4j.pretrain.PretrainStep;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.RolloutBackend;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.session.AnalyzeListener;
import zero4j.session.AnalyzeSession;
import zero4j.session.EvalListener;
import zero4j.session.EvalMatrix;
import zero4j.session.EvalSession;
import zero4j.session.MatrixRow;
import zero4j.session.PretrainSession;
import zero4j.session.TrainSession;
import zero4j.train.TrainListener;

/**
 * Does what a stage says, or goes on with what is there of it.
 *
 * @param hears how far it is
 * @param stop asked between steps; what was done until then is kept
 */
record StageWork(Heard hears, BooleanSupplier stop) {
    /** Who hears how far a stage is. */
    interface Heard extends DoubleConsumer {
        /** The share that is done. On any thread. */
        @Override
        void accept(double share);

        /** What was done until now is saved, and would not be lost. */
        void saved();

        /** On any thread. */
        void warning(String text);
    }

    /**
     * Works until the stage is done, or until asked to stop.
     *
     * @return whether it is done
     * @throws zero4j.UserError if it cannot be done
     */
    boolean run(Stage stage) {
        stage.about().inputs().forEach(Meaning.Input::require);
        return switch (stage) {
            case Stage.Pretraining pretraining -> pretrain(pretraining);
            case Stage.Training training -> train(training);
            case Stage.Scoring scoring ->
                matrix(scoring).listener(scored(scoring)).stopWhen(stop).run().finished();
            case Stage.Sampling sampling ->
                analysis(sampling).listener(sampled()).stopWhen(stop).sample().isPresent();
        };
    }

    /** What a training or pretraining that was stopped goes on from, {@code step 5 of 60}; empty where there is nothing. */
    static String begun(Stage stage) {
        Path result = stage.about().result();
        Optional<Path> checkpoint = switch (stage) {
            case Stage.Training _
            when !StageFolder.isOutdated(stage) ->
                Files.isDirectory(result) ? new RunFolder(result).latestCheckpoint() : Optional.empty();
            case Stage.Pretraining _
            when !StageFolder.isOutdated(stage) ->
                PretrainFolder.find(result).flatMap(PretrainFolder::latestCheckpoint);
            default -> Optional.empty();
        };
        String of = stage instanceof Stage.Training training
                ? " of " + training.recipe().train().steps()
                : "";
        return checkpoint
                .flatMap(RunFolder::stepOf)
                .filter(step -> step > 0)
                .map(step -> "step " + step + of)
                .orElse("");
    }

    private boolean pretrain(Stage.Pretraining stage) {
        Path output = stage.about().result();
        PretrainSession session;
        if (PretrainSession.isUnfinished(output)) {
            session = PretrainSession.resume(output);
        } else if (PretrainSession.finishedModel(output).isPresent()) {
            return true; // a kill came before it could be noted
        } else {
            session = PretrainSession.of(stage.recipe());
        }
        return session.listener(new PretrainListener() {
                    @Override
                    public void step(PretrainStep step) {
                        hears.accept(
                                (double) step.step() / session.recipe().train().steps());
                    }

                    @Override
                    public void saved(Path checkpoint) {
                        hears.saved();
                    }

                    @Override
                    public void warning(String text) {
                        hears.warning(text);
                    }
                })
                .stopWhen(stop)
                .run()
                .finished();
    }

    private boolean train(Stage.Training stage) {
        RunFolder run = new RunFolder(stage.about().result());
        // A run that has begun goes on as it was begun, whatever has changed since of what decides nothing.
        TrainSession session = Files.isRegularFile(run.recipe())
                ? TrainSession.resume(run.path())
                : TrainSession.of(stage.recipe()).in(run.path());
        return session.listener(new Steps(stage)).stopWhen(stop).run().finished();
    }

    /** Steps and evaluations count as long as they are expected to take. */
    private final class Steps implements TrainListener {
        private final double step;
        private final double evaluation;
        private final double all;
        private double done;

        private Steps(Stage.Training stage) {
            TrainRecipe recipe = stage.recipe();
            double steps = Expected.steps(recipe);
            all = Math.max(stage.about().seconds(), steps);
            step = steps / Math.max(1, recipe.train().steps());
            evaluation = (all - steps) / Math.max(1, Expected.evaluations(recipe));
        }

        @Override
        public void step(StepRecord record) {
            done = Math.max(done + step, record.step() * step);
            hears.accept(Math.min(1, done / all));
        }

        @Override
        public void evaluated(long step, Evaluation of) {
            done += evaluation;
            hears.accept(Math.min(1, done / all));
        }

        @Override
        public void saved(Path checkpoint) {
            hears.saved();
        }

        @Override
        public void warning(String text) {
            hears.warning(text);
        }
    }

    /** The evaluations of a table; they take what is there and do what is missing. */
    private static EvalMatrix matrix(Stage.Scoring stage) {
        Stage.Asking asking = stage.asking();
        List<EvalSession> rows = stage.rows().stream()
                .map(row -> EvalSession.of(row.model().value())
                        .template(row.template().value())
                        .suite(asking.suite())
                        .questions(asking.questions())
                        .maxNewTokens(asking.maxNewTokens())
                        .samples(stage.samples())
                        .temperature(asking.temperature())
                        .seed(asking.seed())
                        .reward(asking.reward())
                        .verifier(asking.verifier()))
                .toList();
        return EvalMatrix.of(rows).output(stage.about().result()).keep();
    }

    private EvalListener scored(Stage.Scoring stage) {
        int rows = stage.rows().size();
        return new EvalListener() {
            private double before;

            @Override
            public void row(MatrixRow row, int number, int of) {
                before = (number - 1.0) / rows;
                hears.accept(before);
            }

            @Override
            public RolloutBackend.Progress sampling(long completions) {
                return counted(completions, before, 1.0 / rows);
            }

            @Override
            public void warning(String text) {
                hears.warning(text);
            }
        };
    }

    /** The session of a pass. */
    static AnalyzeSession analysis(Stage.Sampling stage) {
        Stage.Asking asking = stage.asking();
        return AnalyzeSession.of(stage.models().stream()
                        .map(model -> model.name() + "=" + model.value())
                        .toList())
                .templates(stage.templates().stream().map(Stage.Named::value).toList())
                .suite(asking.suite())
                .questions(asking.questions())
                .maxNewTokens(asking.maxNewTokens())
                .temperatures(stage.temperatures())
                .samples(stage.samples())
                .seed(asking.seed())
                .verifier(asking.verifier())
                .folder(stage.about().result());
    }

    private AnalyzeListener sampled() {
        return new AnalyzeListener() {
            @Override
            public RolloutBackend.Progress sampling(long kept, long completions) {
                double all = kept + (double) completions;
                return counted(completions, kept / all, completions / all);
            }

            @Override
            public void sampled(SampleCell cell, SamplePass.Counts counts, int done, int missing) {
                hears.saved();
            }

            @Override
            public void warning(String text) {
                hears.warning(text);
            }
        };
    }

    /** Tells of every hundredth. */
    private RolloutBackend.Progress counted(long completions, double before, double share) {
        AtomicLong done = new AtomicLong();
        return _ -> {
            long now = done.incrementAndGet();
            if (now * 100 / completions > (now - 1) * 100 / completions) {
                hears.accept(before + share * now / completions);
            }
        };
    }
}
