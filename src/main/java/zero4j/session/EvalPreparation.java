package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.eval.Benchmark;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;
import zero4j.verify.MathVerifier;
import zero4j.verify.ToldDefects;

/**
 * Opens and checks what an evaluation names. What is refused leaves nothing open that is not in {@code opened}.
 *
 * @param opened what other evaluations may have opened already
 */
record EvalPreparation(
        String model,
        EvalChoices choices,
        @Nullable RewardFunction reward,
        @Nullable Path output,
        EvalOpened opened) {
    EvalSetup open() {
        ModelOrigin origin = ModelOrigin.of(model);
        EvalChoices.Resolved chosen = choices.resolve(origin);
        warn(origin, chosen);
        QuestionSource source = new QuestionSource(opened::warning);
        List<Benchmark> benchmarks = opened.suite(source, chosen.settings().suite(), chosen.columns());
        PromptTemplate template = Templates.byName(chosen.template());
        RewardFunction marks = opened.reward(this, chosen, template);
        LoadedModel loaded = opened.model(model, chosen.compute());
        Prompting prompting = new Prompting(template, loaded.tokenizerFor("eval"), chosen.specialTokens());
        new QuestionSource(this::warnOfRow)
                .tellSpecialTokens(benchmarks.stream().map(Benchmark::set), prompting, chosen.specialTokens());
        if (opened.isSingle()) {
            loaded.backend();
        }
        EvalSetup setup = new EvalSetup(
                loaded,
                benchmarks,
                prompting,
                marks,
                chosen.verifier(),
                chosen.settings(),
                chosen.seed(),
                origin,
                fromRun(origin, chosen, template),
                folder(origin));
        new QuestionSource(this::warnOfRow)
                .warnOfLongPrompts(benchmarks, chosen.settings(), prompting, setup.maxPromptTokens());
        return setup;
    }

    /** The reward is not the run's where that was a control or a program's, or where a program or another template brings another. */
    private Set<String> fromRun(ModelOrigin origin, EvalChoices.Resolved chosen, PromptTemplate template) {
        Set<String> names = new LinkedHashSet<>(chosen.fromRun());
        String named = Rewards.nameOf(chosen.reward(), template);
        if (reward != null
                || origin.trainedByAnotherReward().isPresent()
                || Rewards.caution(named).isPresent()
                || !origin.recipesReward().equals(Optional.of(named))) {
            names.remove("reward");
        }
        return names;
    }

    private void warnOfRow(String text) {
        opened.warning(
                opened.isSingle()
                        ? text
                        : model + (choices.template == null ? "" : ", template " + choices.template) + ": " + text);
    }

    private Path folder(ModelOrigin origin) {
        if (!opened.isSingle()) {
            return Path.of(""); // The table's is known when all of its rows are.
        }
        Path folder = output == null ? EvalSession.defaultOutput(Path.of("evals"), origin.name()) : output;
        AtomicFile.requireWritable(Files.isDirectory(folder) ? folder.resolve("evaluation.json") : folder);
        return folder;
    }

    /** Of what has no effect, or another one than it seems to have. */
    private void warn(ModelOrigin origin, EvalChoices.Resolved chosen) {
        Templates.REGISTRY.clash(chosen.template()).ifPresent(opened::warning);
        if (choices.temperature != null && chosen.settings().samples() == 0) {
            opened.warning(
                    "the temperature changes nothing: no samples are asked for, and the greedy completion has none");
        }
        if (reward == null && chosen.fromRun().contains("reward")) {
            origin.trainedByAnotherReward()
                    .ifPresentOrElse(
                            own -> opened.warning("the run was rewarded by '" + own
                                    + "', which a program gave it: here answers are marked by the recipe's reward"),
                            () -> warnOfTemplate(origin, chosen));
        }
    }

    /** Another template may bring another reward. */
    private void warnOfTemplate(ModelOrigin origin, EvalChoices.Resolved chosen) {
        String here = Rewards.nameOf(chosen.reward(), Templates.byName(chosen.template()));
        origin.recipesReward()
                .filter(own -> !own.equals(here))
                .ifPresent(
                        own -> opened.warning("in the template " + chosen.template() + " answers are marked by '" + here
                                + "', which belongs to it; the run was rewarded by '" + own
                                + "', which belongs to its own template"));
    }

    /** How answers are marked. */
    RewardFunction marks(EvalChoices.Resolved chosen, PromptTemplate template) {
        if (reward != null) {
            return reward;
        }
        Rewards.REGISTRY.clash(Rewards.nameOf(chosen.reward(), template)).ifPresent(opened::warning);
        RewardFunction named = Rewards.byName(
                chosen.reward(),
                template,
                new ToldDefects(new MathVerifier(chosen.verifier()), opened::warning),
                chosen.patience(),
                chosen.seed());
        RewardFunction truth = named.truth();
        if (Rewards.caution(named.name()).isPresent()) {
            opened.warning("the reward " + named.name() + " is a control, which pays for something else than what is"
                    + " right: here answers are marked by " + truth.name());
        }
        return truth;
    }
}
