package zero4j.reproduce;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import zero4j.report.Table;

/** With which settings and of which questions what came out was measured, in tables of a page. */
final class OutcomeSettings {
    private OutcomeSettings() {}

    static List<PagePart> of(Experiment experiment, boolean quick) {
        List<PagePart> parts = new ArrayList<>(List.of(
                new PagePart.Heading(2, "Settings"), new PagePart.Said("What is not named is as in defaults.yaml.")));
        if (!experiment.arms().isEmpty()) {
            parts.add(new PagePart.Numbers(arms(experiment, quick)));
            parts.add(new PagePart.Numbers(shared(experiment, quick)));
        }
        if (!experiment.questions().isEmpty()) {
            parts.add(new PagePart.Numbers(questions(experiment)));
        }
        if (!experiment.tables().isEmpty() || !experiment.passes().isEmpty()) {
            parts.add(new PagePart.Numbers(asked(experiment)));
        }
        return parts;
    }

    /** The generated sets, a part in a row. */
    private static Table questions(Experiment experiment) {
        Table table = Table.ofTexts("set of questions", "kind", "questions", "steps", "operators", "for");
        experiment
                .questions()
                .forEach((name, parts) -> parts.forEach(part -> table.row(
                        name,
                        part.kind(),
                        Integer.toString(part.questions()),
                        part.steps().isEmpty() ? "usual" : joined(part.steps()),
                        part.operators().isEmpty() ? "all" : part.operators(),
                        part.test() ? "test" : "training")));
        return table;
    }

    /** Tables and passes. */
    private static Table asked(Experiment experiment) {
        Table table = Table.ofTexts("asked", "models", "templates", "questions", "samples", "temperatures", "settings");
        experiment
                .tables()
                .forEach(one -> table.row(
                        "table",
                        joined(one.models()),
                        joined(one.templates()),
                        joined(one.suite()),
                        Integer.toString(one.samples()),
                        "",
                        settings(one.settings())));
        experiment
                .passes()
                .forEach(one -> table.row(
                        "pass",
                        joined(one.models()),
                        joined(one.templates()),
                        joined(one.suite()),
                        Integer.toString(one.samples()),
                        joined(one.temperatures()),
                        settings(one.settings())));
        return table;
    }

    private static String joined(List<?> several) {
        return several.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String settings(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(one -> one.getKey() + "=" + plain(one.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** The settings that all arms share. */
    static Table shared(Experiment experiment, boolean quick) {
        Map<String, String> settings = new LinkedHashMap<>(experiment.train());
        if (quick) {
            settings.putAll(experiment.quick().train());
        }
        Table table = Table.ofTexts("setting of all arms", "value");
        settings.forEach((key, value) -> table.row(key, plain(value)));
        return table;
    }

    /** Numbers as people write them: 0.0001 for 1.0E-4. */
    private static String plain(String value) {
        return value.matches("-?\\d\\.\\d+E-?\\d{1,2}")
                ? new BigDecimal(value).stripTrailingZeros().toPlainString()
                : value;
    }

    /** What each arm that was trained changes of them. */
    static Table arms(Experiment experiment, boolean quick) {
        Set<String> keys = new LinkedHashSet<>();
        OutcomeTables.trained(experiment, quick).values().forEach(arm -> keys.addAll(arm.keySet()));
        List<String> header = new ArrayList<>(List.of("arm"));
        header.addAll(keys);
        Table table = Table.ofTexts(header.toArray(String[]::new));
        OutcomeTables.trained(experiment, quick).forEach((name, settings) -> {
            List<String> row = new ArrayList<>(List.of(name));
            keys.forEach(key -> row.add(plain(settings.getOrDefault(key, ""))));
            table.row(row);
        });
        return table;
    }
}
