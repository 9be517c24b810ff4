package zero4j.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.Words;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.IdleSettings;
import zero4j.algorithm.Presets;
import zero4j.data.QuestionSet;
import zero4j.data.SpecialTokens;
import zero4j.dist.Rendezvous;
import zero4j.eval.Benchmark;
import zero4j.learn.OldLogprobs;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutSettings;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Threads;
import zero4j.train.PromptSource;
import zero4j.verify.MathVerifier;
import zero4j.verify.ToldDefects;
import zero4j.verify.Verifier;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/**
 * What a training recipe names, opened and checked, without the model's weights: mistakes are found before anything large is
 * loaded.
 *
 * @param base folder of the model that training begins with
 * @param suite benchmarks; may be empty
 */
public record TrainSetup(
        TrainRecipe recipe,
        QuestionSet questions,
        List<Benchmark> suite,
        Path base,
        ModelConfig config,
        Tokenizer tokenizer,
        Prompting prompting,
        RewardFunction reward,
        Algorithm algorithm,
        DeviceAndDtype placement)
        implements AutoCloseable {

    /** Begins the name of a reference model among the fingerprints. */
    static final String REFERENCE = "reference:";

    /**
     * Opens everything.
     *
     * @param warnings told of rows that cannot be used and settings that change nothing
     */
    public static TrainSetup of(TrainRecipe recipe, Consumer<String> warnings) {
        return of(recipe, Optional.empty(), warnings);
    }

    /**
     * The same in one of several processes.
     *
     * @param meeting where they meet, which says on which card this one computes
     */
    static TrainSetup of(TrainRecipe recipe, Optional<Rendezvous> meeting, Consumer<String> warnings) {
        Algorithm algorithm = Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens());
        QuestionSource source = new QuestionSource(warnings);
        List<String> problems = new ArrayList<>();
        var questions = attempt(problems, "data.train", () -> source.training(recipe.data()));
        var suite =
                attempt(problems, "eval.suite", () -> source.suite(recipe.eval().suite(), recipe.data()));
        var template = attempt(problems, "template", () -> Templates.byName(recipe.template()));
        var reward = template.flatMap(chosen -> attempt(problems, "reward", () -> reward(recipe, chosen, warnings)));
        var model = attempt(problems, "model", () -> checkedModel(recipe, warnings));
        attempt(
                problems,
                "kl.reference",
                () -> referenceOf(recipe, algorithm).map(named -> checkedReference(named, model)));
        if (!problems.isEmpty()) {
            throw new UserError(String.join("\n", problems));
        }
        long size = questions.orElseThrow().size();
        if (size < recipe.rollout().prompts()) {
            warnings.accept(
                    "data.train has " + Words.counted(size, "usable question") + ", fewer than rollout.prompts = "
                            + recipe.rollout().prompts() + ": each step asks some of them more than once");
        }
        IdleSettings.of(recipe.algorithm(), algorithm, recipe.train().oldLogprobs() == OldLogprobs.LEARNER)
                .forEach(warnings);
        StaleRollouts.warnings(recipe, algorithm).forEach(warnings);
        if (!recipe.lora().enabled() && !recipe.lora().equals(LoraSettings.NONE)) {
            warnings.accept("lora.* changes nothing: lora.rank is 0");
        }
        TrainedBenchmarks.tell(recipe, questions.orElseThrow(), suite.orElseThrow(), warnings);
        warnOfClashes(recipe, template.orElseThrow(), warnings);
        return checked(
                recipe,
                source,
                questions.orElseThrow(),
                suite.orElseThrow(),
                template.orElseThrow(),
                reward.orElseThrow(),
                model.orElseThrow(),
                algorithm,
                Rendezvous.placement(
                        meeting,
                        SettingChecks.word(recipe.device().device()),
                        SettingChecks.word(recipe.device().dtype())),
                Tokenizer.load(model.orElseThrow()));
    }

    private static void warnOfClashes(TrainRecipe recipe, PromptTemplate template, Consumer<String> warnings) {
        Templates.REGISTRY.clash(recipe.template()).ifPresent(warnings);
        Rewards.REGISTRY.clash(Rewards.nameOf(recipe.reward(), template)).ifPresent(warnings);
        Presets.REGISTRY.clash(recipe.algorithm().preset()).ifPresent(warnings);
    }

    private static <T> Optional<T> attempt(List<String> problems, String key, Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (UserError e) {
            String message = String.valueOf(e.getMessage());
            problems.add(message.startsWith(key + ": ") ? message : key + ": " + message);
            return Optional.empty();
        }
    }

    /** What the recipe names as the reference model, if it names one and needs one. */
    private static Optional<String> referenceOf(TrainRecipe recipe, Algorithm algorithm) {
        boolean needed = algorithm.objective().kl().on();
        String named = recipe.algorithm().kl().reference();
        return needed && !named.isEmpty() ? Optional.of(named) : Optional.empty();
    }

    private static Path checkedReference(String named, Optional<Path> model) {
        Path folder = ModelArgument.unchanged(named);
        int tokens = ModelFolder.config(folder).tokens();
        int own = model.map(base -> ModelFolder.config(base).tokens()).orElse(tokens);
        if (tokens != own) {
            throw new UserError("the reference model in " + folder + " has " + Words.counted(tokens, "token")
                    + " and the model has " + own + "; both must have the same tokenizer.json");
        }
        return folder;
    }

    /** Folder of a reference model that is not the one that training begins with, if there is one. */
    Optional<Path> reference() {
        return referenceOf(recipe, algorithm).map(ModelArgument::folder);
    }

    /** The folder of the model, its files looked through without reading the weights, and found long enough. */
    private static Path checkedModel(TrainRecipe recipe, Consumer<String> warnings) {
        Path folder = ModelArgument.unchanged(recipe.model());
        try (ModelFolder model = ModelFolder.open(folder)) {
            model.warnings().forEach(warnings);
            int budget = recipe.rollout().maxNewTokens();
            int context = model.config().longestSequence();
            if (recipe.lora().rank() > model.config().hiddenSize()) {
                throw new UserError(
                        "lora.rank is " + recipe.lora().rank() + "; it must be at most the model's width of "
                                + model.config().hiddenSize());
            }
            if (budget >= context) {
                throw new UserError("rollout.max_new_tokens is " + budget + "; it must be below the model's "
                        + model.config().limitInWords());
            }
        }
        return folder;
    }

    private static TrainSetup checked(
            TrainRecipe recipe,
            QuestionSource source,
            QuestionSet questions,
            List<Benchmark> suite,
            PromptTemplate template,
            RewardFunction reward,
            Path base,
            Algorithm algorithm,
            DeviceAndDtype placement,
            Tokenizer tokenizer) {
        ModelConfig config = ModelFolder.config(base);
        SpecialTokens special = recipe.data().specialTokens();
        Prompting prompting = new Prompting(template, tokenizer, special);
        source.tellSpecialTokens(
                Stream.concat(Stream.of(questions), suite.stream().map(Benchmark::set)), prompting, special);
        source.warnOfLongPrompts(suite, recipe.eval(), prompting, config.longestSequence() - 1);
        return new TrainSetup(
                recipe, questions, suite, base, config, tokenizer, prompting, reward, algorithm, placement);
    }

    /** The same with another reward, made from this one; the two are not closed both. Where making it fails, this one is closed. */
    public TrainSetup withReward(UnaryOperator<RewardFunction> change) {
        RewardFunction changed;
        try {
            changed = change.apply(reward);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        return new TrainSetup(
                recipe, questions, suite, base, config, tokenizer, prompting, changed, algorithm, placement);
    }

    private static RewardFunction reward(TrainRecipe recipe, PromptTemplate template, Consumer<String> warnings) {
        Verifier verifier = new ToldDefects(new MathVerifier(recipe.verifier()), warnings);
        return Rewards.byName(
                recipe.reward(), template, verifier, Duration.ofSeconds(recipe.rewardTimeout()), recipe.seed());
    }

    /** CPU threads of the learner, and of the sampler. */
    public int threads() {
        return Threads.resolve(recipe.device().threads());
    }

    /** How completions are sampled; on a CPU the decoding workers, if not set, are as many as the threads. */
    public RolloutSettings rollout() {
        RolloutSettings rollout = recipe.rollout();
        return rollout.workers() > 0 || placement.isCuda() ? rollout : rollout.withWorkers(threads());
    }

    /** Optimizer steps per rollout batch, all epochs together. */
    public int updatesPerStep() {
        return recipe.train().epochs() * recipe.updatesPerEpoch();
    }

    /** Longest prompt (tokens): the recipe's limit, or what the model's context allows. */
    public int maxPromptTokens() {
        return Math.min(recipe.data().maxPromptTokens(), config.longestSequence() - 1);
    }

    /** The prompts of training. */
    PromptSource prompts() {
        return new PromptSource(questions, prompting, maxPromptTokens());
    }

    /** Training questions that are passed over because their prompts are longer than that; 0 of an endless set. */
    public long tooLong() {
        return prompting.countLonger(questions, maxPromptTokens());
    }

    /** The first prompts of the training questions, in the order of the set. */
    public List<Prompt> firstPrompts(int count) {
        List<Prompt> prompts = new ArrayList<>();
        for (long i = 0; i < Math.min(count, questions.size()); i++) {
            prompts.add(prompting.apply(questions.get(i)));
        }
        return prompts;
    }

    /** Fingerprint of every question set by its name. */
    public Map<String, String> fingerprints() {
        Map<String, String> prints = new LinkedHashMap<>();
        prints.put("train:" + questions.name(), questions.fingerprint());
        suite.forEach(benchmark ->
                prints.put("eval:" + benchmark.name(), benchmark.set().fingerprint()));
        reference().ifPresent(folder -> prints.put(REFERENCE + folder, ModelHash.of(folder)));
        return prints;
    }

    @Override
    public void close() {
        reward.close();
    }
}
