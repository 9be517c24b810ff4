package zero4j.reproduce;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import zero4j.InvalidSettings;
import zero4j.SettingChecks;
import zero4j.Words;

/** Says what in the text of an experiment's file cannot be read as an experiment: the line, the key, what is there, and what must be. */
final class Misread {
    /** How a list is written. */
    static final String LIST = "a list: begin each of its items with `- `, or put them in [ ]";

    private static final Map<Class<?>, String> KINDS = Map.of(
            int.class, "a whole number",
            double.class, "a number",
            Double.class, "a number",
            Integer.class, "a whole number",
            boolean.class, "true or false",
            String.class, "a text",
            Collection.class, LIST);

    private final String label;
    private final @Nullable Node whole;

    /** @param yaml that can be loaded */
    Misread(String label, String yaml) {
        this.label = label;
        this.whole =
                new Compose(LoadSettings.builder().build()).composeString(yaml).orElse(null);
    }

    /** A line for each thing that is wrong. */
    String inWords(JacksonException e) {
        List<JacksonException.Reference> path = e.getPath();
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                unknown(
                        path,
                        unknown.getPropertyName(),
                        unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .toList());
            case MismatchedInputException other -> must(path, other.getTargetType(), "");
            case InputCoercionException large -> must(path, large.getTargetType(), " below 2147483648");
            default ->
                e.getCause() instanceof InvalidSettings invalid
                        ? invalid.problems().stream()
                                .map(problem -> line(path, problem.key()) + place(path, ".") + problem)
                                .collect(Collectors.joining("\n"))
                        : line(path, "") + place(path, ": ") + "it cannot be understood: " + e.getOriginalMessage();
        };
    }

    /** @param path with the key at its end */
    private String unknown(List<JacksonException.Reference> path, String key, Collection<String> known) {
        return line(path, "") + "unknown key " + place(path, "") + "; it must be " + Words.oneOf(known, key);
    }

    /** A key at the top that there is none of. */
    String unknown(String key, Collection<String> known) {
        return unknown(List.of(new JacksonException.Reference(Experiment.class, key)), key, known);
    }

    private String must(List<JacksonException.Reference> path, @Nullable Class<?> type, String more) {
        Optional<Node> there = at(path, "");
        return line(path, "") + place(path, "") + " is " + shown(there) + "; it must be "
                + expected(type, there.map(Misread::shown).orElse("").replace("'", "")) + more;
    }

    private static String expected(@Nullable Class<?> type, String given) {
        if (type == null) {
            return "something else";
        }
        if (type.isEnum()) {
            List<String> words = Arrays.stream(type.getEnumConstants())
                    .map(constant -> SettingChecks.word((Enum<?>) constant))
                    .toList();
            return Words.oneOf(words, given);
        }
        return KINDS.entrySet().stream()
                .filter(kind -> kind.getKey().isAssignableFrom(type))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("keys and values");
    }

    private static String shown(Optional<Node> node) {
        return node.map(Misread::shown).orElse("something else");
    }

    private static String shown(Node node) {
        return switch (node) {
            case ScalarNode scalar -> "'" + scalar.getValue() + "'";
            case SequenceNode _ -> "a list";
            default -> "keys and values";
        };
    }

    /** {@code mine.yaml:12: }, as far as it is known. */
    private String line(List<JacksonException.Reference> path, String key) {
        return label + mark(path, key).map(mark -> ":" + (mark.getLine() + 1)).orElse("") + ": ";
    }

    /** {@code questions.test[0]}, with what ends it; nothing where it is the whole file. */
    private static String place(List<JacksonException.Reference> path, String end) {
        StringBuilder place = new StringBuilder();
        for (JacksonException.Reference step : path) {
            if (step.getPropertyName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return place.isEmpty() ? "" : place.append(end).toString();
    }

    private Optional<Node> at(List<JacksonException.Reference> path, String key) {
        Optional<Node> node = Optional.ofNullable(whole);
        for (JacksonException.Reference step : path) {
            node = node.flatMap(above -> step.getPropertyName() == null
                    ? item(above, step.getIndex())
                    : tuple(above, step.getPropertyName()).map(NodeTuple::getValueNode));
        }
        return key.isEmpty() ? node : node.flatMap(above -> tuple(above, key)).map(NodeTuple::getValueNode);
    }

    /** Where something stands; where that is not known, as of what is missing, that in which it is. */
    private Optional<Mark> mark(List<JacksonException.Reference> path, String key) {
        return at(path, key).or(() -> at(path, "")).flatMap(Node::getStartMark);
    }

    private static Optional<Node> item(Node node, int index) {
        return node instanceof SequenceNode list && index < list.getValue().size()
                ? Optional.of(list.getValue().get(index))
                : Optional.empty();
    }

    private static Optional<NodeTuple> tuple(Node node, String key) {
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                                && scalar.getValue().equals(key))
                        .findFirst()
                : Optional.empty();
    }
}
