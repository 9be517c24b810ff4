package zero4j.reproduce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.Words;

/** What can be wrong with an experiment's file by itself: names that nothing has, and parts that say nothing. */
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
        Set<String> subjects = subjects(experiment);
        experiment.quick().arms().stream()
                .filter(arm -> !subjects.contains(arm))
                .forEach(arm -> problems.add("quick.arms: there is no arm " + arm + "; it must be "
                        + Words.oneOf(experiment.arms().keySet(), arm)));
        for (Experiment.Claim claim : experiment.claims()) {
            Stream.concat(
                            Stream.of(claim.subject()),
                            claim.number().isPresent() ? Stream.of() : Stream.of(claim.than()))
                    .filter(subject -> !subjects.contains(subject))
                    .forEach(subject -> problems.add("claims: \"" + claim.says() + "\" is about " + subject
                            + ", which is neither an arm nor a MODEL, TEMPLATE of tables and passes; it must be "
                            + Words.oneOf(subjects, subject)));
        }
        for (Experiment.Picture picture : experiment.pictures()) {
            picture.subjects().stream()
                    .filter(subject -> !subjects.contains(subject))
                    .forEach(subject -> problems.add("pictures: \"" + picture.title() + "\" draws " + subject
                            + ", which is neither an arm nor a MODEL, TEMPLATE of tables and passes; it must be "
                            + Words.oneOf(subjects, subject)));
        }
        return problems;
    }

    /** What measurements can be of: arms, and models in templates. */
    private static Set<String> subjects(Experiment experiment) {
        Set<String> subjects = new LinkedHashSet<>(experiment.arms().keySet());
        Stream.concat(
                        experiment.tables().stream().flatMap(table -> products(table.models(), table.templates())),
                        experiment.passes().stream().flatMap(pass -> products(pass.models(), pass.templates())))
                .forEach(subjects::add);
        return subjects;
    }

    private static Stream<String> products(List<String> models, List<String> templates) {
        return models.stream().flatMap(model -> templates.stream().map(template -> model + ", " + template));
    }

    private static void names(String section, Collection<String> names, List<String> problems) {
        names.stream()
                .filter(name -> !name.matches(NAME))
                .forEach(name -> problems.add(section + ": " + name
                        + " cannot be a name; it must consist of letters, digits, '.', '_' and '-', and begin with a letter"
                        + " or digit"));
    }
}
