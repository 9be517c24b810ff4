package zero4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import zero4j.UserError;

/**
 * A file of a repository, as the hub lists it.
 *
 * @param path where in the repository, with {@code /} between folders; never leads out of it
 * @param size in bytes
 */
public record HubFile(String path, long size, Checksum checksum) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    /** By what a file is known again. */
    sealed interface Checksum {
        String hex();

        /** That of the contents: the hub has it for large files. */
        record Sha256OfContents(String hex) implements Checksum {
            public Sha256OfContents {
                requireHex(hex, 64);
            }
        }

        /** Git's name for the contents: the hub has it for files that are in Git itself. */
        record GitBlob(String hex) implements Checksum {
            public GitBlob {
                requireHex(hex, 40);
            }
        }

        private static void requireHex(String hex, int digits) {
            if (hex.length() != digits || !HEX.matcher(hex).matches()) {
                throw new UserError("the hub lists a checksum that is none: " + HubClient.printable(hex));
            }
        }
    }

    public HubFile {
        if (size < 0) {
            throw new UserError("the hub lists " + HubClient.printable(path) + " with a size of " + size);
        }
        requireInside(path);
    }

    /** A path of a server must not lead elsewhere, and its name must be one that every system can have. */
    private static void requireInside(String path) {
        boolean odd = path.isEmpty() || path.chars().anyMatch(c -> c < ' ' || c == 127 || c == '\\' || c == ':');
        for (String part : path.split("/", -1)) {
            odd |= part.isBlank() || part.equals(".") || part.equals("..");
        }
        if (odd) {
            throw new UserError("the hub lists a file whose name leads out of its folder or cannot be written: "
                    + HubClient.printable(path) + "; nothing was fetched");
        }
    }

    /** The name without its folders. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether a file that is there has these contents. */
    boolean is(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != size) {
            return false;
        }
        MessageDigest digest = digest(checksum instanceof Checksum.GitBlob ? "SHA-1" : "SHA-256");
        if (checksum instanceof Checksum.GitBlob) {
            digest.update(("blob " + size + "\0").getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return HexFormat.of().formatHex(digest.digest()).equals(checksum.hex());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
