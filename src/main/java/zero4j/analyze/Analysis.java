package zero4j.analyze;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import zero4j.Words;

/** The analyses of a pass of sampling. */
public enum Analysis {
    ANSWERING,
    EXPLORATION,
    REFLECTION,
    CATEGORIES,
    TEMPLATES;

    /**
     * What it finds in samples.
     *
     * @param judging who decides what no verifier can
     * @throws zero4j.UserError if samples cannot be read, or the judge cannot go on
     */
    public Finding find(SampleSet samples, SelfReflection.Judging judging) {
        Finding found = switch (this) {
            case ANSWERING ->
                Answering.of(QuestionSubset.of(samples, judging.responses(), judging.seed()), judging.judge())
                        .finding();
            case EXPLORATION -> Exploration.of(samples).finding();
            case REFLECTION -> SelfReflection.of(samples, Optional.of(judging)).finding();
            case CATEGORIES -> Categories.of(samples).finding();
            case TEMPLATES -> TemplateScores.finding(samples);
        };
        return this == TEMPLATES ? found : found.saying(neverAsked(samples)); // Scores say it themselves.
    }

    /** How many questions did not fit a model's context: a template asks the same ones at all temperatures. */
    private Optional<String> neverAsked(SampleSet samples) {
        List<String> each = new ArrayList<>();
        Set<Layout.Way> ways = new HashSet<>();
        for (SampleCell cell : samples.cells()) {
            if (ways.add(Layout.Way.of(cell))) {
                int[] counts = new int[2];
                samples.read(cell, question -> counts[question.neverAsked() ? 0 : 1]++);
                if (counts[0] > 0) {
                    each.add(Layout.Way.of(cell).inWords() + " " + counts[0] + " of "
                            + Words.counted(counts[0] + counts[1], "question"));
                }
            }
        }
        return each.isEmpty()
                ? Optional.empty()
                : Optional.of("Never asked, since the prompt is longer than the model's context: "
                        + String.join("; ", each) + ". "
                        + (this == EXPLORATION
                                ? "They count as not solved; where nothing was asked there is no score."
                                : "They are not counted here."));
    }

    /** Its name, of its command and its files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
