package zero4j;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import zero4j.cli.Main;

/**
 * The classes of the program, loaded and linked once for all children of this JVM, which start faster with them. A JVM reads such an archive only
 * where the class path has jars instead of folders.
 *
 * @param classPath of the tests, with jars of the same classes
 * @param file the archive
 */
record ChildArchive(String classPath, Path file) {
    /**
     * Makes it in a folder that goes with this JVM.
     *
     * @param options of every child
     * @return empty where this JVM cannot
     */
    static Optional<ChildArchive> make(String java, List<String> options) {
        try {
            Path folder = Files.createTempDirectory("zero4j-children");
            folder.toFile().deleteOnExit();
            ChildArchive archive = new ChildArchive(jars(folder), folder.resolve("classes.jsa"));
            List<String> command = new ArrayList<>(List.of(java));
            command.addAll(options);
            command.addAll(List.of(
                    "-XX:ArchiveClassesAtExit=" + archive.file, "-cp", archive.classPath, Main.class.getName()));
            command.addAll(training(folder.resolve("runs")));
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            archive.file.toFile().deleteOnExit();
            AtomicFile.deleteFolder(folder.resolve("runs"));
            if (code != 0 || !Files.exists(archive.file)) {
                System.err.println("no archive of classes could be made for other JVMs: they start slower");
                return Optional.empty();
            }
            return Optional.of(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What loads most of what any child needs. */
    private static List<String> training(Path runs) {
        return List.of(
                "train",
                "--steps=1",
                "--set=model=models/nano",
                "--set=runs=" + runs,
                "--set=rollout={prompts: 1, group_size: 2, max_new_tokens: 2, backend: torch}",
                "--set=eval.suite=none",
                "--set=dashboard=off");
    }

    private static String jars(Path folder) throws IOException {
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(part))) {
                Path jar = folder.resolve(parts.size() + ".jar");
                int code = ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--no-compress",
                                "--file",
                                jar.toString(),
                                "-C",
                                part,
                                ".");
                if (code != 0) {
                    throw new IOException("no jar of " + part);
                }
                jar.toFile().deleteOnExit();
                parts.add(jar.toString());
            } else {
                parts.add(part);
            }
        }
        return String.join(File.pathSeparator, parts);
    }
}
