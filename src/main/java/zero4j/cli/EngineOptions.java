package zero4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.rollout.Engines;
import zero4j.session.Compute;

/** Where and with what a command samples. */
final class EngineOptions extends ComputeOptions {
    @Option(
            names = "--backend",
            paramLabel = "ENGINE",
            completionCandidates = Choices.OfEngines.class,
            description =
                    "${COMPLETION-CANDIDATES}, or auto: vector on cpu, torch on cuda (default: as the run that trained"
                            + " the model, or auto).")
    private @Nullable String backend;

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description =
                    "Of a model that a server serves (http://HOST:PORT): folder with its tokenizer.json and config.json (default: where"
                            + " the server says that its model is, if this machine sees it).")
    private @Nullable Path tokenizer;

    /**
     * Models as they were named; those that servers serve with the folder of their tokenizer.
     *
     * @throws UserError if something was said that is the servers' to choose
     */
    List<String> located(List<String> models) {
        boolean any = models.stream().anyMatch(EngineOptions::isServed);
        if (tokenizer != null && !any) {
            throw new UserError("--tokenizer is for models that servers serve; a model's folder has its own");
        }
        if (given() && !models.isEmpty() && models.stream().allMatch(EngineOptions::isServed)) {
            throw new UserError("--backend, --device, --dtype and --threads are for models that this machine computes;"
                    + " a server has its own");
        }
        return models.stream()
                .map(model -> tokenizer != null && isServed(model) && model.indexOf('#') < 0
                        ? model + "#" + tokenizer.toAbsolutePath().normalize()
                        : model)
                .toList();
    }

    /** Also with a name in front. */
    private static boolean isServed(String model) {
        return model.matches("([^=/]+=)?https?://.*");
    }

    @Override
    boolean given() {
        return backend != null || super.given();
    }

    /**
     * What was said; what was not is as usual.
     *
     * @param slots completions that decode at the same time
     * @throws zero4j.UserError if there is no engine of that name, or it does not work on the chosen device
     */
    Compute chosen(Compute usual, int slots) {
        if (slots < 1) {
            throw new UserError("--slots is " + slots + "; it must be at least 1");
        }
        String engine = backend == null ? usual.engine() : backend;
        if (!Engines.knows(engine)) {
            throw new UserError(
                    "--backend is '" + engine + "'; it must be " + Engines.REGISTRY.oneOf(engine, Engines.AUTO));
        }
        Compute chosen = chosen(usual, engine, slots);
        if (Engines.onCpuAlone(engine) && !chosen.device().equals("cpu")) {
            if (backend == null) {
                return chosen(
                        usual, Engines.AUTO, slots); // the run's engine does not go with the device that was chosen
            }
            throw new UserError(
                    "--backend is " + engine + ", which computes on the CPU, but --device is " + chosen.device());
        }
        return chosen;
    }
}
