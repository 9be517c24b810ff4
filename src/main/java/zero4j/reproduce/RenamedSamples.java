package zero4j.reproduce;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleSet;
import zero4j.analyze.SampledQuestion;

/**
 * A pass whose templates have other names: those of an experiment, where the pass knows files.
 *
 * @param names by those that the pass has
 */
record RenamedSamples(SampleSet samples, Map<String, String> names) implements SampleSet {
    RenamedSamples {
        names = names.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(name -> file(name.getKey()), Map.Entry::getValue));
    }

    /** A file by its name and its folder's: what is above may have been moved. */
    private static String file(String template) {
        return template.replaceFirst(".*/(?=[^/]+/[^/]+$)", "");
    }

    @Override
    public List<SampleCell> cells() {
        return samples.cells().stream().map(this::renamed).toList();
    }

    @Override
    public void read(SampleCell cell, Consumer<SampledQuestion> each) {
        samples.read(
                samples.cells().stream()
                        .filter(one -> renamed(one).equals(cell))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no cell " + cell.inWords())),
                each);
    }

    private SampleCell renamed(SampleCell cell) {
        return new SampleCell(
                cell.model(),
                names.getOrDefault(file(cell.template()), cell.template()),
                cell.temperature(),
                cell.samples());
    }
}
