package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.UserError;

/**
 * Where a table goes: a folder with a folder for each row, or for a single row the row's own.
 *
 * @param output null for a new one
 * @param mustGoOn whether something must be there
 * @param mayReplace whether what is finished is sampled again
 */
record MatrixFolder(@Nullable Path output, boolean mustGoOn, boolean mayReplace) {
    static final String TABLE = "table.json";

    /**
     * Checks what is there before anything is opened.
     *
     * @param single whether there is one row only
     */
    void require(boolean single) {
        if (output == null) {
            if (mustGoOn) {
                throw new UserError("to go on with an evaluation, name the folder of its output");
            }
            return;
        }
        if (single) {
            requireSingle(output);
        } else if (EvalFolder.isUnfinished(output) || EvalFolder.isFinished(output)) {
            throw new UserError(output + " holds an evaluation of a single model and template; choose another folder");
        } else if (mustGoOn && !hasRows(output)) {
            throw new UserError("there is no evaluation in " + output + " to go on with");
        } else if (!mustGoOn && !mayReplace && Files.exists(output.resolve(TABLE))) {
            throw new UserError(
                    output + " holds a finished table; choose another folder, say that further rows are to be"
                            + " added (eval --resume), or that all is to be sampled again (eval --overwrite)");
        }
    }

    private void requireSingle(Path folder) {
        if (mustGoOn && !EvalFolder.isUnfinished(folder)) {
            throw new UserError("there is no unfinished evaluation in " + folder
                    + (EvalFolder.isFinished(folder) ? ": the one there is finished" : ""));
        }
        if (hasRows(folder)) {
            throw new UserError(folder + " holds a table of several rows; choose another folder, or name all rows");
        }
        if (!mayReplace) {
            EvalFolder.requireNone(folder);
        }
    }

    private static boolean hasRows(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.anyMatch(row -> EvalFolder.isUnfinished(row) || EvalFolder.isFinished(row));
        } catch (IOException e) {
            throw new UserError("cannot read " + folder + ": " + e, e);
        }
    }

    /** The folder, made as needed if it is a new one. */
    Path place(RowNames names) {
        Path place = output != null
                ? output
                : EvalSession.defaultOutput(
                        Path.of("evals"),
                        names.models().getFirst().replaceAll("[^A-Za-z0-9._-]+", "_")
                                + (names.models().stream().distinct().count() > 1 ? "-and-others" : ""));
        AtomicFile.requireWritable(Files.isDirectory(place) ? place.resolve(TABLE) : place);
        return place;
    }

    /** @throws UserError if the folder of a row holds an evaluation of something else, or completions of other prompts */
    List<MatrixRow> rows(RowNames names, List<EvalSetup> setups, Path place) {
        List<MatrixRow> rows = new ArrayList<>();
        for (int i = 0; i < setups.size(); i++) {
            Path folder =
                    setups.size() == 1 ? place : place.resolve(names.folders().get(i));
            EvalSetup setup = setups.get(i).in(folder);
            boolean replaced = mayReplace && EvalFolder.isFinished(folder);
            boolean done = !replaced
                    && EvalFolder.requireSame(
                            folder, setup.description(), setup.model().folder());
            if (done) {
                StoredScores.read(folder, setup);
            } else if (EvalFolder.isUnfinished(folder)) {
                StoredScores.requireSame(folder, setup);
            }
            rows.add(new MatrixRow(names.models().get(i), names.templates().get(i), setup, done));
        }
        return rows;
    }
}
