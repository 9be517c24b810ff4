package zero4j.recipe;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Which settings name files or folders, and where these are. */
final class Location {
    /** Settings that name a file or a folder, or have a word instead. */
    private static final Set<String> KEYS =
            Set.of("model", "template", "data.train", "kl.reference", "eval.suite", "init", "tokenizer", "data");

    /** Words that stand instead of a path; {@code nano} may have families behind it. */
    private static final Set<String> WORDS = Set.of("", "nano", "new", "none");

    private Location() {}

    /** The setting, with an absolute path where it has a relative one, seen from the current folder. */
    static Setting absolute(Setting setting) {
        return KEYS.contains(setting.key()) ? setting.each(text -> absolute(setting.key(), text)) : setting;
    }

    private static String absolute(String key, String text) {
        boolean word =
                WORDS.contains(text) || text.startsWith("nano:") || (key.equals("template") && !text.endsWith(".txt"));
        try {
            // What is not there may be a name that is looked up elsewhere.
            return word || !Files.exists(Path.of(text))
                    ? text
                    : Path.of(text).toAbsolutePath().toString();
        } catch (InvalidPathException e) {
            return text; // whoever opens it says what is wrong
        }
    }
}
