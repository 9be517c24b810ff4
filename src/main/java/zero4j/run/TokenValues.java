package zero4j.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/**
 * What is known of each token of a completion. Arrays are [tokens], not to be modified.
 *
 * <p>They are kept small: log-probs and entropies to a byte each, {@code code = round(64 * sqrt(nats))}, so that a value v is off by at
 * most {@code sqrt(v) / 64 + 1 / 16384} and none is further from 0 than {@value #MOST} nats; advantages to 16 bits of floating point.
 *
 * @param lengths chars that each token adds to the completion's text; 0 for one that ends it, or that has no whole character
 * @param logprobs log-prob of each token as it was sampled, nats
 * @param entropies of the learner's distribution at each token, nats; empty if the learner did not compute them
 * @param advantages of each token; empty if all tokens have the completion's own
 */
public record TokenValues(int[] lengths, float[] logprobs, Optional<float[]> entropies, Optional<float[]> advantages) {
    /** The largest number of nats that is kept. */
    static final double MOST = 15.875;

    private static final int SCALE = 64;

    public TokenValues {
        if (lengths.length != logprobs.length
                || entropies.map(values -> values.length != logprobs.length).orElse(false)
                || advantages.map(values -> values.length != logprobs.length).orElse(false)) {
            throw new IllegalArgumentException("values of tokens must be of as many tokens");
        }
    }

    /** The text of each token, from that of the completion; a text that is shorter ends the last ones early. */
    public List<String> texts(String completion) {
        List<String> texts = new ArrayList<>();
        int from = 0;
        for (int length : lengths) {
            int to = Math.min(completion.length(), from + length);
            texts.add(completion.substring(from, to));
            from = to;
        }
        return texts;
    }

    static TokenValues read(byte[] lengths, byte[] logprobs, Optional<byte[]> entropies, Optional<byte[]> advantages) {
        float[] negative = nats(logprobs);
        for (int i = 0; i < negative.length; i++) {
            negative[i] = -negative[i];
        }
        return new TokenValues(
                varints(lengths, negative.length),
                negative,
                entropies.map(TokenValues::nats),
                advantages.map(TokenValues::halves));
    }

    /** As they are kept. */
    record Blobs(byte[] lengths, byte[] logprobs, byte @Nullable [] entropies, byte @Nullable [] advantages) {}

    Blobs blobs() {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            return new Blobs(
                    deflated(lengthBytes(), deflater),
                    deflated(codes(logprobs, -1), deflater),
                    entropies
                            .map(values -> deflated(codes(values, 1), deflater))
                            .orElse(null),
                    advantages
                            .map(values -> deflated(halfBytes(values), deflater))
                            .orElse(null));
        } finally {
            deflater.end();
        }
    }

    private byte[] lengthBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int length : lengths) {
            int rest = length;
            while (rest >= 0x80) {
                out.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
        return out.toByteArray();
    }

    private static byte[] halfBytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(Float.floatToFloat16(value));
        }
        return bytes.array();
    }

    private static byte[] codes(float[] values, int sign) {
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            // What is not a number is kept as the largest: nothing else says that something is wrong.
            double nats = Double.isNaN(values[i]) ? MOST : Math.clamp(sign * (double) values[i], 0, MOST);
            codes[i] = (byte) Math.min(255, Math.round(SCALE * Math.sqrt(nats)));
        }
        return codes;
    }

    private static float[] nats(byte[] kept) {
        byte[] codes = inflated(kept);
        float[] values = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            double root = (codes[i] & 0xff) / (double) SCALE;
            values[i] = (float) (root * root);
        }
        return values;
    }

    private static float[] halves(byte[] kept) {
        ByteBuffer bytes = ByteBuffer.wrap(inflated(kept)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.capacity() / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(bytes.getShort());
        }
        return values;
    }

    private static int[] varints(byte[] kept, int count) {
        byte[] bytes = inflated(kept);
        int[] values = new int[count];
        int at = 0;
        for (int i = 0; i < count && at < bytes.length; i++) {
            int shift = 0;
            while (bytes[at] < 0 && at < bytes.length - 1) {
                values[i] |= (bytes[at++] & 0x7f) << shift;
                shift += 7;
            }
            values[i] |= bytes[at++] << shift;
        }
        return values;
    }

    private static byte[] deflated(byte[] bytes, Deflater deflater) {
        deflater.reset();
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[bytes.length + 64];
        while (!deflater.finished()) {
            out.write(part, 0, deflater.deflate(part));
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[4096];
            while (!inflater.finished()) {
                int count = inflater.inflate(part);
                if (count == 0 && !inflater.finished()) {
                    throw new DataFormatException("it ends early");
                }
                out.write(part, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new UserError(
                    "the values of a completion's tokens in the run database cannot be read: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
