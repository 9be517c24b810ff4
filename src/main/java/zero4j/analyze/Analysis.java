package zero4j.analyze;

import java.util.Locale;
import java.util.Optional;

/** The analyses of a pass of sampling. */
public enum Analysis {
    EXPLORATION,
    REFLECTION,
    CATEGORIES;

    /**
     * What it finds in samples.
     *
     * @param judge decides what no verifier can
     * @throws zero4j.UserError if samples cannot be read, or the judge cannot go on
     */
    public Finding find(SampleSet samples, Judge judge) {
        return switch (this) {
            case EXPLORATION -> Exploration.of(samples).finding();
            case REFLECTION ->
                SelfReflection.of(samples, Optional.of(new SelfReflection.Judging(judge, 0, false, 0)))
                        .finding();
            case CATEGORIES -> Categories.of(samples).finding();
        };
    }

    /** Its name, of its command and its files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
