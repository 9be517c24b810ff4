package zero4j.recipe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML into a flat list of settings that remember their lines. */
final class SettingsText {
    private final List<Setting> settings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Problems problems;
    private final String file;

    private SettingsText(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The settings of a file, in its order; whatever cannot be read becomes a problem. */
    static List<Setting> ofFile(String file, String yaml, Problems problems) {
        SettingsText text = new SettingsText(file, problems);
        try {
            compose(yaml).ifPresent(root -> text.root(root));
        } catch (YamlEngineException e) {
            problems.add(file + line(e), reason(e));
        }
        return text.settings;
    }

    /** The settings of one override {@code key.path=value}; a flow mapping as value sets several keys. */
    static List<Setting> ofOverride(String override, Problems problems) {
        String origin = problems.override(override);
        int equals = override.indexOf('=');
        if (equals < 1) {
            problems.add(origin, "it must be written key=value, for example --set train.steps=50");
            return List.of();
        }
        SettingsText text = new SettingsText("", problems);
        String key = override.substring(0, equals).strip();
        String value = override.substring(equals + 1).strip();
        try {
            Optional<Node> node = compose(value).filter(read -> isWhole(read, value));
            node.ifPresentOrElse(read -> text.value(key, read, origin), () -> text.literally(key, value, origin));
        } catch (YamlEngineException e) {
            if (value.matches("[\\[{\"'].*")) {
                problems.add(origin, "the value cannot be read (" + reason(e) + "); put it in quotes");
            } else {
                text.literally(key, value, origin);
            }
        }
        return text.settings;
    }

    /** Whether nothing of an override was taken for a comment, nor text with a colon for a section. */
    private static boolean isWhole(Node node, String value) {
        boolean section = node instanceof MappingNode mapping && mapping.getFlowStyle() == FlowStyle.BLOCK;
        return !section
                && node.getEndMark()
                        .map(mark -> mark.getIndex() >= value.codePointCount(0, value.length()))
                        .orElse(true);
    }

    private void literally(String key, String value, String origin) {
        settings.add(new Setting(key, List.of(value), false, origin));
    }

    private static Optional<Node> compose(String yaml) {
        return new Compose(LoadSettings.builder().build()).composeString(yaml);
    }

    private void root(Node root) {
        if (root instanceof MappingNode mapping) {
            mapping("", mapping, "");
        } else if (!root.getTag().equals(Tag.NULL)) {
            problems.add(origin(root), "a recipe is a list of lines `key: value`");
        }
    }

    private void mapping(String prefix, MappingNode mapping, String fixedOrigin) {
        if (mapping.isRecursive()) {
            problems.add(origin(mapping), "a section must not contain itself");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            String origin = fixedOrigin.isEmpty() ? origin(keyNode) : fixedOrigin;
            if (keyNode instanceof ScalarNode scalar) {
                value(prefix + scalar.getValue(), tuple.getValueNode(), origin);
            } else {
                problems.add(origin, "a key must be a word");
            }
        }
    }

    private void value(String key, Node node, String origin) {
        if (!seen.add(key)) {
            problems.add(origin, key + " is given a second time");
            return;
        }
        if (node instanceof MappingNode mapping) {
            mapping(key + ".", mapping, file.isEmpty() ? origin : "");
        } else if (node instanceof ScalarNode scalar) {
            settings.add(new Setting(key, List.of(text(scalar)), false, origin));
        } else if (node instanceof SequenceNode sequence) {
            sequence(key, sequence, origin);
        } else {
            problems.add(origin, key + " must be a value, a list or a section");
        }
    }

    private void sequence(String key, SequenceNode sequence, String origin) {
        List<String> values = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (item instanceof ScalarNode scalar) {
                values.add(text(scalar));
            } else {
                problems.add(origin, key + " must be a list of plain values");
                return;
            }
        }
        settings.add(new Setting(key, values, true, origin));
    }

    private static String text(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue();
    }

    private String origin(Node node) {
        return node.getStartMark()
                .map(mark -> file + ":" + (mark.getLine() + 1))
                .orElse(file);
    }

    private static String line(YamlEngineException e) {
        Optional<Mark> mark =
                e instanceof MarkedYamlEngineException marked ? marked.getProblemMark() : Optional.empty();
        return mark.map(m -> ":" + (m.getLine() + 1)).orElse("");
    }

    private static String reason(YamlEngineException e) {
        String reason =
                String.valueOf(e instanceof MarkedYamlEngineException marked ? marked.getProblem() : e.getMessage());
        return "not readable as YAML: " + reason
                + (reason.contains("mapping values are not allowed")
                        ? "; text with a colon must be in quotes, and the settings of a section must begin in one column"
                        : "");
    }
}
