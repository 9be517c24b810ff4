package zero4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** A folder of classes as a user would put it on {@code ZERO4J_CLASSPATH}, compiled by a test. */
public final class UserPart {
    private UserPart() {}

    /**
     * Compiles sources against the class path of the tests and declares providers.
     *
     * @param sources text of each class by its name, in the package without a name
     * @param service what the providers are
     * @param declared names of the provider classes, whether or not they exist
     */
    public static Path compile(Path folder, Map<String, String> sources, Class<?> service, List<String> declared)
            throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(service.getName()), declared);
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey() + ".java");
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        if (!sources.isEmpty()
                && ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments.toArray(String[]::new))
                        != 0) {
            throw new AssertionError(messages.toString(StandardCharsets.UTF_8));
        }
        return folder;
    }
}
