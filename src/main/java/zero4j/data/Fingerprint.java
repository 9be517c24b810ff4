package zero4j.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over texts and numbers, each with its length, so that moving a border changes the hash. */
public final class Fingerprint {
    private final MessageDigest digest;

    /** Of nothing yet. */
    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Adds a text. */
    public Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    /** Adds a number. */
    public Fingerprint add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        return this;
    }

    /** The hash of everything added, in hex; it can be asked for once. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of some texts, in hex. */
    public static String of(List<String> texts) {
        Fingerprint print = new Fingerprint();
        texts.forEach(print::add);
        return print.hex();
    }
}
