package zero4j.analyze;

import java.util.Locale;
import java.util.Optional;

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
        return switch (this) {
            case ANSWERING ->
                Answering.of(QuestionSubset.of(samples, judging.responses(), judging.seed()), judging.judge())
                        .finding();
            case EXPLORATION -> Exploration.of(samples).finding();
            case REFLECTION -> SelfReflection.of(samples, Optional.of(judging)).finding();
            case CATEGORIES -> Categories.of(samples).finding();
            case TEMPLATES -> TemplateScores.finding(samples);
        };
    }

    /** Its name, of its command and its files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
