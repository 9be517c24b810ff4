package zero4j.hub;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import zero4j.UserError;

/**
 * A model or data set of a hub.
 *
 * @param name {@code OWNER/NAME}; very old ones have no owner
 */
public record HubRepository(Kind kind, String name) {
    private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?";
    private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")?");
    private static final Pattern WITH_OWNER = Pattern.compile(PART + "/" + PART);
    private static final int LONGEST_NAME = 200;

    /** What a repository holds. */
    public enum Kind {
        MODEL("models", ""),
        DATASET("data", "datasets/");

        /** Folder below the working folder where downloads go by themselves. */
        private final String folder;

        private final String prefix;

        Kind(String folder, String prefix) {
            this.folder = folder;
            this.prefix = prefix;
        }
    }

    public HubRepository {
        if (!NAME.matcher(name).matches()
                || name.contains("..")
                || name.contains("--")
                || name.length() > LONGEST_NAME) {
            throw new UserError(
                    name.strip() + " is not the name of a repository: expected OWNER/NAME as in the hub's address,"
                            + " such as Qwen/Qwen2.5-0.5B");
        }
    }

    /** A name as people write it: {@code OWNER/NAME}, {@code datasets/OWNER/NAME}, or the address of its page. */
    public static HubRepository parse(String text, boolean dataset, HubSettings settings) {
        String name = text.strip();
        String page = settings.endpoint() + "/";
        if (name.startsWith(page)) {
            name = name.substring(page.length()).replaceFirst("[?#].*", "").replaceFirst("(/tree/main)?/*$", "");
        }
        boolean prefixed = name.startsWith(Kind.DATASET.prefix);
        return new HubRepository(
                dataset || prefixed ? Kind.DATASET : Kind.MODEL,
                prefixed ? name.substring(Kind.DATASET.prefix.length()) : name);
    }

    /** Where it goes if nobody says otherwise: {@code models/OWNER/NAME} or {@code data/OWNER/NAME} in the working folder. */
    public Path usualFolder() {
        return Path.of(kind.folder).resolve(name);
    }

    /** The path of that name, or where there is none, the usual folder of a download of that name. */
    public static Path resolve(Kind kind, String name) {
        Path path = Path.of(name);
        if (!Files.exists(path) && isName(name)) {
            Path folder = new HubRepository(kind, name).usualFolder();
            return Files.isDirectory(folder) ? folder : path;
        }
        return path;
    }

    /**
     * What to do about a name that is no path here, or about the usual folder of one; empty where it cannot be meant as one of a hub.
     */
    public static String advice(Kind kind, String given) {
        String folder = kind.folder + "/";
        String name = given.startsWith(folder) ? given.substring(folder.length()) : given;
        boolean path = !isName(name)
                || FileChoice.isFile(name)
                || Files.exists(Path.of(given.substring(0, given.lastIndexOf('/'))));
        return path
                ? ""
                : ". If it is one of the Hugging Face hub, fetch it: ./zero4j download " + name
                        + (kind == Kind.DATASET ? " --dataset" : "");
    }

    private static boolean isName(String text) {
        return WITH_OWNER.matcher(text).matches() && !text.contains("..") && !text.contains("--");
    }

    /** The page where a user sees it. */
    URI page(URI endpoint) {
        return URI.create(endpoint + "/" + kind.prefix + name);
    }

    /** What the hub knows of a revision, its commit above all. */
    URI revision(URI endpoint, String revision) {
        return URI.create(endpoint + "/api/" + kinds() + "/" + name + "/revision/" + encoded(revision));
    }

    /** The list of its files, in pages. */
    URI tree(URI endpoint, String commit) {
        return URI.create(endpoint + "/api/" + kinds() + "/" + name + "/tree/" + commit + "?recursive=true");
    }

    /** The bytes of a file. */
    URI file(URI endpoint, String commit, String path) {
        StringBuilder uri = new StringBuilder(page(endpoint) + "/resolve/" + commit);
        for (String part : path.split("/", -1)) {
            uri.append('/').append(encoded(part));
        }
        return URI.create(uri.toString());
    }

    private String kinds() {
        return kind == Kind.MODEL ? "models" : "datasets";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
