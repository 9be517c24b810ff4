package zero4j;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Users' parts of one kind that the class path declares.
 *
 * @param loaded in the order of the class path
 * @param broken a sentence for each that could not be loaded
 */
record Providers<T>(List<T> loaded, List<String> broken) {
    /** The variable that names users' jars and folders of classes. */
    static final String CLASSPATH = "ZERO4J_CLASSPATH";

    private static final String DECLARATIONS = "META-INF/services/";

    /** A class path that cannot be read at all fails at every step. */
    private static final int MOST_FAILURES = 20;

    /** What is declared under {@code META-INF/services}; what cannot be loaded is remembered and left out. */
    static <T> Providers<T> declared(Class<T> service, ClassLoader loader) {
        List<T> loaded = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Iterator<T> all = ServiceLoader.load(service, loader).iterator();
        while (broken.size() < MOST_FAILURES) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                loaded.add(all.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                broken.add(reason(e) + ", declared by " + declarers(service, loader, e) + ": correct it, complete "
                        + CLASSPATH + ", or take it off");
            }
        }
        return new Providers<>(List.copyOf(loaded), List.copyOf(broken));
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof ServiceConfigurationError
                ? failure.getMessage() + (cause == null ? "" : " (" + cause + ")")
                : failure.toString();
    }

    /** The jars and folders that declare what failed; all that declare anything, where the failure names no class of theirs. */
    private static String declarers(Class<?> service, ClassLoader loader, Throwable failure) {
        String file = DECLARATIONS + service.getName();
        List<String> all = new ArrayList<>();
        List<String> named = new ArrayList<>();
        try {
            for (URL url : Collections.list(loader.getResources(file))) {
                String place = place(url.toString().replace("!/" + file, "").replace(file, ""));
                all.add(place);
                String message = String.valueOf(failure.getMessage());
                if (classes(url).stream().anyMatch(message::contains)) {
                    named.add(place);
                }
            }
        } catch (IOException e) {
            return "a jar that cannot be read (" + e + ")";
        }
        return String.join(", ", named.isEmpty() ? all : named);
    }

    private static List<String> classes(URL declaration) throws IOException {
        try (InputStream in = declaration.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    /** The class of a user's part and where it is from. */
    static String inWords(Object part) {
        CodeSource source = part.getClass().getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return part.getClass().getName() + (location == null ? "" : " of " + place(location.toString()));
    }

    private static String place(String url) {
        return url.replaceFirst("^(jar:)?file:", "");
    }
}
