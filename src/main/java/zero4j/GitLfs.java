package zero4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Git LFS pointers: the few lines of text that stand for a large file where {@code git lfs} has not fetched it. */
public final class GitLfs {
    private static final int LONGEST_POINTER = 1024;
    private static final String FIRST_LINE = "version https://git-lfs.github.com/spec/";
    private static final Pattern SIZE = Pattern.compile("(?m)^size (\\d{1,18})$");

    private GitLfs() {}

    /**
     * Refuses a file that is only a pointer; one that does not exist or cannot be read is left to its reader.
     *
     * @throws UserError if it is one; says how to get the file itself
     */
    public static void requireFetched(Path file) {
        requireFetched(file, beginning(file));
    }

    /**
     * The same for a file that somebody has begun to read.
     *
     * @param beginning its first bytes; some hundred are enough
     */
    public static void requireFetched(Path file, byte[] beginning) {
        String text = new String(beginning, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(FIRST_LINE)) {
            return;
        }
        Matcher size = SIZE.matcher(text);
        throw new UserError(("%s is a Git LFS pointer and not the file itself%s: run `git lfs pull` in that folder, or"
                        + " get the model or data set by its name with `./zero4j download NAME`")
                .formatted(
                        file,
                        size.find() ? ", which has " + Words.counted(Long.parseLong(size.group(1)), "byte") : ""));
    }

    private static byte[] beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LONGEST_POINTER);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /**
     * The text of a file that may have been fetched as a pointer only.
     *
     * @throws UserError if it was, or the file cannot be read or is no UTF-8
     */
    public static String text(Path file) {
        requireFetched(file);
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new UserError(file + " is damaged: it is no text in UTF-8", e);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e, e);
        }
    }
}
