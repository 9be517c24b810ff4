package zero4j.cli;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/** Options that say what the user knows of a machine, for the estimates of a dry run or a plan alone. */
final class DryRunOption {
    private DryRunOption() {}

    /**
     * The value of an option.
     *
     * @param with the option that it is for
     * @param given whether that is given
     * @throws UserError if it is not above 0, or given without the option that it is for
     */
    static OptionalDouble checked(String name, @Nullable Double value, String with, boolean given) {
        if (value == null) {
            return OptionalDouble.empty();
        } else if (!given) {
            throw new UserError(name + " is for " + with + ", and changes nothing else: leave it out");
        } else if (!(value > 0) || value.isInfinite()) {
            throw new UserError(name + " is " + value + "; it must be above 0");
        }
        return OptionalDouble.of(value);
    }
}
