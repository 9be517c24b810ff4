package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A matrix of formulas in one of the plain environments. */
record Matrix(List<List<String>> rows) {
    private static final Pattern WHOLE =
            Pattern.compile("\\\\begin\\{([pb]matrix)\\}(.*)\\\\end\\{\\1\\}", Pattern.DOTALL);

    Matrix {
        rows = List.copyOf(rows);
    }

    static Optional<Matrix> of(String reference) {
        Matcher matcher = WHOLE.matcher(Notation.bare(reference));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        for (String row : matcher.group(2).split("\\\\\\\\", -1)) {
            List<String> cells = Notation.split(row, "&").orElse(List.of(""));
            if (cells.stream().anyMatch(cell -> Formula.of(cell).isEmpty())) {
                return Optional.empty();
            }
            rows.add(cells);
        }
        boolean even =
                rows.stream().allMatch(row -> row.size() == rows.getFirst().size());
        return even ? Optional.of(new Matrix(rows)) : Optional.empty();
    }

    boolean column() {
        return rows.getFirst().size() == 1 && rows.size() > 1;
    }

    String body() {
        return rows.stream().map(row -> String.join(" & ", row)).collect(Collectors.joining(" \\\\ "));
    }

    String in(String environment) {
        return "\\begin{" + environment + "} " + body() + " \\end{" + environment + "}";
    }

    Matrix transposed() {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < rows.getFirst().size(); i++) {
            int column = i;
            columns.add(rows.stream().map(row -> row.get(column)).toList());
        }
        return new Matrix(columns);
    }

    Matrix with(int row, int column, String cell) {
        List<List<String>> changed = new ArrayList<>(rows);
        List<String> cells = new ArrayList<>(changed.get(row));
        cells.set(column, cell);
        changed.set(row, List.copyOf(cells));
        return new Matrix(changed);
    }
}
