package zero4j.launch;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** This JVM again, with another main class. */
public final class OwnJvm {
    private OwnJvm() {}

    /**
     * The command of a process with the options and the class path of this one.
     *
     * @param options that it has as well, in the place of this one's of the same name
     */
    public static List<String> command(Class<?> main, List<String> options, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(own -> options.stream().noneMatch(option -> replaces(option, own)))
                .forEach(words::add);
        words.addAll(options);
        words.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
        words.addAll(arguments);
        return words;
    }

    private static boolean replaces(String option, String own) {
        boolean hasValue = option.startsWith("-XX:") && option.contains("=");
        return own.equals(option) || (hasValue && own.startsWith(option.substring(0, option.indexOf('=') + 1)));
    }
}
