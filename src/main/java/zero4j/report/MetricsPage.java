package zero4j.report;

import zero4j.run.Metric;

/** The catalogue of metrics: tables for the terminal and the page {@code docs/metrics.md}. */
public final class MetricsPage {
    private static final String HEAD = """
            # Metrics

            What a training step records, in `run.db` of its run; a metric that has no value at a step is left out of it.
            The same as text: `./zero4j metrics`, or `./zero4j metrics NAME` for one. This page is generated from
            `run/Metric.java` by `./zero4j metrics --markdown > docs/metrics.md`.

            `R` reward · `A` advantage · `y` a completion, `|y|` its tokens · `pi` the learner's policy · `old` the policy that the
            ratio refers to, the learner's before the step's first update or the sampler's (`train.old_logprobs`) · `sampler` the
            policy as the sampler computed it · `ref` the reference model · `V` the critic's value · `w` weight of the correction ·
            `g` gradient · `N` parameters that multiply, without the table of embeddings · `t` length of a sequence · `peak`
            arithmetic per second of matrix products, measured when the run starts.

            Except for outcomes, lengths and memory, a mean over tokens counts the response tokens that have a gradient: those of
            completions that are not masked and have an advantage, or of all that are not masked where KL in the loss, an entropy
            bonus or a critic reaches them. Updates and epochs are counted each; updates that were not applied count in no mean. The
            drift from `old` grows with the updates of a step; before the first it is zero, or that of learner and sampler.
            """;

    private MetricsPage() {}

    /** All metrics in columns. */
    public static Table table() {
        Table table = Table.ofTexts("metric", "unit", "meaning");
        for (Metric metric : Metric.values()) {
            table.row(metric.key(), metric.unit(), metric.meaning());
        }
        return table;
    }

    /** One metric. */
    public static Table of(Metric metric) {
        return Table.ofTexts("metric", metric.key())
                .row("unit", metric.unit().isEmpty() ? "none, a plain number" : unit(metric))
                .row("meaning", metric.meaning())
                .row("formula", metric.formula());
    }

    private static String unit(Metric metric) {
        return metric.unit().equals("share") ? "share, from 0 to 1" : metric.unit();
    }

    /** The page. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Metric.Group group : Metric.Group.values()) {
            Table table = Table.ofTexts("metric", "unit", "meaning", "formula");
            for (Metric metric : group.metrics()) {
                table.row(code(metric.key()), metric.unit(), metric.meaning(), code(metric.formula()));
            }
            page.append("\n## ").append(group.title()).append("\n\n");
            page.append(table.markdown()).append('\n');
        }
        return page.toString();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
