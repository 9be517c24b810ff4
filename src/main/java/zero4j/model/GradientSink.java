package zero4j.model;

import org.bytedeco.pytorch.Tensor;

/** Who gets gradients as soon as a backward pass has found them. */
public interface GradientSink {
    /**
     * The gradient of some parameters, complete for this pass: told once of each.
     *
     * @param at where they begin in the flat buffer
     * @param gradient [parameters], in the model's type or float32; valid during the call
     */
    void take(long at, Tensor gradient);

    /** The pass is over: what was not told of has no gradient. */
    void end();
}
