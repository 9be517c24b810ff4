package zero4j.session;

import java.util.Optional;
import zero4j.UserError;
import zero4j.run.RunFolder;

/**
 * What became of a variant.
 *
 * @param run its folder
 * @param finished whether all its steps are done
 * @param before whether they were before, so that nothing was trained now
 * @param failure that ended its training
 */
public record VariantResult(
        Variant variant, RunFolder run, boolean finished, boolean before, Optional<UserError> failure) {}
