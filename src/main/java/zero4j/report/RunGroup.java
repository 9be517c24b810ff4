package zero4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.recipe.RunSettings;
import zero4j.recipe.TrainRecipe;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Series;
import zero4j.report.plot.Spread;
import zero4j.run.Metric;

/**
 * Runs that differ in nothing but the seed.
 *
 * @param name what tells it from the other groups
 * @param runs at least one
 */
record RunGroup(String name, List<ReportedRun> runs) {
    /** Settings that a name is made of at most. */
    private static final int MOST_IN_NAME = 2;

    /** Puts those together that differ in nothing but the seed; runs whose settings nobody understands stay alone. */
    static List<RunGroup> of(List<ReportedRun> runs) {
        List<TrainRecipe> recipes =
                runs.stream().flatMap(run -> run.recipe().stream()).toList();
        SortedSet<String> keys = RunSettings.differingBesidesSeed(recipes);
        Map<Object, List<ReportedRun>> groups = runs.stream()
                .collect(Collectors.groupingBy(
                        run -> run.recipe().isEmpty() ? run.folder().path() : values(run, keys),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<RunGroup> named = new ArrayList<>();
        groups.values().forEach(group -> named.add(new RunGroup(name(group, keys, groups.size()), List.copyOf(group))));
        return named;
    }

    private static List<String> values(ReportedRun run, SortedSet<String> keys) {
        Map<String, String> settings = run.settings();
        return keys.stream().map(key -> settings.getOrDefault(key, "")).toList();
    }

    private static String name(List<ReportedRun> group, SortedSet<String> keys, int groups) {
        ReportedRun first = group.getFirst();
        String seeds = group.size() == 1 ? "" : " (" + Words.counted(group.size(), "run") + ")";
        if (first.recipe().isEmpty() || keys.size() > MOST_IN_NAME || groups == 1) {
            return (groups == 1 && first.recipe().isPresent()
                            ? first.recipe().get().algorithm().preset()
                            : first.name())
                    + seeds;
        }
        Map<String, String> settings = first.settings();
        return keys.stream()
                        .map(key -> key.equals("algorithm") ? settings.get(key) : key + " " + settings.get(key))
                        .collect(Collectors.joining(", "))
                + seeds;
    }

    /** A metric: of one run its curve, of several their mean, and the band in which they all lie. */
    List<Mark> marks(Metric metric, boolean background) {
        List<DrawnCurve> curves = runs.stream()
                .map(run -> run.curve(metric))
                .filter(curve -> !curve.isEmpty())
                .toList();
        if (curves.isEmpty()) {
            return List.of();
        } else if (curves.size() == 1) {
            List<Mark> marks = curves.getFirst().marks(name, Series.Style.PLAIN);
            return background ? marks : marks.subList(1, 2);
        }
        return Spread.of(
                        name,
                        curves.stream()
                                .map(curve -> new Series("", curve.smooth()))
                                .toList())
                .marks();
    }

    /** Mean of the runs' means over their last steps. */
    OptionalDouble last(Metric metric) {
        return runs.stream()
                .map(run -> run.curve(metric).last())
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }
}
