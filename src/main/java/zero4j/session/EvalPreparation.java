package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.eval.Benchmark;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;
import zero4j.verify.MathVerifier;
import zero4j.verify.ToldDefects;

/** Opens and checks what an evaluation names. What is refused leaves nothing open. */
record EvalPreparation(
        String model,
        EvalChoices choices,
        @Nullable RewardFunction reward,
        @Nullable Path output,
        EvalListener listener) {
    EvalSetup open() {
        ModelOrigin origin = ModelOrigin.of(model);
        EvalChoices.Resolved chosen = choices.resolve(origin);
        warn(origin, chosen);
        QuestionSource source = new QuestionSource(listener::warning);
        List<Benchmark> benchmarks = source.suite(chosen.settings().suite(), chosen.columns());
        PromptTemplate template = Templates.byName(chosen.template());
        RewardFunction marks = marks(chosen, template);
        LoadedModel loaded = opened(marks, chosen);
        try {
            loaded.warnings().forEach(listener::warning);
            Prompting prompting = new Prompting(template, loaded.tokenizerFor("eval"), chosen.specialTokens());
            source.tellSpecialTokens(benchmarks.stream().map(Benchmark::set), prompting, chosen.specialTokens());
            loaded.backend();
            Path folder = output == null ? EvalSession.defaultOutput(Path.of("evals"), origin.name()) : output;
            AtomicFile.requireWritable(Files.isDirectory(folder) ? folder.resolve("evaluation.json") : folder);
            EvalSetup setup = new EvalSetup(
                    loaded,
                    benchmarks,
                    prompting,
                    marks,
                    chosen.verifier(),
                    chosen.settings(),
                    chosen.seed(),
                    origin,
                    chosen.fromRun(),
                    folder);
            source.warnOfLongPrompts(benchmarks, chosen.settings(), prompting, setup.maxPromptTokens());
            return setup;
        } catch (RuntimeException | Error e) {
            marks.close();
            loaded.close();
            throw e;
        }
    }

    /** Of what has no effect, or another one than it seems to have. */
    private void warn(ModelOrigin origin, EvalChoices.Resolved chosen) {
        Templates.REGISTRY.clash(chosen.template()).ifPresent(listener::warning);
        if (choices.temperature != null && chosen.settings().samples() == 0) {
            listener.warning(
                    "the temperature changes nothing: no samples are asked for, and the greedy completion has none");
        }
        if (reward == null && chosen.fromRun().contains("reward")) {
            origin.trainedByAnotherReward(Rewards.nameOf(chosen.reward(), Templates.byName(chosen.template())))
                    .ifPresent(own -> listener.warning("the run was rewarded by '" + own
                            + "', which a program gave it: here answers are marked by the recipe's reward"));
        }
    }

    private LoadedModel opened(RewardFunction marks, EvalChoices.Resolved chosen) {
        try {
            marks.requireReady(); // before the model: a program that gives no rewards is told at once
            return LoadedModel.open(model, chosen.compute());
        } catch (RuntimeException | Error e) {
            marks.close();
            throw e;
        }
    }

    private RewardFunction marks(EvalChoices.Resolved chosen, PromptTemplate template) {
        if (reward != null) {
            return reward;
        }
        Rewards.REGISTRY.clash(Rewards.nameOf(chosen.reward(), template)).ifPresent(listener::warning);
        return Rewards.byName(
                        chosen.reward(),
                        template,
                        new ToldDefects(new MathVerifier(chosen.verifier()), listener::warning),
                        chosen.patience(),
                        chosen.seed())
                .truth();
    }
}
