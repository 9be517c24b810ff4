package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.learn.Checkpoint;
import zero4j.learn.Schedule;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.Rewards;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.train.TrainState;

/**
 * Whether a run that goes on would find what it began with: the settings key by key, every file that it depends on by its hash, and
 * a whole checkpoint. What has changed is refused by name; nothing is written before.
 */
final class ResumeCheck {
    /** Settings that change what is learnt by no more than rounding, or not at all; but {@link #SAMPLERS} may. */
    private static final Set<String> FREE = Set.of(
            "name",
            "runs",
            "device",
            "threads",
            "reward_timeout",
            "rollout.slots",
            "rollout.workers",
            "rollout.backend",
            "rollout.servers",
            "rollout.weights",
            "rollout.token",
            "rollout.request_deadline",
            "rollout.update_deadline",
            "rollout.mismatch",
            "kl.offload",
            "learner.backend",
            "train.steps",
            "train.tokens_per_micro_batch",
            "train.logprob_chunk",
            "train.activation_checkpointing",
            "train.workers",
            "train.checkpoint_every",
            "train.keep_checkpoints",
            "train.keep_best",
            "train.max_nonfinite_steps",
            "eval.every",
            "report",
            "record.groups",
            "record.tokens",
            "metrics.tensorboard",
            "metrics.prometheus",
            "dist.deadline",
            "dist.shard",
            "console.samples",
            "dashboard");

    /** Settings that say what samples: other engines than those of this program have other random draws. */
    private static final Set<String> SAMPLERS = Set.of("rollout.backend", "rollout.servers");

    private static final String RESTORE = "Restore it, or start a new run";

    private final RunFolder folder;
    private final Provenance then;
    private final Consumer<String> warnings;

    /**
     * A check of a run.
     *
     * @param warnings told of what has changed and is allowed to
     */
    ResumeCheck(RunFolder folder, Consumer<String> warnings) {
        this.folder = folder;
        this.then = Provenance.read(folder.provenance());
        this.warnings = warnings;
    }

    /**
     * Looks at the settings, before any file that they name is opened.
     *
     * @throws UserError that names each that has changed
     */
    void settings(TrainRecipe recipe) {
        if (then.seed() != recipe.seed()) {
            throw changed(List.of(RunOrigin.change("seed", then.seed(), recipe.seed())));
        }
        if (then.settings() == null) {
            return;
        }
        Map<String, String> before = RunOrigin.pinned(then.settings());
        List<String> unknown = RunOrigin.unknown(before);
        if (!unknown.isEmpty()) {
            warnings.accept(
                    folder.name() + " left " + String.join(", ", unknown)
                            + " to its algorithm, and what that was cannot be found out: whether they are the same is not known");
        }
        List<String> refused = new ArrayList<>();
        RunOrigin.differences(before, RunOrigin.settings(recipe)).forEach((key, change) -> {
            if (!isFree(key)) {
                refused.add(change);
            } else if (!key.equals("train.steps")) {
                warnings.accept(
                        folder.name() + " goes on with another setting than it began with: " + change + effect(key));
            } else if (recipe.train().schedule() != Schedule.CONSTANT) {
                warnings.accept(change + ": from here on the learning rate follows the schedule of "
                        + Words.counted(recipe.train().steps(), "step")
                        + ", which is not the one that the run began with");
            }
        });
        if (!refused.isEmpty()) {
            throw changed(refused);
        }
        if (!then.program().equals(Provenance.programVersion())) {
            warnings.accept(folder.name() + " was begun by zero4j " + then.program() + ", this is "
                    + Provenance.programVersion() + ": the last digits of what comes may differ");
        }
    }

    private static String effect(String key) {
        return SAMPLERS.contains(key)
                ? ". What is sampled from there on has other random draws, unless engines or servers of zero4j sample before and"
                        + " after"
                : ". That changes no more than rounding, or what is kept and shown";
    }

    /** Whether a run may go on with another value. */
    static boolean isFree(String key) {
        return FREE.contains(key) || key.startsWith("published.");
    }

    /**
     * Looks at settings that a run shall go on with instead of those in its folder.
     *
     * @throws UserError that names each which must stay as it was
     */
    static void requireChangeable(RunFolder folder, TrainRecipe before, TrainRecipe now) {
        List<String> refused = new ArrayList<>();
        RunOrigin.differences(RunOrigin.settings(before), RunOrigin.settings(now))
                .forEach((key, change) -> {
                    if (!isFree(key)) {
                        refused.add(change);
                    }
                });
        if (!refused.isEmpty()) {
            throw new UserError(folder.path() + " cannot go on with other settings than it began with: "
                    + String.join(", ", refused) + ". Leave that out, or start a new run");
        }
    }

    private UserError changed(List<String> changes) {
        return new UserError(folder.recipe() + " is not what the run was begun with: " + String.join(", ", changes)
                + ". Put that back, or start a new run");
    }

