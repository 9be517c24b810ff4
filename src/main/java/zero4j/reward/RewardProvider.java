package zero4j.reward;

import java.util.function.Supplier;
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

    /**
     * The reward of a training. Most need nothing but the verifier.
     *
     * @param ofTemplate makes the reward that reads answers as the template asks for them, to stand before it
     * @param seed of every random draw
     */
    default RewardFunction create(Verifier verifier, Supplier<RewardFunction> ofTemplate, long seed) {
        return create(verifier);
    }
}
