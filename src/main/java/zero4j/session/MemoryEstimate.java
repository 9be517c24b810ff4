package zero4j.session;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import zero4j.MachineMemory;
import zero4j.algorithm.Presets;
import zero4j.dist.Sharding;
import zero4j.engine.EngineFactory;
import zero4j.learn.TrainSettings;
import zero4j.learn.torch.DividedAdamW;
import zero4j.learn.vector.PassMemory;
import zero4j.pretrain.PretrainSettings;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutSettings;
import zero4j.torch.DeviceSettings;
import zero4j.torch.Threads;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/**
 * Memory that training will need outside the Java heap, in bytes; a rough estimate.
 *
 * @param model weights, gradients and the two moments of AdamW; in bfloat16 also weights and gradients in float32;
 *     the sampler's copy of the weights where it has one, those that wait for it, and the reference model's; with an adapter only that has gradients and
 *     moments, but updates in Java find the gradients of all weights first; each further learner worker has gradients of its own, and so has
 *     in Java the second half of the threads for a small model
 * @param cache keys and values of all slots at their longest, in training or in its evaluations
 * @param logits of one chunk, twice, for each learner worker; where Java computes, their gradients in part
 * @param activations kept for the backward passes that run at the same time; or a reference model that is in memory only while it is
 *     asked, if that is more: no backward pass runs then
 */
public record MemoryEstimate(double model, double cache, double logits, double activations) {
    private static final double GIBIBYTE = 1L << 30;
    /** Copies of a chunk's logits that live at the same time. */
    private static final int LOGITS_COPIES = 2;
    /** Tensors of the residual stream's width that a block keeps for its backward pass. */
    private static final int WIDE_TENSORS = 8;
    /** Tensors of the MLP's width that a block keeps. */
    private static final int MLP_TENSORS = 4;

    public static MemoryEstimate of(TrainSetup setup) {
        return of(
                setup.recipe(),
                setup.config(),
                setup.placement().isCuda(),
                setup.reference().map(ModelFolder::config));
    }

    /**
     * How many processes train together, and what of gradients and moments each has only a piece of.
     *
     * @param count processes, at least 1
     */
    public record Processes(int count, Sharding sharding) {
        static final Processes ONE = new Processes(1, Sharding.NONE);

        /** Nobody divides with himself, and the gradients of an adapter stay whole. */
        private Sharding effective(LoraSettings lora) {
            if (count == 1) {
                return Sharding.NONE;
            }
            return sharding == Sharding.GRADIENTS && lora.enabled() ? Sharding.OPTIMIZER : sharding;
        }

        private boolean handOver(LoraSettings lora) {
            return effective(lora) == Sharding.GRADIENTS;
        }
    }

    /**
     * The same, of a model that need not be there.
     *
     * @param named configuration of a reference model that is not the model itself
     */
    static MemoryEstimate of(TrainRecipe recipe, ModelConfig config, boolean cuda, Optional<ModelConfig> named) {
        return of(recipe, config, cuda, named, Processes.ONE);
    }

    /** The same, of one of several processes. */
    static MemoryEstimate of(
            TrainRecipe recipe, ModelConfig config, boolean cuda, Optional<ModelConfig> named, Processes processes) {
        int threads = Threads.resolve(recipe.device().threads());
        double bytes = recipe.device().dtype() == DeviceSettings.Precision.BFLOAT16 ? 2 : 4;
        double longest = Math.min(
                config.longestSequence(),
                (double) recipe.data().maxPromptTokens() + recipe.rollout().maxNewTokens());
        boolean inJava = LearnerEngine.isVector(recipe, processes.count(), processes.sharding());
        int workers = inJava || processes.handOver(recipe.lora())
                ? 1
                : recipe.train().workers(config.parameterCount(), cuda ? 1 : threads);
        int responses = Math.ceilDiv(recipe.rollout().responses(), processes.count());
        double tokens = Math.min((double) workers * recipe.train().tokensPerMicroBatch(), responses * longest);
        Optional<ModelConfig> asked = reference(recipe, config, named);
        double reference = asked.map(ModelConfig::parameterCount).orElse(0L) * bytes;
        boolean again = recipe.train().activationCheckpointing();
        Passes passes;
        if (inJava) {
            PassMemory.Work work = new PassMemory.Work(
                    recipe.train().tokensPerMicroBatch(),
                    (int) (responses * longest),
                    (int) ((double) responses * recipe.rollout().maxNewTokens()),
                    (int) longest);
            passes = Passes.inJava(config, work, again);
            reference += asked.map(model -> PassMemory.ofScorer(model, work))
                    .map(PassMemory::total)
                    .orElse(0L);
        } else {
            double chunk = Math.min((double) workers * recipe.train().logprobChunk(config.vocabSize()), tokens);
            passes = Passes.onTorch(config, tokens, chunk, again, bytes);
        }
        EngineFactory engine = RolloutEngine.resolve(recipe.rollout().backend(), cuda);
        boolean offload = recipe.algorithm().kl().offload();
        return new MemoryEstimate(
                config.parameterCount() * copies(engine, recipe.rollout(), cuda, inJava) * bytes
                        + passes.weights()
                        + (offload ? 0 : reference)
                        + training(recipe.lora(), config, bytes, workers, processes)
                        + (inJava && recipe.lora().enabled() ? Float.BYTES * (double) config.parameterCount() : 0)
                        + exchange(recipe.lora(), config, bytes, cuda, processes),
                Engines.onServers(engine.kind().name())
                        ? 0
                        : cache(recipe, config, engine, threads, bytes, processes.count()),
                passes.logits(),
                Math.max(passes.activations(), offload ? reference : 0));
    }

