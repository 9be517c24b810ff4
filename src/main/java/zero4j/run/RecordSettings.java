package zero4j.run;

import zero4j.SettingChecks;

/**
 * What of a step's completions is kept in the run's database: the section {@code record}.
 *
 * @param groups of a step that are kept, with the best, the worst and the most surprising always among them; 0 for all
 * @param tokens whether log-prob and entropy of each token are kept of them
 */
public record RecordSettings(int groups, boolean tokens) {
    /** All groups, and nothing of single tokens. */
    public static final RecordSettings ALL = new RecordSettings(0, false);

    /** The fewest that hold the best, the worst and the most surprising. */
    private static final int FEWEST = 3;

    public RecordSettings {
        new SettingChecks("record")
                .that(
                        groups == 0 || groups >= FEWEST,
                        "groups",
                        groups,
                        "it must be at least " + FEWEST
                                + ", for the best, the worst and the most surprising group of a step; or 0 for all")
                .done();
    }
}
