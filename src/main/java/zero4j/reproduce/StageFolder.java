package zero4j.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.JsonFile;
import zero4j.UserError;
import zero4j.run.Provenance;

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

    /** Folders of the kinds of things that are made. */
    static final List<String> BELOW = List.of("models", "runs", "evals", "passes", "texts", "questions", "templates");

    /** What a folder's name ends with while its model is being made. */
    private static final String UNFINISHED = ".pretraining";

    private static final String NOTE = ".json";

    /**
     * How the program makes stages: a number that is raised whenever the same settings and files would leave another result than
     * before, be it since a mistake was mended. What an earlier number made is made again.
     */
    static final int VERSION = 2;

    /**
     * What is noted of a stage.
     *
     * @param key SHA-256 (hex) of what decides its result
     * @param seconds that it took so far, over all its starts
     * @param whole whether it is done
     * @param version {@link #VERSION} of the program that made it; missing for 1
     * @param program its version, for people
     * @param place folder of its result when it was worked at last
     */
    record Note(
            String kind,
            String key,
            double seconds,
            boolean whole,
            @Nullable Integer version,
            @Nullable String program,
            @Nullable String place) {
        /** The {@link #place}, where it is known. */
        Optional<Path> worked() {
            return Optional.ofNullable(place).map(Path::of);
        }

        /** Whether the program would still make the same. */
        boolean isCurrent() {
            return (version == null ? 1 : version) == VERSION;
        }
    }

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
        return note(stage).filter(note -> note.whole() && note.isCurrent()).isPresent()
                && Files.isDirectory(stage.about().result());
    }

    /** Whether there is something of a stage: a note alone is of what was removed. */
    static boolean isBegun(Stage stage) {
        Path result = stage.about().result();
        return Files.exists(result) || Files.exists(unfinished(result));
    }

    /** Whether there is something of a stage that the program would not make so any more. */
    static boolean isOutdated(Stage stage) {
        return isBegun(stage) && note(stage).filter(note -> !note.isCurrent()).isPresent();
    }

    /** Removes what there is of a stage. */
    static void remove(Stage stage) {
        Path result = stage.about().result();
        Stream.of(result, unfinished(result)).filter(Files::exists).forEach(AtomicFile::deleteFolder);
    }

    /**
     * Makes sure that a stage that is half done can go on: what was begun names by their places files that it reads.
     *
     * @throws UserError if it reads something of a folder that was moved since
     */
    static void requireNotMoved(Stage stage) {
        Path result = stage.about().result();
        boolean readsThere = !stage.about().needs().isEmpty()
                || stage.about().inputs().stream().anyMatch(Meaning.Generated.class::isInstance);
        Optional<Path> place = note(stage).flatMap(Note::worked);
        if (readsThere && place.isPresent() && isBegun(stage)) {
            Path before = place.get();
            Path parent = Objects.requireNonNullElse(before.getParent(), before);
            if (!before.equals(result) && !Files.exists(parent)) {
                throw new UserError(
                        "it was begun as " + before + ", and what it reads is named by that place: move the folder"
                                + " back, or remove " + (Files.exists(result) ? result : unfinished(result))
                                + " to have it begun anew");
            }
        }
    }

    static void note(Stage stage, double seconds, boolean whole) {
        Note note = new Note(
                stage.kind(),
                stage.about().key(),
                seconds,
                whole,
                VERSION,
                Provenance.programVersion(),
                stage.about().result().toString());
        AtomicFile.write(noteFile(stage), JSON.writeValueAsString(note) + "\n");
    }

    /** Left-overs of writes that a kill has cut off. */
    void mend() {
        AtomicFile.mend(root);
        for (String below : BELOW) {
            if (Files.isDirectory(root.resolve(below))) {
                AtomicFile.mend(root.resolve(below));
            }
        }
    }

    private static Path unfinished(Path result) {
        return result.resolveSibling(result.getFileName() + UNFINISHED);
    }

    private static Path noteFile(Stage stage) {
        Path result = stage.about().result();
        return Objects.requireNonNull(result.getParent()).resolve(result.getFileName() + NOTE);
    }
}
