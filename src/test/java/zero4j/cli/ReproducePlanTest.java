package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code reproduce fig2 --plan}: what is told of trainings that are not run. */
class ReproducePlanTest {
    @Test
    void plan_ofRealModels_hasNeedsScoresWithIntervalsAndCautions() {
        CommandRun run = CommandRun.of("reproduce", "fig2", "--plan");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("no number below was measured by zero4j")
                .contains("recipes/oat-zero-1.5b.yaml", "recipes/oat-zero-3b-finemath.yaml", "recipes/oat-zero-7b.yaml")
                .contains("there on 8 x A100-40G for 27 hours", "GiB of one GPU", "GB a checkpoint")
                .contains("43.3 (13/30) [27.4, 60.8]", "62.7 (52/83) [51.9, 72.3]", "51.4 [47.3, 55.7]")
                .contains(
                        "43.3 on AIME24 is 13 right answers of 30", "time       not known: give --sampled-per-second");
    }

    @Test
    void plan_withSpeeds_hasTimesOfEveryModel() {
        CommandRun run = CommandRun.of(
                "reproduce",
                "fig2",
                "--plan",
                "--sampled-per-second=10000",
                "--learnt-per-second=8000",
                "--response-tokens=800");

        assertThat(run.out()).contains("The speeds that you gave are taken for every model");
        assertThat(run.out().split("h sampling at 10000 tokens/s", -1)).hasSize(4);
    }

    /** A command that is shown can be typed: verb, options and settings are what the program knows. */
    @Test
    void commands_ofThePlan_areUnderstood() {
        String plan = CommandRun.of("reproduce", "fig2", "--plan").out();
        List<String> commands = Pattern.compile("\\./zero4j (?!doctor).*")
                .matcher(plan)
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(commands).hasSizeGreaterThan(18);
        for (String command : commands) {
            String[] words = command.replace("./zero4j ", "").split(" ");
            assertThat(Main.commandLine().parseArgs(words).errors()).as(command).isEmpty();
            if (words[0].equals("train")) { // what is wrong of the recipe itself would be told before what is missing
                CommandRun run = CommandRun.of(
                        (command.replace(" --dry-run", "").replace("./zero4j ", "") + " --dry-run").split(" "));
                assertThat(run.err()).as(command).contains("data.train: ", "does not exist");
            }
        }
    }

    @Test
    void fig2_withoutPlan_saysThatItNeedsGpus() {
        CommandRun run = CommandRun.of("reproduce", "fig2");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("fig2 needs GPUs", "`reproduce fig2 --plan`");
    }

    @Test
    void speeds_withoutPlan_areRefused() {
        CommandRun run = CommandRun.of("reproduce", "fig2", "--learnt-per-second=8000");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--learnt-per-second is for fig2 --plan");
    }

    @ParameterizedTest
    @CsvSource({
        "fig2 --plan --quick, --quick is for experiments that are run",
        "fig2 --plan --seeds=3, --seeds is for experiments that are run",
        "list fig6, list stands alone",
        "fig6 --plan --seeds=1001, it must be from 1 to 1000"
    })
    void options_thatMeanNothingHere_areRefused(String words, String told) {
        CommandRun run = CommandRun.of(("reproduce " + words).split(" "));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(told);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void list_always_saysWhatIsOnlyPlanned() {
        assertThat(CommandRun.of("reproduce", "list").out()).containsPattern("fig2 .*plan only");
    }

    @Test
    void plan_ofAnExperiment_namesItsStagesAndTheirTime(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("small.yaml");
        Files.writeString(file, """
                title: Small
                seeds: 2
                train: {model: nano, train.steps: 3, eval.suite: none}
                arms: {one: {algorithm: grpo}}
                claims: [{says: It learns., quantity: reward@change, subject: one, than: 0, expect: more}]
                """);
        CommandRun run = CommandRun.of(
                "reproduce",
                file.toString(),
                "--plan",
                "--to",
                folder.resolve("made").toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 stages; about ").containsPattern("training +one, 2 seeds +about ");
        assertThat(folder.resolve("made")).doesNotExist();
    }
}