    /**
     * Looks at everything that the settings name.
     *
     * @throws UserError if the questions, the model, the reference model, the template or the reward have changed since the start
     */
    void files(TrainSetup setup) {
        data(setup.fingerprints());
        if (then.files() != null) {
            requireSame(then.files(), RunOrigin.files(setup), setup);
        } else if (!then.model().equals(ModelHash.of(setup.base()))) {
            throw new UserError("the model " + setup.base() + " has changed since " + folder.name()
                    + " started: its files have other contents than provenance.json says. " + RESTORE);
        }
        reward(then.reward(), Rewards.located(setup.reward().name()));
    }

    private void requireSame(Map<String, String> then, Map<String, String> now, TrainSetup setup) {
        for (String name : changed(then, now)) {
            String file = name.startsWith(RunOrigin.MODEL)
                    ? "the model's file " + setup.base().resolve(name.substring(RunOrigin.MODEL.length()))
                    : name.startsWith(RunOrigin.REWARD)
                            ? "the reward's file " + name.substring(RunOrigin.REWARD.length())
                            : "the file " + setup.recipe().template() + " (" + name + ")";
            String what = !now.containsKey(name) ? " is gone" : then.containsKey(name) ? " has changed" : " is new";
            throw new UserError(file + what + " since " + folder.name() + " started. " + RESTORE);
        }
    }

    private static Set<String> changed(Map<String, String> then, Map<String, String> now) {
        Set<String> changed = new TreeSet<>(then.keySet());
        changed.addAll(now.keySet());
        changed.removeIf(name -> Objects.equals(then.get(name), now.get(name)));
        return changed;
    }

    private void data(Map<String, String> now) {
        Set<String> changed = changed(located(then.data()), located(now));
        if (!changed.isEmpty()) {
            boolean questions = changed.stream().anyMatch(name -> !name.startsWith(TrainSetup.REFERENCE));
            throw new UserError((questions ? "the questions have" : "the reference model has") + " changed since "
                    + folder.name() + " started: " + String.join(", ", changed) + ". " + RESTORE);
        }
    }

    /** A reference model is called by its folder, which may have been named from another one. */
    private static Map<String, String> located(Map<String, String> prints) {
        Map<String, String> located = new TreeMap<>();
        prints.forEach((name, print) -> located.put(
                name.startsWith(TrainSetup.REFERENCE)
                        ? TrainSetup.REFERENCE
                                + Path.of(name.substring(TrainSetup.REFERENCE.length()))
                                        .toAbsolutePath()
                        : name,
                print));
        return located;
    }

    private void reward(@Nullable String then, String now) {
        if (then != null && !then.equals(now)) {
            throw new UserError(folder.name() + " was rewarded by '" + then + "' until now, not by '" + now
                    + "': a program of its own gave that reward. Resume it from there, or start a new run");
        }
    }

    /**
     * Looks at the newest checkpoint, if there is one, and at what was recorded until then.
     *
     * @throws UserError that names the file which is missing or damaged, and says what there is instead
     */
    void checkpoint(TrainRecipe recipe) {
        Optional<Path> newest = folder.latestCheckpoint();
        if (newest.isEmpty()) {
            return;
        }
        long step = RunFolder.stepOf(newest.get()).orElseThrow();
        try {
            TrainState state = TrainState.read(newest.get());
            if (state.step() != step || state.order().seed() != recipe.seed()) {
                throw new UserError(newest.get() + " holds the state of another checkpoint: trainer.json is of step "
                        + state.step() + " and seed " + state.order().seed());
            }
            Checkpoint.requireWhole(newest.get());
            RunFolder.requireUnchanged(newest.get(), _ -> true);
        } catch (UserError e) {
            throw damaged(folder, newest.get(), e);
        }
        recorded(step);
    }

    private void recorded(long step) {
        String lost = ". Restore it, or start a new run: without it nobody sees what the run did until step " + step
                + "; the model of the checkpoint can be the model of another run";
        if (!Files.isRegularFile(folder.database())) {
            throw new UserError("the run database " + folder.database()
                    + (Files.exists(folder.database()) ? " is no file" : " is missing") + lost);
        }
        long last;
        try (RunReader reader = RunReader.open(folder.database())) {
            last = reader.lastStep().orElse(0);
        } catch (UserError e) {
            throw new UserError(e.getMessage() + lost, e);
        }
        if (last < step) {
            throw new UserError("the run database " + folder.database() + " ends at step " + last
                    + ", before the checkpoint of step " + step + lost);
        }
    }

    /** What is wrong with a checkpoint, and which one there is besides. */
    static UserError damaged(RunFolder folder, Path checkpoint, UserError cause) {
        List<Long> others = new ArrayList<>(folder.checkpointSteps());
        others.removeIf(step -> folder.checkpoint(step).equals(checkpoint));
        return new UserError(
                cause.getMessage() + ". Restore the checkpoint "
                        + (others.isEmpty()
                                ? "or start a new run: there is no other one"
                                : "or remove " + checkpoint + ": `resume` then goes on from "
                                        + folder.checkpoint(others.getLast())),
                cause);
    }
}
