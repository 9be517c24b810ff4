package zero4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a folder holds, in words for error messages. */
final class FolderListing {
    private static final int SHOWN = 12;

    private FolderListing() {}

    static String describe(Path folder) {
        if (!Files.exists(folder)) {
            return "the folder %s does not exist".formatted(folder);
        }
        if (!Files.isDirectory(folder)) {
            return "%s is not a folder".formatted(folder);
        }
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return "the folder %s cannot be listed: %s".formatted(folder, e);
        }
        if (names.isEmpty()) {
            return "the folder %s is empty".formatted(folder);
        }
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        String rest = names.size() > SHOWN ? " and %d more".formatted(names.size() - SHOWN) : "";
        return "the folder %s holds %s%s".formatted(folder, shown, rest);
    }
}
