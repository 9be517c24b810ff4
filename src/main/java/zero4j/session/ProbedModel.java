package zero4j.session;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.analyze.CompletionProbe;
import zero4j.analyze.Contamination;
import zero4j.analyze.Probes;
import zero4j.analyze.SamplePass;
import zero4j.eval.Benchmark;
import zero4j.eval.CompletionLog;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.run.CompletionLines;
import zero4j.run.Provenance;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;
import zero4j.verify.MathVerifier;

/**
 * A model that is given the beginnings of questions. What it says is kept, if there is a folder, as the cells of a pass are: in a folder
 * of its own that is complete or goes on.
 */
record ProbedModel(
        NamedModel model,
        Compute compute,
        List<Benchmark> benchmarks,
        int questions,
        int maxNewTokens,
        EvalListener listener) {
    private static final PromptTemplate UNTEMPLATED = Templates.byName("none");

    /** What must be the same if what was said is to be used again. */
    private record Asked(
            int meaning, List<SamplePass.Asked> benchmarks, int questions, int maxNewTokens, String dtype) {}

    /** @param prompts what they are */
    private record Description(String prompts, Asked asked, String program, String compute, String engine) {}

    private record Same(Asked asked) {}

    private record Counts(long questions) {}

    /** @param folder where it is kept; null if it is not */
    Contamination.OfModel found(@Nullable Path folder) {
        try (RewardFunction reward = Rewards.byName(Rewards.AUTO, UNTEMPLATED, new MathVerifier())) {
            Probes probes = new Probes(benchmarks, questions, reward);
            Path own = folder == null
                    ? null
                    : folder.resolve("probes").resolve(model.name().replaceAll("[^A-Za-z0-9,._+-]", "_"));
            if (own == null) {
                sample(null, reward, probes);
            } else if (isThere(own)) {
                read(own, probes);
            } else {
                sample(own, reward, probes);
            }
            return new Contamination.OfModel(model.name(), maxNewTokens, probes.found());
        }
    }

    private Asked asked() {
        return new Asked(SamplePass.MEANING, SampleChoices.asked(benchmarks), questions, maxNewTokens, compute.dtype());
    }

    /** Whether all was said before; something else that was said is told of and removed. */
    private boolean isThere(Path own) {
        Path files = model.path();
        try {
            return EvalFolder.requireSame(own, new Same(asked()), files);
        } catch (UserError other) {
            listener.warning(
                    "model " + model.name() + " is given the beginnings of questions again: " + other.getMessage());
            EvalFolder.remove(own);
            return false;
        }
    }

    private static void read(Path own, Probes probes) {
        try (InputStream in = new BufferedInputStream(EvalFolder.completions(own))) {
            new CompletionLines(in).forEachRemaining(probes::add);
        } catch (IOException e) {
            throw AtomicFile.failure(own, e);
        }
    }

    private void sample(@Nullable Path own, RewardFunction reward, Probes probes) {
        try (LoadedModel loaded = LoadedModel.open(model.argument(), compute)) {
            loaded.warnings().forEach(listener::warning);
            CompletionProbe probe = new CompletionProbe(
                    loaded.backend(),
                    new Prompting(UNTEMPLATED, loaded.tokenizerFor("a question")),
                    loaded.config().longestSequence() - 1,
                    reward,
                    maxNewTokens);
            List<Benchmark> begun = probe.beginnings(benchmarks, questions);
            long all = begun.stream()
                    .mapToLong(benchmark -> benchmark.set().size())
                    .sum();
            long kept = own == null ? 0 : EvalFolder.keptLines(own);
            Progress progress = listener.sampling(Math.max(1, all - kept));
            if (own == null) {
                CompletionLog none = _ -> {};
                probe.ask(begun, none, progress, probes::add);
                return;
            }
            Description description = new Description(
                    "the first " + Math.round(100 * CompletionProbe.GIVEN) + " % of each question",
                    asked(),
                    Provenance.programVersion(),
                    loaded.device(),
                    loaded.engine());
            try (EvalFolder log = EvalFolder.open(own, description, loaded.folder(), _ -> {})) {
                probe.ask(begun, log, progress, probes::add);
                log.finish(new Counts(all));
            }
        }
    }
}
