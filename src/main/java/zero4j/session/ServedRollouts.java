package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.algorithm.Response;
import zero4j.dist.Communicator;
import zero4j.dist.FirstRollouts;
import zero4j.engine.http.HttpBackend;
import zero4j.engine.http.LogprobCheck;
import zero4j.learn.Learner;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Engines;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.ServerSettings;
import zero4j.torch.DeviceSettings;
import zero4j.train.TrainListener;
import zero4j.weights.Dtype;

/**
 * Servers that sample for a training. Of several processes the first one speaks with them. Before the first step they are given the
 * weights that training begins with, and what they say of some tokens is compared with what the learner says.
 */
final class ServedRollouts {
    private static final int PROBED_PROMPTS = 4;
    private static final int PROBED_SAMPLES = 2;
    private static final int PROBED_TOKENS = 64;

    private final TrainSetup setup;
    private final Path run;
    private final Communicator ranks;
    private final TrainListener listener;
    private Optional<HttpBackend> servers = Optional.empty();

    /**
     * @param run folder of the run
     * @param ranks by which what is sampled is told among the processes
     */
    ServedRollouts(TrainSetup setup, Path run, Communicator ranks, TrainListener listener) {
        this.setup = setup;
        this.run = run;
        this.ranks = ranks;
        this.listener = listener;
    }

    /** Whether the recipe says so. */
    boolean isMeant() {
        return Engines.onServers(setup.recipe().rollout().backend());
    }

    /**
     * Connects to the servers; the caller closes what samples.
     *
     * @throws zero4j.UserError if one of them cannot be used
     */
    RolloutBackend open() {
        servers = FirstRollouts.ofFirst(ranks, this::connected);
        return ranks.world() == 1 ? servers.orElseThrow() : new FirstRollouts(servers, inFlight(), ranks);
    }

    private HttpBackend connected() {
        RolloutSettings rollout = setup.recipe().rollout();
        HttpBackend backend = HttpBackend.open(new HttpBackend.Opening(
                Engines.REGISTRY.get(rollout.backend()),
                rollout.remote(),
                setup.config(),
                setup.base(),
                setup.tokenizer(),
                rollout.slots(),
                weights(rollout.remote()),
                true,
                listener::warning));
        try {
            backend.found().forEach(listener::server);
            backend.requireContext((int) Math.min(
                    setup.config().longestSequence(), (long) setup.maxPromptTokens() + rollout.maxNewTokens()));
            setup.firstPrompts(1).forEach(backend::requireSameTokens);
        } catch (RuntimeException | Error e) {
            backend.close();
            throw e;
        }
        return backend;
    }

    private boolean inFlight() {
        return setup.recipe().rollout().remote().inFlight();
    }

    /** A folder that is this run's alone. */
    private Path weights(ServerSettings remote) {
        Path own = run.toAbsolutePath().normalize();
        return remote.weights().isEmpty()
                ? own.resolve("weights")
                : Path.of(remote.weights()).resolve(String.valueOf(own.getFileName()));
    }

    /**
     * Gives the servers the learner's weights, and compares.
     *
     * @param step that is done
     * @throws zero4j.UserError if they say something else of their tokens than the learner
     */
    void begin(Learner learner, long step) {
        var _ = FirstRollouts.ofFirst(ranks, () -> {
            HttpBackend backend = servers.orElseThrow();
            backend.load(learner.weights(), step);
            compare(backend, learner);
            return backend;
        });
    }

    private void compare(HttpBackend backend, Learner learner) {
        RolloutSettings rollout = setup.recipe().rollout();
        List<Prompt> fitting = setup.firstPrompts(PROBED_PROMPTS).stream()
                .filter(prompt -> prompt.tokens().length <= setup.maxPromptTokens())
                .toList();
        List<CompletionGroup> groups = backend.generate(
                fitting,
                new SamplingParams(
                        PROBED_SAMPLES,
                        Math.min(PROBED_TOKENS, rollout.maxNewTokens()),
                        rollout.temperature(),
                        0,
                        1,
                        setup.recipe().seed()),
                RolloutBackend.Progress.NONE);
        LogprobCheck check = LogprobCheck.of(groups, (prompts, completions) -> {
            List<Response> responses = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                responses.add(Response.of(i, prompts.get(i), completions.get(i), 0));
            }
            return learner.logprobs(responses);
        });
        listener.server(check.inWords());
        check.require(rollout.remote().mismatch(rounded()), rollout.temperature());
    }

    /** Whether the learner computes in bfloat16, or the servers do as the model is stored. */
    private boolean rounded() {
        return setup.recipe().device().dtype() == DeviceSettings.Precision.BFLOAT16
                || setup.config().dtype() != Dtype.F32;
    }
}
