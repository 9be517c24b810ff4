package zero4j.session;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.engine.EngineSettings;
import zero4j.engine.torch.TorchBackend;
import zero4j.engine.vector.VectorBackend;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceSettings;
import zero4j.torch.Placement;
import zero4j.weights.Dtype;

/** Which engine samples, and how it is opened. */
public final class RolloutEngine {
    /** What opens each of {@link Engines#REGISTRY}. */
    static final Map<String, Opener> OPENERS = Map.of(
            Engines.VECTOR.name(),
            request -> VectorBackend.open(
                    request.folder(),
                    request.tokenizer(),
                    request.settings(),
                    request.bfloat16() ? Dtype.BF16 : Dtype.F32),
            Engines.TORCH.name(),
            request -> request.learner() != null && request.tokenizer() != null
                    ? TorchBackend.sharing(request.learner(), request.tokenizer(), request.settings())
                    : TorchBackend.owning(
                            ModelFiles.load(request.folder(), request.placement(), false),
                            request.tokenizer(),
                            request.settings()));

    /** Opens an engine. */
    interface Opener {
        RolloutBackend open(Request request);
    }

    /**
     * What an engine is opened with.
     *
     * @param folder of the weights
     * @param learner the model that is trained, loaded from that folder; null outside of training
     */
    record Request(
            Path folder,
            @Nullable Tokenizer tokenizer,
            EngineSettings settings,
            Placement placement,
            boolean bfloat16,
            @Nullable CausalLm learner) {
        RolloutBackend open(String engine) {
            String name = resolve(engine, placement.isCuda()).name();
            Opener opener = OPENERS.get(name);
            if (opener == null) {
                throw new IllegalStateException("nothing opens the engine " + name);
            }
            return opener.open(this);
        }
    }

    private RolloutEngine() {}

    /** The engine of a name; what {@code auto} means on a device. */
    static Engines.Engine resolve(String setting, boolean cuda) {
        boolean auto = setting.equals(Engines.AUTO);
        Engines.Engine engine = auto ? cuda ? Engines.TORCH : Engines.VECTOR : Engines.REGISTRY.get(setting);
        if (engine == Engines.VECTOR && VectorBackend.problem().isPresent()) {
            if (!auto) {
                throw new UserError("the vector engine does not work here: "
                        + VectorBackend.problem().get() + "; use torch");
            }
            return Engines.TORCH;
        }
        return engine;
    }

    /** What samples, for people. */
    public static String inWords(String setting, Placement placement) {
        return resolve(setting, placement.isCuda()).inWords();
    }

    /**
     * The engine of a training run.
     *
     * @param folder of the weights that {@code lm} has been loaded from
     * @param lm the learner's
     */
    static RolloutBackend ofTraining(TrainSetup setup, Path folder, CausalLm lm) {
        RolloutSettings rollout = setup.rollout();
        EngineSettings settings = new EngineSettings(rollout.slots(), rollout.workers());
        boolean bfloat16 = setup.recipe().device().dtype() == DeviceSettings.Dtype.BFLOAT16;
        return new Request(folder, setup.tokenizer(), settings, setup.placement(), bfloat16, lm)
                .open(rollout.backend());
    }

    /** An engine with a model of its own. */
    static RolloutBackend of(Path folder, @Nullable Tokenizer tokenizer, Compute compute) {
        Placement placement = compute.placement();
        EngineSettings settings = new EngineSettings(compute.slots(), placement.isCuda() ? 1 : compute.cores());
        return new Request(folder, tokenizer, settings, placement, compute.isBFloat16(), null).open(compute.engine());
    }
}
