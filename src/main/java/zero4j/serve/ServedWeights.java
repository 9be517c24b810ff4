package zero4j.serve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.engine.FolderWeights;
import zero4j.rollout.Completion;
import zero4j.weights.ModelFolder;

/**
 * The weights that a server samples from, and what they are called. The engine counts them; clients give them names, free texts.
 * Thread-safe.
 */
final class ServedWeights {
    /** Names that are remembered: more versions than a completion in flight can have tokens of. */
    private static final long KEPT = 1024;

    private final Pauses pauses;
    private final ServedModel model;
    private final Consumer<String> told;
    private final Map<Long, String> labels = new ConcurrentHashMap<>();
    private volatile Path folder;
    private volatile long number;
    private volatile boolean usable = true;

    /** A stretch of a completion's tokens, from {@code start} to before {@code end}, of one version. */
    record VersionSpan(String version, int start, int end) {}

    /**
     * @param number of the engine's weights
     * @param label what they are called
     * @param told is told each label
     */
    ServedWeights(Pauses pauses, ServedModel model, long number, String label, Consumer<String> told) {
        this.pauses = pauses;
        this.model = model;
        this.told = told;
        this.folder = model.folder();
        this.number = number;
        labels.put(number, label);
        told.accept(label);
    }

    /** What the present ones are called. */
    String label() {
        return Objects.requireNonNull(labels.get(number));
    }

    /** Where the present ones were read from. */
    Path folder() {
        return folder;
    }

    /** Whether there are whole weights: a load that failed leaves none. */
    boolean usable() {
        return usable;
    }

    /** Calls the present ones otherwise. */
    synchronized void rename(String label) {
        labels.put(number, label);
        told.accept(label);
    }

    /**
     * Takes over the weights of a folder, once what is in flight has ended, or under the requests that are kept.
     *
     * @throws UserError if they are not those of such a model; nothing is changed then
     */
    synchronized void load(Path from, String label) {
        try (ModelFolder files = opened(from)) {
            long next = number + 1;
            labels.put(next, label);
            take(new FolderWeights(files, model.config().parameterShapes().keySet()), next);
            number = next;
            labels.remove(next - KEPT);
            folder = from;
            usable = true;
            told.accept(label);
        }
    }

    private void take(FolderWeights files, long next) {
        try {
            pauses.load(files, next);
        } catch (RuntimeException e) {
            usable = false;
            throw e;
        }
    }

    private ModelFolder opened(Path from) {
        if (!from.isAbsolute()) {
            throw new UserError(
                    "the folder of new weights is " + from + "; it must be an absolute path of this machine");
        }
        if (!Files.isDirectory(from)) {
            throw new UserError("there is no folder " + from + " for new weights");
        }
        ModelFolder files =
                ModelFolder.open(from, Files.exists(from.resolve("tokenizer.json")) ? from : model.folder());
        try {
            Map<String, long[]> here = model.config().parameterShapes();
            Map<String, long[]> there = files.config().parameterShapes();
            for (Map.Entry<String, long[]> parameter : here.entrySet()) {
                if (!Arrays.equals(parameter.getValue(), there.get(parameter.getKey()))) {
                    throw new UserError("the weights in " + from + " are those of another model: " + parameter.getKey()
                            + " has the shape " + Arrays.toString(there.get(parameter.getKey())) + ", and here "
                            + Arrays.toString(parameter.getValue()));
                }
            }
            return files;
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** By what weights the tokens of a completion were sampled. */
    List<VersionSpan> spans(Completion completion) {
        List<VersionSpan> spans = new ArrayList<>();
        long[] versions = completion.versions();
        int start = 0;
        for (int i = 1; i <= versions.length; i++) {
            if (i == versions.length || versions[i] != versions[start]) {
                spans.add(new VersionSpan(label(versions[start]), start, i));
                start = i;
            }
        }
        return spans;
    }

    private String label(long version) {
        return labels.getOrDefault(version, String.valueOf(version));
    }
}
