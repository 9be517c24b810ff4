package zero4j.reward;

import zero4j.Registry;
import zero4j.verify.Verifier;

/**
 * Makes a reward that recipes can name.
 *
 * <p>A class with a public constructor without parameters that a jar on {@code ZERO4J_CLASSPATH} names in the file
 * {@code META-INF/services/zero4j.reward.RewardProvider} adds a reward of a user's own. Its constructor must not ask
 * {@link Rewards}.
 */
public interface RewardProvider extends Registry.Entry {
    /**
     * The reward.
     *
     * @param verifier compares answers as the recipe's section {@code verifier} says
     */
    RewardFunction create(Verifier verifier);
}