    /**
     * What the passes of an update take, beside parameters and gradients.
     *
     * @param weights kept beside the parameters
     */
    private record Passes(double weights, double logits, double activations) {
        /**
         * @param tokens of the passes that run at the same time
         * @param chunk of them, whose logits are computed at the same time
         */
        static Passes onTorch(ModelConfig config, double tokens, double chunk, boolean checkpointing, double bytes) {
            return new Passes(
                    0,
                    LOGITS_COPIES * chunk * config.vocabSize() * Float.BYTES,
                    tokens * perToken(config, checkpointing) * bytes);
        }

        static Passes inJava(ModelConfig config, PassMemory.Work work, boolean checkpointing) {
            PassMemory memory = PassMemory.ofLearner(config, work, checkpointing);
            return new Passes(memory.weights() + memory.secondSum(), memory.logits(), memory.activations());
        }
    }

    /** Of the weights: the learner's, the sampler's, and those that wait for a sampler which is not ready for them, on the CPU's side. */
    private static int copies(EngineFactory engine, RolloutSettings rollout, boolean cuda, boolean inJava) {
        boolean served = Engines.onServers(engine.kind().name());
        boolean shared = rollout.ahead() == 0 && RolloutEngine.samplesFromLearner(engine, inJava);
        return (served || shared ? 1 : 2) + (cuda ? 0 : StaleRollouts.waiting(rollout));
    }

    private static double cache(
            TrainRecipe recipe, ModelConfig config, EngineFactory engine, int threads, double bytes, int processes) {
        RolloutSettings rollout = recipe.rollout();
        double perPosition = 2.0 * config.layers() * config.kvHeads() * config.headDim() * bytes;
        double context = config.longestSequence();
        double prompt = Math.min(context - 1, recipe.data().maxPromptTokens());
        int questions = Math.ceilDiv(rollout.prompts(), processes);
        double live = Math.min(rollout.slots(), questions * rollout.groupSize());
        double workers = rollout.workers() > 0 ? rollout.workers() : threads;
        // Where a group is divided among workers, each reads the prompt.
        double prompts = engine.sharesPrompts() ? Math.min(live, questions + workers - 1) : live;
        double training = prompts * prompt + live * Math.min(context - prompt, rollout.maxNewTokens());
        double evaluation = recipe.eval().suite().isEmpty()
                ? 0
                : rollout.slots() * Math.min(context, prompt + recipe.eval().maxNewTokens());
        return Math.max(training, evaluation) * perPosition;
    }

    /** Of a pretraining, beside its text, which is in the Java heap. */
    public static MemoryEstimate of(PretrainRecipe recipe, ModelConfig config) {
        return of(recipe, config, Processes.ONE);
    }

    /** The same, of one of several processes. */
    public static MemoryEstimate of(PretrainRecipe recipe, ModelConfig config, Processes processes) {
        PretrainSettings train = recipe.train();
        double bytes = recipe.device().dtype() == DeviceSettings.Precision.BFLOAT16 ? 2 : 4;
        int all = Math.ceilDiv(train.batchTokens(), processes.count()) + train.sequenceLength();
        double tokens = Math.min(train.tokensPerMicroBatch(), all);
        double chunk = Math.min((double) TrainSettings.logprobChunk(train.logprobChunk(), config.vocabSize()), tokens);
        Passes passes = LearnerEngine.isVector(recipe, processes.count(), processes.sharding())
                ? Passes.inJava(
                        config,
                        new PassMemory.Work(train.tokensPerMicroBatch(), all, all, train.sequenceLength()),
                        train.activationCheckpointing())
                : Passes.onTorch(config, tokens, chunk, train.activationCheckpointing(), bytes);
        return new MemoryEstimate(
                config.parameterCount() * bytes
                        + passes.weights()
                        + training(LoraSettings.NONE, config, bytes, 1, processes)
                        + exchange(LoraSettings.NONE, config, bytes, recipe.onGpu(), processes),
                0,
                passes.logits(),
                passes.activations());
    }

