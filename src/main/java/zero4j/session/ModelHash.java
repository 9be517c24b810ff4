package zero4j.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import zero4j.UserError;

/** Names a model by its contents. */
final class ModelHash {
    private ModelHash() {}

    /** SHA-256 over names and bytes of configuration, tokenizer and weights (hex). */
    static String of(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> files = listed.filter(
                            file -> file.getFileName().toString().matches(".*\\.(json|gz|safetensors)"))
                    .sorted()
                    .toList();
            return ofFiles(files);
        } catch (IOException e) {
            throw new UserError("cannot read the model in " + folder + ": " + e, e);
        }
    }

    /** Of names, sizes and times of change of a model's files: no weights are read. */
    static String ofListing(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            List<String> lines = new ArrayList<>();
            for (Path file : listed.filter(Files::isRegularFile).sorted().toList()) {
                lines.add(file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UserError("cannot read the model in " + folder + ": " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** SHA-256 over names and bytes of files (hex). */
    static String ofFiles(List<Path> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UserError("cannot read " + files + ": " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
