package zero4j.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.JsonFile;
import zero4j.UserError;

/**
 * Where stages are kept: each in a folder that is named for people and by the beginning of its key, with a file beside it that says
 * whether it is whole and how long it took.
 *
 * @param root that all experiments share
 */
record StageFolder(Path root) {
    StageFolder {
        root = root.toAbsolutePath().normalize(); // what is made names files there, wherever it is gone on with from
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** What a folder's name ends with while its model is being made. */
    private static final String UNFINISHED = ".pretraining";

    private static final String NOTE = ".json";

    /**
     * What is noted of a stage.
     *
     * @param key SHA-256 (hex) of what decides its result
     * @param seconds that it took so far, over all its starts
     * @param whole whether it is done
     */
    record Note(String kind, String key, double seconds, boolean whole) {}

    /**
     * Where a stage is, whatever experiment made it and however it called it; where there is none, where it is to be.
     *
     * @param below folder of the kind of things
     * @param name for people
     */
    Path place(String below, String name, String key) {
        Path folder = root.resolve(below);
        String end = "-" + StageKey.shown(key);
        String usual = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "") + end;
        if (!Files.isDirectory(folder)) {
            return folder.resolve(usual);
        }
        try (Stream<Path> there = Files.list(folder)) {
            return folder.resolve(there.map(path -> String.valueOf(path.getFileName()))
                    .map(file -> file.replaceFirst("(\\" + UNFINISHED + "|\\" + NOTE + ")$", ""))
                    .filter(file -> file.endsWith(end) && !file.startsWith("."))
                    .sorted()
                    .findFirst()
                    .orElse(usual));
        } catch (IOException e) {
            throw new UserError("cannot list the folder " + folder, e);
        }
    }

    /** What is noted of a stage; empty if nothing that can be read is. */
    static Optional<Note> note(Stage stage) {
        Path file = noteFile(stage);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonFile.read(JSON, file, new TypeReference<Note>() {}))
                    .filter(note -> note.key().equals(stage.about().key()));
        } catch (IOException damaged) {
            return Optional.empty(); // the stage's own files say how far it is
        }
    }

    /** Whether a stage is done and its result still there. */
    static boolean isWhole(Stage stage) {
        return note(stage).filter(Note::whole).isPresent()
                && Files.isDirectory(stage.about().result());
    }

    /** Whether there is something of a stage: a note alone is of what was removed. */
    static boolean isBegun(Stage stage) {
        Path result = stage.about().result();
        return Files.exists(result) || Files.exists(result.resolveSibling(result.getFileName() + UNFINISHED));
    }

    static void note(Stage stage, double seconds, boolean whole) {
        Note note = new Note(stage.kind(), stage.about().key(), seconds, whole);
        AtomicFile.write(noteFile(stage), JSON.writeValueAsString(note) + "\n");
    }

    /** Left-overs of writes that a kill has cut off. */
    void mend() {
        for (String below : List.of("", "models", "runs", "evals", "passes", "texts", "questions", "templates")) {
            if (Files.isDirectory(root.resolve(below))) {
                AtomicFile.mend(root.resolve(below));
            }
        }
    }

    private static Path noteFile(Stage stage) {
        Path result = stage.about().result();
        return Objects.requireNonNull(result.getParent()).resolve(result.getFileName() + NOTE);
    }
}
