package zero4j.reproduce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import zero4j.Words;

/** What can be wrong with an experiment's file by itself: names that nothing has, parts that say nothing, claims that cannot be judged. */
final class Declared {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private Declared() {}

    /** What is wrong, each in a line; none if all is well. */
    static List<String> problems(Experiment experiment) {
        List<String> problems = new ArrayList<>();
        names("models", experiment.models().keySet(), problems);
        names("questions", experiment.questions().keySet(), problems);
        names("templates", experiment.templates().keySet(), problems);
        if (experiment.arms().isEmpty()
                && experiment.tables().isEmpty()
                && experiment.passes().isEmpty()) {
            problems.add("arms: there are none, and neither tables nor passes: the experiment does nothing");
        }
        if (!experiment.arms().isEmpty() && experiment.seeds() < 1) {
            problems.add("seeds is " + experiment.seeds() + "; it must be at least 1 where there are arms");
        }
        experiment.arms().keySet().stream()
                .filter(experiment.models()::containsKey)
                .forEach(arm -> problems.add("arms." + arm + ": a model has that name, too; rename one of them"));
        experiment.quick().arms().stream()
                .filter(arm -> !experiment.arms().containsKey(arm))
                .forEach(arm -> problems.add("quick.arms: there is no arm " + arm + "; it must be "
                        + Words.oneOf(experiment.arms().keySet(), arm)));
        experiment
                .tables()
                .forEach(table -> asked("tables", table.models(), table.templates(), table.suite(), problems));
        experiment.passes().forEach(pass -> asked("passes", pass.models(), pass.templates(), pass.suite(), problems));
        quickLeavesOut(experiment, problems);
        problems.addAll(Wanted.problems(experiment));
        return problems;
    }

    private static void asked(
            String where, List<String> models, List<String> templates, List<String> suite, List<String> problems) {
        Stream.of(Map.entry("models", models), Map.entry("templates", templates), Map.entry("suite", suite))
                .filter(key -> key.getValue().isEmpty() || (key.getValue() == suite && suite.contains("none")))
                .forEach(key -> problems.add(where + ": " + key.getKey() + " names none; it must name at least one"));
    }

    /** Trained arms are models of tables and passes, which a quick variant does not leave out. */
    private static void quickLeavesOut(Experiment experiment, List<String> problems) {
        List<String> only = experiment.quick().arms();
        Stream.concat(
                        experiment.tables().stream().flatMap(table -> table.models().stream()),
                        experiment.passes().stream().flatMap(pass -> pass.models().stream()))
                .distinct()
                .filter(model -> !only.isEmpty() && experiment.arms().containsKey(model) && !only.contains(model))
                .forEach(arm -> problems.add(
                        "quick.arms: tables or passes name the arm " + arm + ", so it must be one of them"));
    }

    private static void names(String section, Collection<String> names, List<String> problems) {
        names.stream()
                .filter(name -> !name.matches(NAME))
                .forEach(name -> problems.add(section + ": " + name
                        + " cannot be a name; it must consist of letters, digits, '.', '_' and '-', and begin with a letter"
                        + " or digit"));
    }
}
