package zero4j.algorithm;

import static zero4j.algorithm.Aggregation.Kind.MEAN_OF_RESPONSE_MEANS;
import static zero4j.algorithm.Aggregation.Kind.MEAN_OF_TOKENS;
import static zero4j.algorithm.Aggregation.Kind.SUM_OVER_BUDGET;
import static zero4j.algorithm.Kl.Estimator.K1_REWARD;
import static zero4j.algorithm.Kl.Estimator.K2;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import zero4j.Registry;

/** The algorithms that recipes choose by name; each has a page in {@code docs/algorithms}. */
public final class Presets {
    private Presets() {}

    private static final double CLIP = 0.2;
    /** Batches that DAPO samples at most for one step, as its authors' recipe does. */
    private static final int DYNAMIC_BATCHES = 10;
    /** Share of the budget where DAPO's punishment grows: 4096 of 20480 tokens in the paper. */
    private static final int OVERLONG_SHARE = 5;
    /** Of the divergence, where a preset without a reference policy is given one. */
    private static final double KL_COEFFICIENT = 0.01;

    /** The algorithms that have a name. */
    public static final Registry<Preset> REGISTRY = Registry.withProviders(
            "algorithm",
            Preset.class,
            List.of(
                    new Own(
                            "dr-grpo",
                            "reward minus the group's mean, divided by neither deviation nor length: the default",
                            with -> with.algorithm(new Advantage.Centred(), with.clipped(CLIP, CLIP), SUM_OVER_BUDGET)),
                    new Own(
                            "grpo",
                            "divided by the group's deviation, mean over each response's tokens",
                            with -> with.algorithm(
                                    with.standardised(), with.clipped(CLIP, CLIP), MEAN_OF_RESPONSE_MEANS)),
                    new Own(
                            "ppo",
                            "a critic (GAE) in the place of the group",
                            with -> with.algorithm(with.gae(), with.clipped(CLIP, CLIP), SUM_OVER_BUDGET)),
                    new Own(
                            "ppo-response-mean",
                            "the same with the mean over each response's tokens",
                            with -> with.algorithm(with.gae(), with.clipped(CLIP, CLIP), MEAN_OF_RESPONSE_MEANS)),
                    new Own(
                            "ppo-token-mean",
                            "the same with the mean over all tokens",
                            with -> with.algorithm(with.gae(), with.clipped(CLIP, CLIP), MEAN_OF_TOKENS)),
                    new Own(
                            "rloo",
                            "reward minus the mean of the group's other responses, no clip",
                            with -> with.algorithm(
                                    new Advantage.LeaveOneOut(), new Surrogate.PolicyGradient(), SUM_OVER_BUDGET)),
                    new Own(
                            "reinforce",
                            "the plain policy gradient, no baseline",
                            with -> with.algorithm(
                                    new Advantage.ReturnToGo(), new Surrogate.PolicyGradient(), SUM_OVER_BUDGET)),
                    new Own(
                            "reinforce++",
                            "no group: advantages whitened over the batch, KL in the reward",
                            with -> with.whitened(
                                    new Advantage.ReturnToGo(), with.clipped(CLIP, CLIP), new Kl(K1_REWARD, 0.01))),
                    new Own(
                            "reinforce++-baseline",
                            "the group's mean as baseline, whitened over the batch, KL in the loss",
                            with -> with.whitened(new Advantage.Centred(), with.clipped(CLIP, CLIP), new Kl(K2, 0.01))),
                    new Own(
                            "dapo",
                            "a wider upper clip, dynamic sampling, long responses cost",
                            with -> with.algorithm(
                                    with.standardised(),
                                    with.clipped(CLIP, 0.28),
                                    MEAN_OF_TOKENS,
                                    new Parts.Further(false, Kl.OFF, with.budget() / OVERLONG_SHARE, DYNAMIC_BATCHES))),
                    new Own(
                            "gspo",
                            "one ratio for a whole response",
                            with -> with.algorithm(
                                    with.standardised(),
                                    new Surrogate.SequenceClipped(with.low(3e-4), with.high(4e-4)),
                                    MEAN_OF_RESPONSE_MEANS)),
                    new Own(
                            "cispo",
                            "the clip bounds a token's weight and keeps its gradient",
                            with -> with.algorithm(
                                    with.standardised(),
                                    new Surrogate.ClippedWeight(with.low(1), with.high(4)),
                                    MEAN_OF_TOKENS)),
                    new Own(
                            "dppo",
                            "a bound on how far a token's probability moves, not its ratio",
                            with -> with.algorithm(
                                    new Advantage.Centred(),
                                    with.near(Surrogate.Divergence.Measure.TOTAL_VARIATION, 0.15),
                                    SUM_OVER_BUDGET)),
                    new Own(
                            "dppo-kl",
                            "the same by a divergence KL",
                            with -> with.algorithm(
                                    new Advantage.Centred(),
                                    with.near(Surrogate.Divergence.Measure.KL, 0.05),
                                    SUM_OVER_BUDGET)),
                    new Own(
                            "sapo",
                            "a soft gate in the place of the clip",
                            with -> with.algorithm(
                                    with.standardised(),
                                    new Surrogate.SoftGate(with.tauPositive(1.0), with.tauNegative(1.05)),
                                    MEAN_OF_RESPONSE_MEANS)),
                    new Own(
                            "gmpo",
                            "the geometric mean of a response's clipped ratios",
                            with -> with.algorithm(
                                    with.standardised(),
                                    new Surrogate.GeometricMean(with.low(0.4), with.high(0.4)),
                                    MEAN_OF_RESPONSE_MEANS)),
                    new Own(
                            "lite-ppo",
                            "the group's mean, the batch's deviation",
                            with -> with.algorithm(
                                    new Advantage.BatchScaled(with.ddof(), with.eps(1e-8)),
                                    with.clipped(CLIP, CLIP),
                                    MEAN_OF_TOKENS)),
                    new Own(
                            "maxrl",
                            "divided by the group's mean: nearly unsolved questions count most",
                            with -> with.algorithm(
                                    new Advantage.MeanNormalised(with.eps(1e-6)),
                                    with.clipped(CLIP, CLIP),
                                    SUM_OVER_BUDGET))),
            "all");

