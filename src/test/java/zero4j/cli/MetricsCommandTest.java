package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zero4j.run.Metric;

class MetricsCommandTest {
    @Test
    void page_inTheDocuments_isWhatTheCatalogueGives() throws IOException {
        assertThat(Files.readString(Path.of("docs/metrics.md")))
                .as("regenerate it with ./zero4j metrics --markdown > docs/metrics.md")
                .isEqualTo(CommandRun.of("metrics", "--markdown").out());
    }

    @Test
    void metrics_withoutAName_listsEveryMetricInOneLine() {
        String listed = CommandRun.of("metrics").out();

        assertThat(listed.lines()).hasSize(Metric.values().length + 1);
        assertThat(listed).contains("dead_groups", "share", "effective_sample_size");
    }

    @Test
    void metrics_name_explainsUnitMeaningAndFormula() {
        assertThat(CommandRun.of("metrics", "mismatch").out())
                .contains("nats", "between sampler and learner", "mean |log pi - log sampler| over tokens")
                .doesNotContain("dead_groups");
    }

    @Test
    void metrics_unknownName_suggestsTheNearest() {
        CommandRun run = CommandRun.of("metrics", "dead_group");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("there is no metric dead_group", "did you mean dead_groups?", "metrics` lists");
    }

    @Test
    void metrics_beginningOfNamesInCapitals_suggestsAllThatBeginSo() {
        assertThat(CommandRun.of("metrics", "RATIO").err())
                .contains("did you mean one of ratio_p1, ratio_p50, ratio_p99, ratio_max? `");
    }

    @Test
    void metrics_nameLikeNone_endsTheSentence() {
        assertThat(CommandRun.of("metrics", "nosuch").err()).contains("there is no metric nosuch; `");
    }

    @Test
    void metrics_nameAndMarkdown_isRefused() {
        CommandRun run = CommandRun.of("metrics", "reward", "--markdown");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--markdown prints all metrics");
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void metric_everyOne_saysWhatItIsAndIsFoundByItsKey(Metric metric) {
        assertThat(metric.meaning()).isNotBlank().doesNotEndWith(".");
        assertThat(metric.formula()).isNotBlank().doesNotContain("`");
        assertThat(metric.group().metrics()).contains(metric);
        assertThat(Metric.of(metric.key())).contains(metric);
    }
}
