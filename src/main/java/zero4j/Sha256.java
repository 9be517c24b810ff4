package zero4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that grows by texts, numbers, bytes and files. Not thread-safe. */
public final class Sha256 {
    private final MessageDigest digest;

    /** Of nothing yet. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The hash of some texts, in hex, each with its length, so that moving a border changes the hash. */
    public static String ofTexts(Iterable<String> texts) {
        Sha256 hash = new Sha256();
        texts.forEach(hash::addWithLength);
        return hash.hex();
    }

    /** Adds the bytes of a text in UTF-8, with nothing between it and what comes next. */
    public Sha256 add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Adds the number of a text's bytes in UTF-8 and then these. */
    public Sha256 addWithLength(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    /** Adds the eight bytes of a number, the highest first. */
    public Sha256 add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        return this;
    }

    /** Adds what remains in a buffer. */
    public Sha256 add(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds the bytes of a file. */
    public Sha256 add(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return this;
    }

    /** The hash of everything added, in hex; it can be asked for once. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
