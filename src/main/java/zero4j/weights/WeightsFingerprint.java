package zero4j.weights;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Names the parameters of a model folder by their contents. */
final class WeightsFingerprint {
    /** Digested at a time; a buffer over a segment ends at 2 GB. */
    private static final long CHUNK_BYTES = 1L << 28;

    private WeightsFingerprint() {}

    static String of(ModelFolder folder) {
        MessageDigest digest = sha256();
        for (String name : folder.config().parameterShapes().keySet()) {
            TensorInfo info = folder.tensor(name);
            String head = name + " " + info.dtype() + " " + Arrays.toString(info.shape()) + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            MemorySegment data = folder.data(name);
            for (long at = 0; at < data.byteSize(); at += CHUNK_BYTES) {
                long length = Math.min(CHUNK_BYTES, data.byteSize() - at);
                digest.update(data.asSlice(at, length).asByteBuffer());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
