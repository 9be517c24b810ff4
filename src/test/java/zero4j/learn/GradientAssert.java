package zero4j.learn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;

/** Every element of every gradient, against the largest one. */
final class GradientAssert {
    private static final double TOLERANCE = 1e-5;

    private GradientAssert() {}

    /** Equal but for float rounding. */
    static void assertClose(ProofBatch.Result actual, ProofBatch.Result expected, String what) {
        assertScaled(actual, expected, 1, what);
    }

    /** {@code actual = factor * expected} but for float rounding. */
    static void assertScaled(ProofBatch.Result actual, ProofBatch.Result expected, double factor, String what) {
        assertGradientScaled(actual, expected, factor, what);
        assertThat(Math.abs(actual.loss() - factor * expected.loss()))
                .as("%s: loss %s, not %s", what, actual.loss(), factor * expected.loss())
                .isLessThan(TOLERANCE * Math.max(1, Math.abs(actual.loss())));
    }

    /** As {@link #assertScaled} without the loss: surrogates with the same gradient may have different values. */
    static void assertGradientScaled(ProofBatch.Result actual, ProofBatch.Result expected, double factor, String what) {
        double largest = largest(actual);
        assertThat(largest).as("largest gradient of %s", what).isGreaterThan(1e-4);
        assertThat(actual.gradients().keySet())
                .as(what)
                .containsExactlyInAnyOrderElementsOf(expected.gradients().keySet());
        actual.gradients().forEach((name, gradient) -> {
            double[] other = requireNonNull(expected.gradients().get(name));
            assertThat(gradient).as("%s: %s", what, name).hasSameSizeAs(other);
            for (int i = 0; i < gradient.length; i++) {
                if (!(Math.abs(gradient[i] - factor * other[i]) < TOLERANCE * largest)) {
                    fail(
                            "%s: gradient of %s[%d] is %s, not %s; the largest is %s",
                            what, name, i, gradient[i], factor * other[i], largest);
                }
            }
        });
    }

    /** Equal in every bit, the loss too. */
    static void assertSameBits(ProofBatch.Result actual, ProofBatch.Result expected, String what) {
        assertThat(largest(actual)).as("largest gradient of %s", what).isGreaterThan(1e-4);
        expected.gradients()
                .forEach((name, gradient) -> assertThat(
                                requireNonNull(actual.gradients().get(name)))
                        .as("%s: %s", what, name)
                        .containsExactly(gradient));
        assertThat(actual.loss()).as("loss of %s", what).isEqualTo(expected.loss());
    }

    private static double largest(ProofBatch.Result result) {
        return result.gradients().values().stream()
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
    }
}
