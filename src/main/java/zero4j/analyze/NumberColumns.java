package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import zero4j.eval.Interval;
import zero4j.report.Table;

/**
 * A table for programs that calculate: a line for each thing, in columns of texts or of numbers as they are, shares in [0, 1], and nothing
 * for what there is not.
 */
final class NumberColumns<T> {
    private final List<T> things;
    private final List<String> names = new ArrayList<>();
    private final List<Function<T, ?>> values = new ArrayList<>();

    private NumberColumns(List<T> things) {
        this.things = things;
    }

    static <T> NumberColumns<T> of(List<T> things) {
        return new NumberColumns<>(things);
    }

    /** With one more column; of what may be empty an empty cell, as of NaN. */
    NumberColumns<T> with(String name, Function<T, ?> value) {
        names.add(name);
        values.add(value);
        return this;
    }

    /** With the columns model and template, temperature and samples. */
    NumberColumns<T> withCell(Function<T, SampleCell> cell) {
        return with("model", thing -> cell.apply(thing).model())
                .with("template", thing -> cell.apply(thing).template())
                .with("temperature", thing -> cell.apply(thing).temperature())
                .with("samples", thing -> cell.apply(thing).samples());
    }

    /** With the columns low and high. */
    NumberColumns<T> withInterval(Function<T, Optional<Interval>> interval) {
        return with("low", thing -> interval.apply(thing).map(Interval::low))
                .with("high", thing -> interval.apply(thing).map(Interval::high));
    }

    Table table() {
        Table table = Table.of(names);
        for (T thing : things) {
            table.row(values.stream().map(value -> text(value.apply(thing))).toList());
        }
        return table;
    }

    private static String text(Object value) {
        return switch (value) {
            case Optional<?> some -> some.map(NumberColumns::text).orElse("");
            case OptionalDouble some -> some.isPresent() ? Double.toString(some.getAsDouble()) : "";
            case Double number -> number.isNaN() ? "" : number.toString();
            default -> value.toString();
        };
    }
}
