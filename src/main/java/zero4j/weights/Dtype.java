package zero4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Element types of the safetensors format; {@link #name()} is the format's own word. */
public enum Dtype {
    BOOL(1, "bool"),
    U8(1, "uint8"),
    I8(1, "int8"),
    F8_E5M2(1, "float8_e5m2"),
    F8_E4M3(1, "float8_e4m3fn"),
    I16(2, "int16"),
    U16(2, "uint16"),
    F16(2, "float16"),
    BF16(2, "bfloat16"),
    I32(4, "int32"),
    U32(4, "uint32"),
    F32(4, "float32"),
    F64(8, "float64"),
    I64(8, "int64"),
    U64(8, "uint64");

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;
    private final String torchName;

    Dtype(int bytes, String torchName) {
        this.bytes = bytes;
        this.torchName = torchName;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    /** PyTorch's name, as {@code config.json} has it, for example {@code bfloat16}. */
    String torchName() {
        return torchName;
    }

    /** Whether model parameters may have this type: 32-bit float or one of the two 16-bit floats. */
    public boolean isParameterType() {
        return this == F32 || this == BF16 || this == F16;
    }

    /** Whether a parameter type's little-endian numbers are all finite: none has the exponent that means NaN or infinity. */
    boolean allFinite(MemorySegment data) {
        if (this == F32) {
            for (long at = 0; at < data.byteSize(); at += Integer.BYTES) {
                if ((data.get(INT, at) & 0x7F800000) == 0x7F800000) {
                    return false;
                }
            }
            return true;
        }
        int exponent = this == BF16 ? 0x7F80 : 0x7C00;
        for (long at = 0; at < data.byteSize(); at += Short.BYTES) {
            if ((data.get(SHORT, at) & exponent) == exponent) {
                return false;
            }
        }
        return true;
    }

    static Optional<Dtype> ofName(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
    }

    static Optional<Dtype> ofTorchName(String name) {
        String bare = name.startsWith("torch.") ? name.substring("torch.".length()) : name;
        return Arrays.stream(values()).filter(d -> d.torchName.equals(bare)).findFirst();
    }

    static String supported() {
        return Arrays.stream(values()).map(Dtype::name).collect(Collectors.joining(", "));
    }
}
