package zero4j.session;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;

/** Whether a run that goes on would find what it began with. */
final class ResumeCheck {
    private ResumeCheck() {}

    /** @throws UserError if the questions, the base model, the reference model or the reward have changed since the run started */
    static void check(RunFolder folder, TrainSetup setup) {
        Provenance provenance = Provenance.read(folder.provenance());
        checkFiles(folder, provenance.data(), setup.fingerprints());
        checkBase(folder, provenance.model(), setup);
        checkReward(folder, provenance.reward(), setup.reward().name());
    }

    /** With a checkpoint the base is not needed any more, unless the policy is held near it. */
    private static void checkBase(RunFolder folder, String then, TrainSetup setup) {
        if (folder.latestCheckpoint().isPresent() && !setup.needsBase()) {
            return;
        }
        if (!then.equals(ModelHash.of(setup.base()))) {
            throw new UserError("the model " + setup.base() + " has changed since " + folder.name()
                    + " started: its files have other contents than provenance.json says. Restore them, or start a new"
                    + " run");
        }
    }

    private static void checkReward(RunFolder folder, @Nullable String then, String now) {
        if (then != null && !then.equals(now)) {
            throw new UserError(folder.name() + " was rewarded by '" + then + "' until now, not by '" + now
                    + "': a program of its own gave that reward. Resume it from there, or start a new run");
        }
    }

    private static void checkFiles(RunFolder folder, Map<String, String> then, Map<String, String> now) {
        if (!then.equals(now)) {
            Set<String> changed = new TreeSet<>(then.keySet());
            changed.addAll(now.keySet());
            changed.removeIf(name -> Objects.equals(then.get(name), now.get(name)));
            boolean questions = changed.stream().anyMatch(name -> !name.startsWith(TrainSetup.REFERENCE));
            throw new UserError((questions ? "the questions have" : "the reference model has") + " changed since "
                    + folder.name() + " started: " + String.join(", ", changed)
                    + ". Restore the files, or start a new run");
        }
    }
}
