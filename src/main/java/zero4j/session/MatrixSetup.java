package zero4j.session;

import java.nio.file.Path;
import java.util.List;

/**
 * Rows of models and templates, opened and checked, before anything is sampled. A model's weights are read with the first of its
 * rows that is sampled, and given back behind the last.
 */
public final class MatrixSetup implements AutoCloseable {
    private final List<MatrixRow> rows;
    private final Path output;
    private final EvalOpened opened;

    MatrixSetup(List<MatrixRow> rows, Path output, EvalOpened opened) {
        this.rows = List.copyOf(rows);
        this.output = output;
        this.opened = opened;
    }

    /** In the order of the table. */
    public List<MatrixRow> rows() {
        return rows;
    }

    /** Folder of the tables; each row has a folder of its own in it, if there are several. */
    public Path output() {
        return output;
    }

    @Override
    public void close() {
        opened.close();
    }
}
