package zero4j.tracking;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import zero4j.UserError;
import zero4j.eval.Evaluation;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.RolloutBackend;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.train.TrainListener;

/**
 * The programs that watch a training besides the user's own listener, which hears everything first. One that fails, because the disk is full or
 * for any other reason, is warned of once and left out: watching never ends a training.
 */
public final class Trackers implements TrainListener, AutoCloseable {
    private final TrackingSettings settings;
    private final TrainListener listener;
    private final List<Tracker> trackers = new ArrayList<>();
    private List<ScoredGroup> sampled = List.of();
    private BiConsumer<Long, String> warned = (_, _) -> {};
    private long step;

    private Trackers(TrackingSettings settings, TrainListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Opens what can be refused, before anything is made or loaded.
     *
     * @throws UserError if the port for Prometheus is taken
     */
    public static Trackers open(TrackingSettings settings, TrainListener listener) {
        Trackers trackers = new Trackers(settings, listener);
        if (settings.prometheus() > 0) {
            trackers.trackers.add(Prometheus.at(settings.prometheus()));
        }
        return trackers;
    }

    /**
     * Training begins, or goes on.
     *
     * @param done steps that are done
     * @param steps of the run
     * @param record where warnings are written down besides, each with the step that was being done
     */
    public void begin(RunFolder run, long done, long steps, BiConsumer<Long, String> record) {
        warned = record;
        step = done;
        if (settings.tensorboard()) {
            Path folder = run.path().resolve("tb");
            try {
                // Where no step is done, what was found before the first one counts no more either.
                trackers.add(new TensorBoard(folder, done == 0 ? 0 : done + 1, steps));
            } catch (IOException e) {
                giveUp("TensorBoard's event file in " + folder, e);
            }
        }
        each(tracker -> tracker.begin(run, done, steps));
    }

    void add(Tracker tracker) {
        trackers.add(tracker);
    }

    @FunctionalInterface
    private interface Telling {
        void to(Tracker tracker) throws IOException;
    }

    private void each(Telling telling) {
        for (Tracker tracker : List.copyOf(trackers)) {
            try {
                telling.to(tracker);
            } catch (IOException | RuntimeException e) {
                trackers.remove(tracker);
                close(tracker);
                giveUp(tracker.name(), e);
            }
        }
    }

    private void giveUp(String name, Exception why) {
        String text = name + " is not written any more: " + why.getMessage() + ". Training goes on without it";
        warned.accept(step, text);
        listener.warning(text);
    }

    private static void close(Tracker tracker) {
        try {
            tracker.close();
        } catch (IOException | RuntimeException e) {
            // What it failed for has been told, or there is nothing left to lose.
        }
    }

    @Override
    public void sampled(long number, List<ScoredGroup> groups) {
        sampled = groups;
        listener.sampled(number, groups);
    }

    @Override
    public void step(StepRecord record) {
        step = record.step();
        listener.step(record);
        List<ScoredGroup> groups = sampled;
        sampled = List.of();
        each(tracker -> tracker.step(record, groups));
    }

    @Override
    public void evaluated(long number, Evaluation evaluation) {
        listener.evaluated(number, evaluation);
        each(tracker -> tracker.evaluated(number, evaluation));
    }

    @Override
    public void notApplied(long number, String why) {
        listener.notApplied(number, why);
    }

    @Override
    public void warning(String text) {
        listener.warning(text);
    }

    @Override
    public void started(RunFolder run) {
        listener.started(run);
    }

    @Override
    public void hashing(Path model, long bytes) {
        listener.hashing(model, bytes);
    }

    @Override
    public void resumed(RunFolder run, Optional<Path> checkpoint) {
        listener.resumed(run, checkpoint);
    }

    @Override
    public void server(String text) {
        listener.server(text);
    }

    @Override
    public RolloutBackend.Progress sampling(String what, long completions) {
        return listener.sampling(what, completions);
    }

    @Override
    public void saved(Path checkpoint) {
        listener.saved(checkpoint);
    }

    @Override
    public void close() {
        trackers.forEach(Trackers::close);
        trackers.clear();
    }
}