    private record Own(String name, String help, Function<Parts, Algorithm> line) implements Preset {
        @Override
        public Algorithm compose(Parts with) {
            return line.apply(with);
        }
    }

    /** Names of all algorithms. */
    public static List<String> names() {
        return REGISTRY.names();
    }

    /**
     * An algorithm of these settings.
     *
     * @param maxNewTokens the generation budget, which Dr. GRPO divides by
     */
    public static Algorithm of(AlgorithmSettings settings, int maxNewTokens) {
        return REGISTRY.make(settings.preset(), preset -> preset.compose(new Parts(settings, maxNewTokens)));
    }

    /**
     * What a preset is composed of: each method puts a preset's own constants and the settings' together.
     *
     * @param budget of tokens per completion
     */
    public record Parts(AlgorithmSettings settings, int budget) {
        /** The algorithm of these parts, without critic, reference policy and dynamic sampling unless the settings say so. */
        public Algorithm algorithm(Advantage advantage, Surrogate surrogate, Aggregation.Kind aggregation) {
            return algorithm(advantage, surrogate, aggregation, new Further(false, Kl.OFF, 0, 1));
        }

        /** With advantages whitened over the batch, and a reference policy. */
        public Algorithm whitened(Advantage advantage, Surrogate surrogate, Kl kl) {
            return algorithm(advantage, surrogate, MEAN_OF_TOKENS, new Further(true, kl, 0, 1));
        }

        /** What few presets have. */
        public record Further(boolean whiten, Kl kl, int overlongBuffer, int mostBatches) {}

        /** The same with what few presets have. */
        public Algorithm algorithm(
                Advantage advantage, Surrogate surrogate, Aggregation.Kind aggregation, Further further) {
            ObjectiveSettings own = settings.objective();
            return new Algorithm(
                    settings.preset(),
                    advantage,
                    own.whiten().orElse(further.whiten())
                            ? Optional.of(new Whitening(ddof(), eps(1e-8)))
                            : Optional.empty(),
                    own.advantageClip(),
                    new Objective(
                            surrogate, kl(further.kl()), settings.correction().resolved(), own.entropyBonus()),
                    own.aggregation().orElse(aggregation).with(budget),
                    own.maskTruncated(),
                    overlong(further.overlongBuffer()),
                    advantage instanceof Advantage.Gae ? Optional.of(settings.critic()) : Optional.empty(),
                    advantage.comparesGroup() ? settings.dynamicSampling().orElse(further.mostBatches()) : 1);
        }

        /** Of a critic, which the algorithm then has. */
        public Advantage gae() {
            return new Advantage.Gae(
                    settings.critic().gamma(), settings.critic().lambda());
        }

        /** By the deviation of the group. */
        public Advantage standardised() {
            return new Advantage.Standardised(ddof(), eps(1e-8));
        }

        /** With the ratio of tokens clipped at 1 - low and 1 + high, where the settings say nothing else. */
        public Surrogate clipped(double low, double high) {
            return new Surrogate.Clipped(
                    low(low), high(high), settings.objective().dualClip());
        }

        /** The settings' lower clip, or else the preset's. */
        public double low(double preset) {
            return settings.objective().clipLow().orElse(preset);
        }

        /** The settings' upper clip, or else the preset's. */
        public double high(double preset) {
            return settings.objective().clipHigh().orElse(preset);
        }

        /** Within a divergence from the sampler, of the same bound for both directions where the settings say nothing else. */
        public Surrogate near(Surrogate.Divergence.Measure measure, double bound) {
            return new Surrogate.Divergence(measure, low(bound), high(bound));
        }

        /** The settings' temperature for advantages above 0, or else the preset's. */
        public double tauPositive(double preset) {
            return settings.objective().tauPositive().orElse(preset);
        }

        /** The settings' temperature for other advantages, or else the preset's. */
        public double tauNegative(double preset) {
            return settings.objective().tauNegative().orElse(preset);
        }

        /** The settings' {@code std_ddof}, or else 1. */
        public int ddof() {
            return settings.objective().stdDdof().orElse(1);
        }

        /** The settings' {@code std_eps}, or else the preset's. */
        public double eps(double preset) {
            return settings.objective().stdEps().orElse(preset);
        }

        private Kl kl(Kl preset) {
            Kl.Estimator estimator = settings.kl().estimator().orElse(preset.estimator());
            double coefficient =
                    settings.kl().coefficient().orElse(preset.on() ? preset.coefficient() : KL_COEFFICIENT);
            return estimator == Kl.Estimator.NONE || coefficient == 0 ? Kl.OFF : new Kl(estimator, coefficient);
        }

        private Optional<Algorithm.Overlong> overlong(int preset) {
            int buffer = Math.min(budget, settings.objective().overlongBuffer().orElse(preset));
            return buffer == 0
                    ? Optional.empty()
                    : Optional.of(new Algorithm.Overlong(
                            budget, buffer, settings.objective().overlongPenalty()));
        }
    }
}
