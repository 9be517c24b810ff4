package zero4j.cli;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/** Options that say what the user knows of a machine, for the estimates of a dry run alone. */
final class DryRunOption {
    private DryRunOption() {}

    /**
     * The value of an option.
     *
     * @throws UserError if it is not above 0, or given to something else than a dry run
     */
    static OptionalDouble checked(String name, @Nullable Double value, boolean dryRun) {
        if (value == null) {
            return OptionalDouble.empty();
        } else if (!dryRun) {
            throw new UserError(name + " is for --dry-run, and changes nothing else: leave it out");
        } else if (!(value > 0) || value.isInfinite()) {
            throw new UserError(name + " is " + value + "; it must be above 0");
        }
        return OptionalDouble.of(value);
    }
}
