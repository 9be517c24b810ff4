package zero4j.torch;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;
import zero4j.UserError;

/**
 * Where a model's tensors live and in which precision it computes.
 *
 * <p>Asking for the CPU loads no native library: what computes in Java has a placement, too.
 *
 * @param where {@code cpu}, or a CUDA card as {@code cuda} or {@code cuda:N}
 * @param dtype floating-point type of parameters and activations
 */
public record DeviceAndDtype(String where, ScalarType dtype) {
    /**
     * The placement that settings name.
     *
     * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
     * @param dtype {@code float32} or {@code bfloat16}
     * @throws UserError if a CUDA device is asked for and the natives or the card are missing (it says which)
     */
    public static DeviceAndDtype of(String device, String dtype) {
        ScalarType type = switch (dtype) {
            case "float32" -> ScalarType.Float;
            case "bfloat16" -> ScalarType.BFloat16;
            default -> throw new UserError("dtype is '" + dtype + "'; it must be float32 or bfloat16");
        };
        if (device.equals("cpu")) {
            return cpu(type);
        }
        if (!device.matches("cuda(:\\d+)?")) {
            throw new UserError("device is '" + device + "'; it must be cpu, cuda or cuda:N");
        }
        cudaProblem().ifPresent(problem -> {
            throw new UserError("device is '" + device + "', but " + problem);
        });
        int cards = cards();
        if (indexOf(device) >= cards) {
            throw new UserError("device is '" + device + "', but there are " + cards + " CUDA cards, numbered from 0");
        }
        return new DeviceAndDtype(device, type);
    }

    /** The CPU. */
    public static DeviceAndDtype cpu(ScalarType dtype) {
        return new DeviceAndDtype("cpu", dtype);
    }

    /** Why CUDA cannot be used, or empty if it can. */
    static Optional<String> cudaProblem() {
        // Before the first question for cards: LibTorch remembers what it found then.
        return LibTorch.missing(torch_cuda.class)
                .or(() -> torch.cuda_is_available()
                        ? Optional.empty()
                        : Optional.of(
                                "no CUDA card was found: the GPU natives are here, a card that its driver (CUDA 13 or"
                                        + " newer) shows to this process is not"));
    }

    /** CUDA cards that this process sees. */
    public static int cards() {
        return torch.cuda_device_count();
    }

    /** Whether tensors live on a CUDA card. */
    public boolean isCuda() {
        return !where.equals("cpu");
    }

    /** The device as LibTorch takes it. */
    private Device device() {
        return new Device(where);
    }

    private static int indexOf(String card) {
        try (Device device = new Device(card)) {
            return device.index();
        }
    }

    /** Options for new tensors of this device and floating-point type. */
    public TensorOptions options() {
        return options(dtype);
    }

    /** Options for new tensors of this device and another element type. */
    public TensorOptions options(ScalarType type) {
        return new TensorOptions().device(new DeviceOptional(device())).dtype(new ScalarTypeOptional(type));
    }

    /** Copies integers to the device as int64, shape [length]. */
    public Tensor longs(long... values) {
        try (LongPointer host = new LongPointer(values)) {
            return upload(host, values.length, ScalarType.Long);
        }
    }

    /** Copies numbers to the device as float32 whatever {@link #dtype()} says, shape [length]. */
    public Tensor floats(float... values) {
        try (FloatPointer host = new FloatPointer(values)) {
            return upload(host, values.length, ScalarType.Float);
        }
    }

    private Tensor upload(Pointer host, long length, ScalarType type) {
        // from_blob borrows the memory, so the copy must be made before the host buffer is closed.
        Tensor borrowed = torch.from_blob(host, new long[] {length}, new TensorOptions(type));
        return isCuda() ? borrowed.to(device(), type) : borrowed.clone();
    }

    /** Copies a float32 tensor's elements to the heap, in row-major order. */
    public static float[] toFloats(Tensor tensor) {
        Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
        float[] values = new float[Math.toIntExact(host.numel())];
        host.data_ptr_float().get(values);
        return values;
    }

    /** Copies a float64 tensor's elements to the heap, in row-major order. */
    public static double[] toDoubles(Tensor tensor) {
        Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Double).contiguous();
        double[] values = new double[Math.toIntExact(host.numel())];
        host.data_ptr_double().get(values);
        return values;
    }

    /** Copies an int64 tensor's elements to the heap, in row-major order. */
    public static long[] toLongs(Tensor tensor) {
        Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Long).contiguous();
        long[] values = new long[Math.toIntExact(host.numel())];
        host.data_ptr_long().get(values);
        return values;
    }

    @Override
    public String toString() {
        return where + " " + (dtype == ScalarType.BFloat16 ? "bfloat16" : "float32");
    }
}
