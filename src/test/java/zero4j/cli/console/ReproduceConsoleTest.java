package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.reproduce.Experiments;
import zero4j.reproduce.ReproduceListener.PlannedStage;
import zero4j.reproduce.Reproduction;

/** What is said of a reproduction where there is no terminal. */
class ReproduceConsoleTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ReproduceConsole console =
            new ReproduceConsole(new PrintWriter(out, true), new PrintWriter(err, true), false);

    @Test
    void header_anyExperiment_saysWhatThePaperShowsAndHowMuchIsTrained() {
        console.header(
                Reproduction.of(Experiments.read("fig6"), Path.of("there")).seeds(4));

        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("experiment fig6: "),
                        line -> assertThat(line)
                                .startsWith("paper      Figure 1")
                                .hasSizeLessThan(165),
                        line -> assertThat(line)
                                .startsWith("arms       grpo, dr-grpo, ")
                                .endsWith("; 4 seeds each"),
                        line -> assertThat(line).isEqualTo("folder     there/fig6-4-seeds"));
    }

    @Test
    void header_armsWithCommasInTheirNames_areToldApart() {
        console.header(Reproduction.of(Experiments.read("fig7"), Path.of("there")));

        assertThat(out.toString()).contains("r1, covering; r1, ", "; 3 seeds each");
    }

    @Test
    void plan_severalThatShareStages_hasALineForEachArmAndCountsOnceInTheEnd(@TempDir Path folder) throws IOException {
        String yaml = """
                title: Small
                seeds: 3
                train: {model: nano, train.steps: 3, eval.suite: none}
                arms: {one: {algorithm: grpo}, "two, more": {algorithm: OTHER}}
                """;
        List<Reproduction> both = new ArrayList<>();
        for (String algorithm : List.of("dr-grpo", "rloo")) {
            Path file = Files.writeString(folder.resolve(algorithm + ".yaml"), yaml.replace("OTHER", algorithm));
            both.add(Reproduction.of(Experiments.read(file.toString()), folder.resolve("to")));
        }

        ReproduceConsole.plan(new PrintWriter(out, true), both);

        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("training +one, 3 seeds +about .*"))
                .anyMatch(line -> line.matches("training +two, more, 3 seeds +about .*"))
                .anyMatch(line -> line.matches("all +9 stages; about .*; what several experiments need counts once"))
                .noneMatch(line -> line.contains("seed 1"));
    }

    @ParameterizedTest
    @CsvSource({"45, 45s", "119, 1m59s", "120, 2 min", "617, 10 min", "7150, 119 min", "7800, 2 h 10 min"})
    void about_longTimes_pretendToNoSeconds(double seconds, String told) {
        assertThat(ReproduceConsole.about(seconds)).isEqualTo(told);
    }

    @Test
    void beginning_ofALongText_isAsManySentencesAsFit() {
        String one = "Three of them, each by *Dr. GRPO*, are trained in templates. ";

        assertThat(ReproduceConsole.beginning(
                        one + one + "Then very much more is said of the same thing.\n\nAnd more."))
                .isEqualTo("Three of them, each by Dr. GRPO, are trained in templates."
                        + " Three of them, each by Dr. GRPO, are trained in templates.");
        assertThat(ReproduceConsole.beginning("A short one.\nIt ends.\n")).isEqualTo("A short one. It ends.");
        String longer = "Figure 3. More than a hundred and fifty letters" + " of words".repeat(15) + ".";
        assertThat(ReproduceConsole.beginning(longer + " And more.")).isEqualTo(longer);
    }

    @Test
    void planned_someDoneBefore_saysHowLongTheRestTakes() {
        console.planned(List.of(stage("a", 60, true), stage("b", 70, false), stage("c", 5, false)));
        console.planned(List.of(stage("a", 60, true)));

        assertThat(out)
                .hasToString("plan       3 stages, 1 done before; about 1m15s\nplan       1 stage, all done before\n");
    }

    @Test
    void progress_ofAStage_isToldAtItsQuartersAndItsEnd() {
        console.planned(List.of(stage("a", 100, false)));
        console.begins(stage("a", 100, false), 2, 3, "");
        for (double share : new double[] {0.1, 0.2, 0.26, 0.3, 0.49, 0.8, 0.9, 1}) {
            console.progress(share, 100 * (1 - share));
        }
        console.ends(stage("a", 90, false), 2, 3);
        console.ends(stage("kept", 90, true), 3, 3);
        console.begins(stage("b", 100, false), 3, 3, "step 5 of 60");

        assertThat(err).hasToString("""
                        2/3 training a, about 1m40s left
                        2/3 training a: 26.0 %, about 1m14s left
                        2/3 training a: 80.0 %, about 20s left
                        2/3 training a: done in 1m30s
                        3/3 training b, goes on from step 5 of 60, about 0s left
                        """);
    }

    @Test
    void failed_stage_isToldByItsName() {
        console.failed(stage("a", 1, false), new UserError("no room"));

        assertThat(err).hasToString("error: training a: no room\n");
    }

    private static PlannedStage stage(String name, double seconds, boolean kept) {
        return new PlannedStage("training", name, name, seconds, kept);
    }
}
