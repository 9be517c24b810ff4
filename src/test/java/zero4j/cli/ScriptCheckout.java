package zero4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A checkout with the scripts, a build that is up to date, and a Maven that only says what it runs on. */
final class ScriptCheckout {
    private final Path checkout;
    private final Map<String, String> environment = new HashMap<>();
    private final Path maven;

    /** In a machine where no JDK is found. */
    ScriptCheckout(Path folder, String name) throws IOException {
        checkout = Files.createDirectories(folder.resolve(name));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("MAVEN_USER_HOME", folder.resolve("m2").toString());
        environment.put("ZERO4J_JDK_ROOTS", "");
        copyScripts();
        maven = installMaven(folder);
    }

    /** What the scripts see; it can be changed. */
    Map<String, String> environment() {
        return environment;
    }

    Path script(String name) {
        return checkout.resolve(name);
    }

    /** Lets Maven do something else, in sh; its own folder is the checkout. */
    void maven(String commands) throws IOException {
        Files.writeString(maven, "#!/bin/sh\n" + commands + "\n");
    }

    private void copyScripts() throws IOException {
        Files.createDirectories(checkout.resolve(".mvn/wrapper"));
        for (String file : List.of("zero4j", "mvnw", ".mvn/jdk.sh", ".mvn/wrapper/maven-wrapper.properties")) {
            Files.copy(Path.of(file), checkout.resolve(file));
        }
        Files.createDirectories(checkout.resolve("src/main"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Path target = Files.createDirectories(checkout.resolve("target"));
        for (String file : List.of("zero4j.jar", "zero4j.classpath", "zero4j.stamp")) {
            Files.writeString(target.resolve(file), "");
        }
    }

    private Path installMaven(Path folder) throws IOException {
        String url = Files.readAllLines(checkout.resolve(".mvn/wrapper/maven-wrapper.properties")).stream()
                .filter(line -> line.startsWith("distributionUrl="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        String name = url.replaceAll(".*/(.*)-bin\\.zip", "$1");
        Path bin = folder.resolve("m2/wrapper/dists/" + name + "/" + Integer.toHexString(url.hashCode()) + "/bin");
        Path mvn = Files.createDirectories(bin).resolve("mvn");
        Files.writeString(mvn, "#!/bin/sh\necho \"maven on $JAVA_HOME\"\n");
        mvn.toFile().setExecutable(true);
        return mvn;
    }

    /** Runs a script to its end, with nobody to answer it. */
    CommandRun run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", script(script).toString()));
        command.addAll(List.of(arguments));
        Process process = start(command);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandRun(process.waitFor(), out, err);
    }

    Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }
}
