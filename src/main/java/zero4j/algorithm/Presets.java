package zero4j.algorithm;

import static zero4j.algorithm.Aggregation.Kind.MEAN_OF_RESPONSE_MEANS;
import static zero4j.algorithm.Aggregation.Kind.MEAN_OF_TOKENS;
import static zero4j.algorithm.Aggregation.Kind.SUM_OVER_BUDGET;
import static zero4j.algorithm.Kl.Estimator.K1_REWARD;
import static zero4j.algorithm.Kl.Estimator.K2;

import java.util.List;
import java.util.Optional;

/** The algorithms that recipes choose by name; each has a page in {@code docs/algorithms}. */
public final class Presets {
    /** Names of all presets. */
    public static final List<String> NAMES = List.of(
            "dr-grpo",
            "grpo",
            "ppo",
            "ppo-response-mean",
            "ppo-token-mean",
            "rloo",
            "reinforce",
            "reinforce++",
            "reinforce++-baseline",
            "dapo",
            "gspo",
            "cispo",
            "lite-ppo",
            "maxrl");

    private Presets() {}

    private static final double CLIP = 0.2;
    /** Batches that DAPO samples at most for one step, as its authors' recipe does. */
    private static final int DYNAMIC_BATCHES = 10;
    /** Share of the budget where DAPO's punishment grows: 4096 of 20480 tokens in the paper. */
    private static final int OVERLONG_SHARE = 5;
    /** Of the divergence, where a preset without a reference policy is given one. */
    private static final double KL_COEFFICIENT = 0.01;

    /**
     * An algorithm of these settings.
     *
     * @param maxNewTokens the generation budget, which Dr. GRPO divides by
     */
    public static Algorithm of(AlgorithmSettings settings, int maxNewTokens) {
        return new Composer(settings, maxNewTokens).compose();
    }

    /** Puts a preset's own constants and the settings' together. */
    private record Composer(AlgorithmSettings settings, int budget) {
        Algorithm compose() {
            String name = settings.preset();
            return switch (name) {
                case "dr-grpo" -> algorithm(new Advantage.Centred(), clipped(CLIP, CLIP), SUM_OVER_BUDGET);
                case "grpo" -> algorithm(standardised(), clipped(CLIP, CLIP), MEAN_OF_RESPONSE_MEANS);
                case "ppo" -> algorithm(gae(), clipped(CLIP, CLIP), SUM_OVER_BUDGET);
                case "ppo-response-mean" -> algorithm(gae(), clipped(CLIP, CLIP), MEAN_OF_RESPONSE_MEANS);
                case "ppo-token-mean" -> algorithm(gae(), clipped(CLIP, CLIP), MEAN_OF_TOKENS);
                case "rloo" -> algorithm(new Advantage.LeaveOneOut(), new Surrogate.PolicyGradient(), SUM_OVER_BUDGET);
                case "reinforce" ->
                    algorithm(new Advantage.ReturnToGo(), new Surrogate.PolicyGradient(), SUM_OVER_BUDGET);
                case "reinforce++" ->
                    whitened(new Advantage.ReturnToGo(), clipped(CLIP, CLIP), new Kl(K1_REWARD, 0.01));
                case "reinforce++-baseline" -> whitened(new Advantage.Centred(), clipped(CLIP, CLIP), new Kl(K2, 0.01));
                case "dapo" ->
                    algorithm(
                            standardised(),
                            clipped(CLIP, 0.28),
                            MEAN_OF_TOKENS,
                            new Further(false, Kl.OFF, budget / OVERLONG_SHARE, DYNAMIC_BATCHES));
                case "gspo" ->
                    algorithm(
                            standardised(),
                            new Surrogate.SequenceClipped(low(3e-4), high(4e-4)),
                            MEAN_OF_RESPONSE_MEANS);
                case "cispo" -> algorithm(standardised(), new Surrogate.ClippedWeight(low(1), high(4)), MEAN_OF_TOKENS);
                case "lite-ppo" -> algorithm(new Advantage.BatchScaled(ddof(), eps(1e-8)), clipped(CLIP, CLIP), MEAN_OF_TOKENS);
                case "maxrl" ->
                    algorithm(new Advantage.MeanNormalised(eps(1e-6)), clipped(CLIP, CLIP), SUM_OVER_BUDGET);
                default -> throw new IllegalArgumentException("there is no preset " + name);
            };
        }

        private Algorithm algorithm(Advantage advantage, Surrogate surrogate, Aggregation.Kind aggregation) {
            return algorithm(advantage, surrogate, aggregation, new Further(false, Kl.OFF, 0, 1));
        }

        private Algorithm whitened(Advantage advantage, Surrogate surrogate, Kl kl) {
            return algorithm(advantage, surrogate, MEAN_OF_TOKENS, new Further(true, kl, 0, 1));
        }

        /** What few presets have. */
        private record Further(boolean whiten, Kl kl, int overlongBuffer, int mostBatches) {}

        private Algorithm algorithm(
                Advantage advantage, Surrogate surrogate, Aggregation.Kind aggregation, Further further) {
            ObjectiveSettings own = settings.objective();
            return new Algorithm(
                    settings.preset(),
                    advantage,
                    own.whiten().orElse(further.whiten())
                            ? Optional.of(new Whitening(ddof(), eps(1e-8)))
                            : Optional.empty(),
                    own.advantageClip(),
                    new Objective(surrogate, kl(further.kl()), settings.correction(), own.entropyBonus()),
                    own.aggregation().orElse(aggregation).with(budget),
                    own.maskTruncated(),
                    overlong(further.overlongBuffer()),
                    advantage instanceof Advantage.Gae ? Optional.of(settings.critic()) : Optional.empty(),
                    settings.dynamicSampling().orElse(further.mostBatches()));
        }

        private Advantage gae() {
            return new Advantage.Gae(settings.critic().gamma(), settings.critic().lambda());
        }

        private Advantage standardised() {
            return new Advantage.Standardised(ddof(), eps(1e-8));
        }

        private Surrogate clipped(double low, double high) {
            return new Surrogate.Clipped(
                    low(low), high(high), settings.objective().dualClip());
        }

        private double low(double preset) {
            return settings.objective().clipLow().orElse(preset);
        }

        private double high(double preset) {
            return settings.objective().clipHigh().orElse(preset);
        }

        private int ddof() {
            return settings.objective().stdDdof().orElse(1);
        }

        private double eps(double preset) {
            return settings.objective().stdEps().orElse(preset);
        }

        private Kl kl(Kl preset) {
            Kl.Estimator estimator = settings.kl().estimator().orElse(preset.estimator());
            double coefficient =
                    settings.kl().coefficient().orElse(preset.on() ? preset.coefficient() : KL_COEFFICIENT);
            return estimator == Kl.Estimator.NONE || coefficient == 0 ? Kl.OFF : new Kl(estimator, coefficient);
        }

        private Optional<Overlong> overlong(int preset) {
            int buffer = Math.min(budget, settings.objective().overlongBuffer().orElse(preset));
            return buffer == 0
                    ? Optional.empty()
                    : Optional.of(
                            new Overlong(budget, buffer, settings.objective().overlongPenalty()));
        }
    }
}
