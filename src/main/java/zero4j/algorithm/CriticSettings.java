package zero4j.algorithm;

import zero4j.SettingChecks;

/**
 * The critic of PPO, a value head on the policy's final hidden states: the section {@code critic}. Not used by algorithms
 * without one.
 *
 * @param learningRate of the value head's own AdamW, always the same
 * @param coefficient of the value loss, for head and policy
 * @param clip bound of a value's change in one rollout batch; 0 for none
 * @param gamma discount of a token
 * @param lambda of generalised advantage estimation
 */
public record CriticSettings(double learningRate, double coefficient, double clip, double gamma, double lambda) {
    /** The values of {@code defaults.yaml}. */
    public static final CriticSettings DEFAULT = new CriticSettings(1e-3, 0.1, 0.2, 1, 1);

    public CriticSettings {
        new SettingChecks("critic")
                .that(
                        learningRate > 0 && learningRate <= 1,
                        "learning_rate",
                        learningRate,
                        "it must be above 0 and at most 1")
                .notNegative("coefficient", coefficient)
                .notNegative("clip", clip)
                .that(gamma >= 0 && gamma <= 1, "gamma", gamma, "it must be from 0 to 1")
                .that(lambda >= 0 && lambda <= 1, "lambda", lambda, "it must be from 0 to 1")
                .done();
    }
}
