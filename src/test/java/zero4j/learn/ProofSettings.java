package zero4j.learn;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.CorrectionSettings;
import zero4j.algorithm.CriticSettings;
import zero4j.algorithm.ImportanceSampling;
import zero4j.algorithm.Kl;
import zero4j.algorithm.KlSettings;
import zero4j.algorithm.ObjectiveSettings;

/** A preset with some of its settings changed. */
final class ProofSettings {
    private final String preset;
    private OptionalDouble clipLow = OptionalDouble.empty();
    private OptionalDouble clipHigh = OptionalDouble.empty();
    private double dualClip;
    private OptionalInt ddof = OptionalInt.empty();
    private OptionalDouble eps = OptionalDouble.empty();
    private Optional<Boolean> whiten = Optional.empty();
    private double advantageClip;
    private Optional<Aggregation.Kind> aggregation = Optional.empty();
    private double entropyBonus;
    private boolean maskTruncated;
    private OptionalInt overlongBuffer = OptionalInt.empty();
    private double overlongPenalty = 1;
    private KlSettings kl = KlSettings.PRESET;
    private CorrectionSettings correction = CorrectionSettings.NONE;
    private OptionalDouble tauPositive = OptionalDouble.empty();
    private OptionalDouble tauNegative = OptionalDouble.empty();
    private CriticSettings critic = CriticSettings.DEFAULT;

    private ProofSettings(String preset) {
        this.preset = preset;
    }

    static ProofSettings of(String preset) {
        return new ProofSettings(preset);
    }

    ProofSettings clip(double low, double high) {
        clipLow = OptionalDouble.of(low);
        clipHigh = OptionalDouble.of(high);
        return this;
    }

    ProofSettings dualClip(double bound) {
        dualClip = bound;
        return this;
    }

    ProofSettings std(int degrees, double added) {
        ddof = OptionalInt.of(degrees);
        eps = OptionalDouble.of(added);
        return this;
    }

    ProofSettings whiten(boolean on) {
        whiten = Optional.of(on);
        return this;
    }

    ProofSettings advantageClip(double bound) {
        advantageClip = bound;
        return this;
    }

    ProofSettings aggregation(Aggregation.Kind kind) {
        aggregation = Optional.of(kind);
        return this;
    }

    ProofSettings entropyBonus(double bonus) {
        entropyBonus = bonus;
        return this;
    }

    ProofSettings maskTruncated(boolean on) {
        maskTruncated = on;
        return this;
    }

    ProofSettings overlong(int buffer, double penalty) {
        overlongBuffer = OptionalInt.of(buffer);
        overlongPenalty = penalty;
        return this;
    }

    ProofSettings kl(Kl.Estimator estimator, double coefficient) {
        kl = new KlSettings(Optional.of(estimator), OptionalDouble.of(coefficient), "", false);
        return this;
    }

    ProofSettings tau(double positive, double negative) {
        tauPositive = OptionalDouble.of(positive);
        tauNegative = OptionalDouble.of(negative);
        return this;
    }

    ProofSettings correction(CorrectionSettings changed) {
        correction = changed;
        return this;
    }

    ProofSettings correction(ImportanceSampling.Kind kind, ImportanceSampling.Level level, double cap, double floor) {
        return correction(new CorrectionSettings(
                "none",
                Optional.of(kind),
                Optional.of(level),
                OptionalDouble.of(cap),
                OptionalDouble.of(floor),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
    }

    /** A named correction whose mask is as wide as the proof's batches need it, so that it takes some and leaves some. */
    ProofSettings correction(String name, CorrectionSettings.MaskLevel mask, double low, double high) {
        return correction(new CorrectionSettings(
                name,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(mask),
                OptionalDouble.of(low),
                OptionalDouble.of(high)));
    }

    ProofSettings critic(CriticSettings changed) {
        critic = changed;
        return this;
    }

    AlgorithmSettings done() {
        ObjectiveSettings objective = new ObjectiveSettings(
                clipLow,
                clipHigh,
                dualClip,
                tauPositive,
                tauNegative,
                ddof,
                eps,
                whiten,
                advantageClip,
                aggregation,
                entropyBonus,
                maskTruncated,
                overlongBuffer,
                overlongPenalty);
        return new AlgorithmSettings(preset, objective, kl, correction, critic, OptionalInt.empty());
    }
}
