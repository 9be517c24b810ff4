package zero4j.algorithm;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Settings that say what a preset leaves to itself, so that they mean the same whatever presets become. */
final class PinnedSettings {
    private PinnedSettings() {}

    /**
     * The settings with every constant of the algorithm that they make. What the algorithm has no use for stays empty; and all
     * stays as it is where the settings would not make the same algorithm again, as an algorithm of a user's own may not.
     */
    static AlgorithmSettings of(AlgorithmSettings settings, int maxNewTokens) {
        Algorithm algorithm = Presets.of(settings, maxNewTokens);
        Kl kl = algorithm.objective().kl();
        AlgorithmSettings pinned = new AlgorithmSettings(
                settings.preset(),
                objective(settings.objective(), algorithm),
                new KlSettings(
                        Optional.of(kl.on() ? kl.estimator() : Kl.Estimator.NONE),
                        kl.on()
                                ? OptionalDouble.of(kl.coefficient())
                                : settings.kl().coefficient(),
                        settings.kl().reference(),
                        settings.kl().offload()),
                settings.correction().pinned(),
                settings.critic(),
                OptionalInt.of(algorithm.mostBatches()));
        return Presets.of(pinned, maxNewTokens).equals(algorithm) ? pinned : settings;
    }

    private static ObjectiveSettings objective(ObjectiveSettings own, Algorithm algorithm) {
        OptionalDouble low = own.clipLow();
        OptionalDouble high = own.clipHigh();
        OptionalDouble positive = own.tauPositive();
        OptionalDouble negative = own.tauNegative();
        switch (algorithm.objective().surrogate()) {
            case Surrogate.Clipped clip -> {
                low = OptionalDouble.of(clip.low());
                high = OptionalDouble.of(clip.high());
            }
            case Surrogate.SequenceClipped clip -> {
                low = OptionalDouble.of(clip.low());
                high = OptionalDouble.of(clip.high());
            }
            case Surrogate.ClippedWeight clip -> {
                low = OptionalDouble.of(clip.low());
                high = OptionalDouble.of(clip.high());
            }
            case Surrogate.Divergence region -> {
                low = OptionalDouble.of(region.low());
                high = OptionalDouble.of(region.high());
            }
            case Surrogate.GeometricMean clip -> {
                low = OptionalDouble.of(clip.low());
                high = OptionalDouble.of(clip.high());
            }
            case Surrogate.SoftGate gate -> {
                positive = OptionalDouble.of(gate.positive());
                negative = OptionalDouble.of(gate.negative());
            }
            case Surrogate.PolicyGradient _ -> {}
        }
        return new ObjectiveSettings(
                low,
                high,
                own.dualClip(),
                positive,
                negative,
                ddof(own, algorithm),
                eps(own, algorithm),
                Optional.of(algorithm.whitening().isPresent()),
                own.advantageClip(),
                Optional.of(kind(algorithm.aggregation())),
                own.entropyBonus(),
                own.maskTruncated(),
                OptionalInt.of(
                        algorithm.overlong().map(Algorithm.Overlong::buffer).orElse(0)),
                own.overlongPenalty());
    }

    /** Of the whitening and of the advantage, which have the same where both divide by a deviation. */
    private static OptionalInt ddof(ObjectiveSettings own, Algorithm algorithm) {
        if (algorithm.whitening().isPresent()) {
            return OptionalInt.of(algorithm.whitening().get().ddof());
        }
        return switch (algorithm.advantage()) {
            case Advantage.Standardised divides -> OptionalInt.of(divides.ddof());
            case Advantage.BatchScaled divides -> OptionalInt.of(divides.ddof());
            default -> own.stdDdof();
        };
    }

    private static OptionalDouble eps(ObjectiveSettings own, Algorithm algorithm) {
        if (algorithm.whitening().isPresent()) {
            return OptionalDouble.of(algorithm.whitening().get().eps());
        }
        return switch (algorithm.advantage()) {
            case Advantage.Standardised divides -> OptionalDouble.of(divides.eps());
            case Advantage.BatchScaled divides -> OptionalDouble.of(divides.eps());
            case Advantage.MeanNormalised divides -> OptionalDouble.of(divides.eps());
            default -> own.stdEps();
        };
    }

    private static Aggregation.Kind kind(Aggregation aggregation) {
        return switch (aggregation) {
            case Aggregation.SumOverBudget _ -> Aggregation.Kind.SUM_OVER_BUDGET;
            case Aggregation.MeanOfResponseMeans _ -> Aggregation.Kind.MEAN_OF_RESPONSE_MEANS;
            case Aggregation.MeanOfTokens _ -> Aggregation.Kind.MEAN_OF_TOKENS;
        };
    }
}
