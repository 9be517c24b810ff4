package zero4j.recipe;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zero4j.UserError;
import zero4j.hub.HubRepository;
import zero4j.reward.Rewards;
import zero4j.rollout.ServerSettings;
import zero4j.weights.BundledModels;

/** Which settings name files or folders, and where these are. */
final class Location {
    /** Settings that name a file or a folder, or have a word instead. */
    private static final Set<String> KEYS =
            Set.of("model", "template", "data.train", "kl.reference", "eval.suite", "init", "tokenizer", "data");

    /** What is downloaded for some of them, and found by its name in its usual folder. */
    private static final Map<String, HubRepository.Kind> DOWNLOADED = Map.of(
            "model", HubRepository.Kind.MODEL,
            "kl.reference", HubRepository.Kind.MODEL,
            "init", HubRepository.Kind.MODEL,
            "data.train", HubRepository.Kind.DATASET,
            "eval.suite", HubRepository.Kind.DATASET);

    /** Words that stand instead of a path; {@code nano} may have families behind it. */
    private static final Set<String> WORDS = Set.of("", "nano", "new", "none");

    private Location() {}

    /** The setting, with an absolute path where it has a relative one or the name of a download, seen from the current folder. */
    static Setting absolute(Setting setting) {
        if (setting.key().equals("reward")) {
            return setting.each(Rewards::located);
        }
        if (setting.key().equals("rollout.token")) {
            return setting.each(Location::ofToken);
        }
        return KEYS.contains(setting.key()) ? setting.each(text -> absolute(setting.key(), text)) : setting;
    }

    /** A token is in a variable of the environment, or in a file. */
    private static String ofToken(String text) {
        if (!text.startsWith(ServerSettings.TOKEN_FILE)) {
            return text;
        }
        try {
            return ServerSettings.TOKEN_FILE
                    + Path.of(text.substring(ServerSettings.TOKEN_FILE.length()))
                            .toAbsolutePath();
        } catch (InvalidPathException e) {
            return text; // whoever opens it says what is wrong
        }
    }

    private static String absolute(String key, String text) {
        try {
            if (isWord(key, text)) {
                return text;
            }
            HubRepository.Kind kind = DOWNLOADED.get(key);
            Path path = kind == null ? Path.of(text) : HubRepository.resolve(kind, text);
            return Files.exists(path) ? path.toAbsolutePath().toString() : text;
        } catch (InvalidPathException | UserError e) {
            return text; // whoever opens it says what is wrong
        }
    }

    private static boolean isWord(String key, String text) {
        return WORDS.contains(text)
                || text.startsWith("nano:")
                || (DOWNLOADED.get(key) == HubRepository.Kind.MODEL
                        && BundledModels.folder(text).isPresent())
                || (key.equals("template") && !text.endsWith(".txt"));
    }

    /** What a setting names that is neither a file or folder nor the name of a download. */
    static List<String> missing(Setting setting) {
        // A reference model may be named and not needed.
        boolean opened = KEYS.contains(setting.key()) && !setting.key().equals("kl.reference");
        List<String> names = setting.key().equals("eval.suite") ? setting.items() : setting.values();
        return opened
                ? names.stream()
                        .filter(name -> !isWord(setting.key(), name) && !isThere(name))
                        .toList()
                : List.of();
    }

    private static boolean isThere(String name) {
        try {
            return Arrays.stream(HubRepository.Kind.values())
                    .anyMatch(kind -> Files.exists(HubRepository.resolve(kind, name)));
        } catch (InvalidPathException | UserError e) {
            return true; // whoever opens it says what is wrong
        }
    }
}