    /** What is too much for so many bytes, and which setting of a pretraining would lower the largest part of it. */
    Optional<String> excess(PretrainRecipe recipe, double available) {
        String remedy;
        if (model >= Math.max(logits, activations)) {
            remedy = "model, gradients and optimizer: use a smaller model";
        } else if (logits >= activations) {
            remedy = "logits: lower train.logprob_chunk";
        } else {
            remedy = "activations: lower train.tokens_per_micro_batch ("
                    + recipe.train().tokensPerMicroBatch() + ")"
                    + (recipe.train().activationCheckpointing() ? "" : ", or set train.activation_checkpointing");
        }
        return total() <= available ? Optional.empty() : Optional.of(needed("pretraining", available, remedy));
    }

    /** Warns of training on the CPU that the whole machine has no memory for: sampler and learner together. */
    static void check(TrainSetup setup, Consumer<String> warnings) {
        if (!setup.placement().isCuda()) {
            of(setup).excess(setup.recipe(), MachineMemory.bytes()).ifPresent(warnings);
        }
    }

    /** What is too much for so many bytes, and which setting would lower the largest part of it. */
    Optional<String> excess(TrainRecipe recipe, double available) {
        if (total() <= available) {
            return Optional.empty();
        }
        double largest = Math.max(Math.max(model, cache), Math.max(logits, activations));
        String remedy;
        if (largest == model) {
            remedy = "model, gradients and optimizer: use a smaller model"
                    + (recipe.lora().enabled()
                            ? LearnerEngine.isVector(recipe, 1)
                                    ? ", or learner.backend: torch, which needs less beside an adapter"
                                    : ""
                            : ", or train an adapter (lora.rank)");
        } else if (largest == cache) {
            remedy = "keys and values: lower rollout.slots (" + recipe.rollout().slots()
                    + ") or rollout.max_new_tokens (" + recipe.rollout().maxNewTokens() + ")";
        } else if (largest == logits) {
            remedy = "logits: lower train.logprob_chunk or train.workers";
        } else {
            remedy = "activations: lower train.tokens_per_micro_batch ("
                    + recipe.train().tokensPerMicroBatch() + ")"
                    + (recipe.train().activationCheckpointing() ? "" : ", or set train.activation_checkpointing");
        }
        return Optional.of(needed("training", available, remedy));
    }

    private String needed(String what, double available, String remedy) {
        return String.format(
                Locale.ROOT,
                "%s needs about %.1f GiB outside the Java heap, and the machine has %.1f GiB of memory. Most is for %s",
                what,
                total() / GIBIBYTE,
                available / GIBIBYTE,
                remedy);
    }

    /** Numbers that the forward pass of a token leaves; with checkpointing what enters each block, and one block's own. */
    private static double perToken(ModelConfig config, boolean checkpointing) {
        double width = config.hiddenSize();
        double perBlock = WIDE_TENSORS * width + MLP_TENSORS * (double) config.intermediateSize();
        return checkpointing ? config.layers() * width + perBlock : config.layers() * perBlock;
    }

    /** Gradients, of every worker, and the optimizer's state; of an adapter also its matrices. */
    private static double training(
            LoraSettings lora, ModelConfig config, double bytes, int workers, Processes processes) {
        boolean exact = lora.enabled() || bytes == Float.BYTES;
        double gradient = exact ? Float.BYTES : bytes + Float.BYTES;
        double state = (exact ? 2.0 : 3.0) * Float.BYTES; // moments, and the weights in float32
        double whole = lora.enabled() ? Float.BYTES : 0;
        double pieces = 0;
        switch (processes.effective(lora)) {
            case NONE -> whole += workers * gradient + state;
            case OPTIMIZER -> {
                whole += workers * gradient;
                pieces = state;
            }
            case GRADIENTS -> pieces = state + Float.BYTES;
        }
        return (whole + pieces / processes.count()) * lora.trainableCount(config);
    }

    /**
     * What is exchanged at one time, with what comes in; where gradients are handed over also those of a stage of the model, as they are
     * found and on their way, and those of the output layer.
     */
    private static double exchange(
            LoraSettings lora, ModelConfig config, double bytes, boolean cuda, Processes processes) {
        if (processes.count() == 1) {
            return 0;
        }
        double bucket = Float.BYTES * (double) Math.min(DividedAdamW.bucket(cuda), lora.trainableCount(config));
        if (!processes.handOver(lora)) {
            return 2 * bucket;
        }
        double output = (double) config.vocabSize() * config.hiddenSize();
        double block = (config.parameterCount() - (config.weights().tied() ? 1 : 2) * output) / config.layers();
        return 4 * bucket + Math.max(block, output) * (bytes + Float.BYTES) + output * Float.BYTES;
    }

    /** The reference model, if it has parameters of its own: one that lies beneath an adapter has none. */
    private static Optional<ModelConfig> reference(
            TrainRecipe recipe, ModelConfig config, Optional<ModelConfig> named) {
        boolean beneath = named.isEmpty() && recipe.lora().enabled();
        boolean asked = Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens())
                .objective()
                .kl()
                .on();
        return beneath || !asked ? Optional.empty() : Optional.of(named.orElse(config));
    }

    public double total() {
        return model + cache + logits + activations;
    }
}
