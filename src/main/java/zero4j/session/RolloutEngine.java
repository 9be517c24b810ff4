package zero4j.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.engine.EngineFactory;
import zero4j.engine.EngineModel;
import zero4j.engine.EngineSettings;
import zero4j.engine.http.HttpEngine;
import zero4j.engine.torch.TorchEngine;
import zero4j.engine.vector.VectorEngine;
import zero4j.model.CausalLm;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.DeviceSettings;
import zero4j.vector.SharedWeights;
import zero4j.weights.Dtype;

/** Which engine samples, and how it is opened. */
public final class RolloutEngine {
    private RolloutEngine() {}

    /** All engines; of those usual on a device the first is the choice of {@code auto}. */
    static List<EngineFactory> all() {
        return all(null, null);
    }

    /**
     * @param packed a learner's weights that the engine in Java samples from; null: its own
     * @param lm a learner's model that the engine on LibTorch samples from; null: its own
     */
    private static List<EngineFactory> all(@Nullable SharedWeights packed, @Nullable CausalLm lm) {
        return List.of(
                new VectorEngine(packed),
                new TorchEngine(lm),
                new HttpEngine(Engines.VLLM),
                new HttpEngine(Engines.SGLANG));
    }

    /** Whether an engine of a training run can compute with the learner's weights instead of having its own. */
    static boolean samplesFromLearner(EngineFactory engine, boolean learnsInJava) {
        return learnsInJava ? engine instanceof VectorEngine : engine instanceof TorchEngine;
    }

    /** The engine that a setting means on a device. */
    static EngineFactory resolve(String setting, boolean cuda) {
        return resolve(all(), setting, cuda);
    }

    private static EngineFactory resolve(List<EngineFactory> engines, String setting, boolean cuda) {
        if (setting.equals(Engines.AUTO)) {
            List<EngineFactory> working = engines.stream()
                    .filter(engine -> engine.problem().isEmpty())
                    .toList();
            String device = cuda ? "cuda" : "cpu";
            return working.stream()
                    .filter(engine -> engine.isUsualOn(device))
                    .findFirst()
                    .orElse(working.getFirst());
        }
        Engines.Engine kind = Engines.REGISTRY.get(setting);
        EngineFactory engine = engines.stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow();
        Optional<String> problem = engine.problem();
        if (problem.isPresent()) {
            throw new UserError(kind.inWords() + " does not work here: " + problem.get() + "; use torch");
        }
        return engine;
    }

    /** What samples, for people. */
    public static String inWords(String setting, DeviceAndDtype placement) {
        return resolve(setting, placement.isCuda()).kind().inWords();
    }

    /**
     * The engine of a training run. Where rollouts run ahead it has weights of its own, which stay while the learner changes its own.
     *
     * @param folder of the weights that the learner began with
     */
    static RolloutBackend ofTraining(TrainSetup setup, Path folder, LearnerEngine learner) {
        RolloutSettings rollout = setup.rollout();
        boolean cuda = setup.placement().isCuda();
        DeviceSettings device = setup.recipe().device();
        boolean bfloat16 = device.dtype() == DeviceSettings.Precision.BFLOAT16;
        List<EngineFactory> engines = rollout.ahead() == 0 ? all(learner.packed(), learner.lm()) : all();
        return resolve(engines, rollout.backend(), cuda)
                .open(
                        new EngineModel(
                                folder, setup.tokenizer(), setup.placement().where(), dtype(bfloat16)),
                        new EngineSettings(rollout.slots(), rollout.workers()));
    }

    /** An engine with a model of its own. */
    static RolloutBackend of(Path folder, @Nullable Tokenizer tokenizer, Compute compute) {
        boolean cuda = compute.placement().isCuda();
        return resolve(compute.engine(), cuda)
                .open(
                        new EngineModel(folder, tokenizer, compute.device(), dtype(compute.isBFloat16())),
                        new EngineSettings(compute.slots(), cuda ? 1 : compute.cores()));
    }

    private static Dtype dtype(boolean bfloat16) {
        return bfloat16 ? Dtype.BF16 : Dtype.F32;
    }
}
