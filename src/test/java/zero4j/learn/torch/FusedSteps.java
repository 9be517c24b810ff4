package zero4j.learn.torch;

import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.learn.AdamWSettings;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** LibTorch's AdamW on plain arrays, as a witness for others. */
public final class FusedSteps implements AutoCloseable {
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);

    private final PointerScope scope = new PointerScope();
    private final Tensor values; // [parameters]
    private final Tensor gradients; // [parameters]
    private final FusedAdamW optimizer;

    public FusedSteps(float[] start, AdamWSettings settings) {
        values = CPU.floats(start);
        gradients = CPU.floats(start);
        optimizer = new FusedAdamW(values, gradients, settings);
    }

    /** Applies a gradient; returns how far the parameters moved, as the optimizer has it. */
    public double step(float[] gradient, double learningRate) {
        try (var _ = new NoGrad();
                Tensor next = CPU.floats(gradient)) {
            var _ = gradients.copy_(next);
            optimizer.step(learningRate);
            return optimizer.moved(learningRate);
        }
    }

    public float[] values() {
        return DeviceAndDtype.toFloats(values);
    }

    /** What a checkpoint keeps under that name. */
    public float[] state(String name) {
        return DeviceAndDtype.toFloats(Objects.requireNonNull(optimizer.state().get(name)));
    }

    @Override
    public void close() {
        optimizer.close();
        scope.close();
    }
}
