package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;

/**
 * Several evaluations that give one table, as Table 1 of arXiv 2503.20783: rows of model and template, columns of benchmarks. Each
 * row is an {@link EvalSession}, of a model and a template; what else is asked must be the same in all. It prints nothing: what it
 * has to say goes to an {@link EvalListener}.
 *
 * <pre>{@code
 * MatrixResult result = EvalMatrix.of(List.of(EvalSession.of("nano"), EvalSession.of("nano").template("r1"))).run();
 * }</pre>
 *
 * <p>Everything is opened and checked before anything is sampled. Each row is kept in a folder of its own below the output; a row
 * that is finished there is not sampled again. Not thread-safe; evaluates once.
 */
public final class EvalMatrix {
    private final List<EvalSession> sessions;
    private @Nullable Path output;
    private boolean mustGoOn;
    private boolean mayReplace;
    private boolean mayKeep;
    private BooleanSupplier stop = () -> false;
    private EvalListener listener = EvalListener.NONE;

    private EvalMatrix(List<EvalSession> sessions) {
        this.sessions = List.copyOf(sessions);
    }

    /**
     * A table.
     *
     * @param rows at least one; those of the same model beside each other, so that it is loaded once. Their output, listener and
     *     stop are the table's
     */
    public static EvalMatrix of(List<EvalSession> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a table of no rows");
        }
        return new EvalMatrix(rows);
    }

    /**
     * What a finished table scored, from its folder alone: neither its models nor its questions need be there any more. Of its
     * questions the levels are not known.
     *
     * @throws UserError if the folder holds no finished table, or not all of it
     */
    public static ScoreMatrix read(Path folder) {
        return StoredTable.read(folder);
    }

    /**
     * Folder for the tables, and below it a folder of each row; of a single row they are the same. The default is
     * {@code evals/<time>-<model>}. What was begun there goes on; a finished table is refused unless it may be
     * {@linkplain #replace() replaced} or is {@linkplain #resume() to go on}, with further rows.
     */
    public EvalMatrix output(Path folder) {
        output = folder;
        return this;
    }

    /** Samples all rows again, each replacing the finished one in its folder once it is finished. */
    public EvalMatrix replace() {
        mayReplace = true;
        return this;
    }

    /** Only goes on with what is in the {@link #output}: nothing there is refused. */
    public EvalMatrix resume() {
        mustGoOn = true;
        return this;
    }

    /** Takes what is in the {@link #output}, finished or not, and does what is missing: nothing, if all is there. */
    public EvalMatrix keep() {
        mayKeep = true;
        return this;
    }

    /** Asked before each call of an engine; what was done until then is kept. */
    public EvalMatrix stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /** Who hears what happens; one only, the last that is given. */
    public EvalMatrix listener(EvalListener hears) {
        listener = hears;
        return this;
    }

    /**
     * Opens and checks everything but the weights. {@link #run()} does this by itself.
     *
     * @throws InvalidSettings if a number is out of its range; the keys are those of a recipe's section {@code eval}
     * @throws UserError with all that is not there or does not fit, each behind the row that it is of
     */
    public MatrixSetup prepare() {
        sessions.forEach(session -> session.stopWhen(stop).listener(listener));
        boolean single = sessions.size() == 1;
        MatrixFolder folder = new MatrixFolder(output, mustGoOn, mayReplace);
        if (!mayKeep) {
            folder.require(single);
        }
        EvalOpened opened = new EvalOpened(listener, single);
        try {
            List<EvalSetup> setups = single ? List.of(sessions.getFirst().prepare(opened, output)) : prepareAll(opened);
            RowNames names = RowNames.of(sessions, setups);
            SameSettings.require(names, setups);
            Path place = single ? setups.getFirst().output() : folder.place(names);
            return new MatrixSetup(folder.rows(names, setups, place), place, opened);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private List<EvalSetup> prepareAll(EvalOpened opened) {
        List<EvalSetup> setups = new ArrayList<>();
        Map<String, List<String>> problems = new LinkedHashMap<>();
        for (EvalSession session : sessions) {
            try {
                setups.add(session.prepare(opened, null));
            } catch (InvalidSettings e) {
                throw e;
            } catch (UserError e) {
                problems.computeIfAbsent(String.valueOf(e.getMessage()), _ -> new ArrayList<>())
                        .add(session.inWords());
            }
        }
        if (!problems.isEmpty()) {
            List<String> lines = new ArrayList<>();
            problems.forEach((problem, rows) ->
                    lines.add(rows.size() == sessions.size() ? problem : String.join("; ", rows) + ": " + problem));
            throw new UserError(String.join("\n", lines));
        }
        return setups;
    }

    /** Samples, marks and saves, to the end or until asked to stop. */
    public MatrixResult run() {
        try (MatrixSetup setup = prepare()) {
            return run(setup);
        }
    }

    /** Evaluates what {@link #prepare} opened, which stays the caller's to close. */
    public MatrixResult run(MatrixSetup setup) {
        List<ScoreRow> done = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            MatrixRow row = setup.rows().get(i);
            listener.row(row, i + 1, sessions.size());
            if (!row.done()
                    && (stop.getAsBoolean() || !sessions.get(i).run(row.setup()).finished())) {
                return new MatrixResult(setup.output(), false, new ScoreMatrix(done));
            }
            done.add(new ScoreRow(
                    row.model(), row.template(), StoredScores.read(row.setup().output(), row.setup())));
            LoadedModel model = row.setup().model();
            if (setup.rows().subList(i + 1, sessions.size()).stream()
                    .noneMatch(later -> later.setup().model().equals(model))) {
                model.release();
            }
        }
        MatrixResult result = new MatrixResult(setup.output(), true, new ScoreMatrix(done));
        MatrixFiles.write(setup, result.scores());
        listener.tabled(result);
        return result;
    }
}
