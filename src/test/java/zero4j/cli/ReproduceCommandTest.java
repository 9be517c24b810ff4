package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.run.RunFolder;

/** A made-up experiment of two arms through the real command line: on the bundled model, with few steps and prompts. */
class ReproduceCommandTest {
    private static final String EXPERIMENT = """
            title: Two objectives
            paper: The paper compares them.
            here: So does this.
            seeds: 1
            models:
              further:
                init: nano
                text: [{kind: chain, documents: 40}]
                settings: {train.tokens: 4096, train.sequence_length: 128, train.batch_tokens: 1024, train.checkpoint_every: 1, threads: 1}
            questions:
              asked: [{kind: chain, questions: 20}]
              test: [{kind: chain, questions: 2, test: true}]
            train:
              model: nano
              threads: 1
              dashboard: "off"
              data.train: asked
              eval: {suite: test, samples: 1, max_new_tokens: 24}
              rollout: {prompts: 2, group_size: 4, max_new_tokens: 24, backend: torch}
              train: {steps: 3, checkpoint_every: 1}
            arms:
              grpo: {algorithm: grpo, model: further}
              dr-grpo: {algorithm: dr-grpo}
            tables:
              - {models: [nano, grpo], templates: [none], suite: [test], samples: 1}
            claims:
              - {says: One is longer., paper: Figure 0, quantity: length@last, subject: grpo, than: dr-grpo, expect: more}
              - {says: It scores., paper: Table 0, quantity: greedy, subject: "nano, none", than: "grpo, none", expect: more}
            pictures:
              - {title: Reward, curve: [reward]}
            """;

    private static final List<String> COMPARED = List.of("model.safetensors", "optimizer.safetensors");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void reproduce_killedInEachKindOfStage_endsWithTheSameBits() throws IOException, InterruptedException {
        CommandRun whole = child("whole").end();
        assertThat(whole.code()).as(whole.out()).isZero();
        assertThat(whole.out())
                .contains("experiment made-up: Two objectives", "arms       grpo, dr-grpo; 1 seed each")
                .contains("plan       4 stages; about ")
                .contains("1/4 pretraining further: done in ", "2/4 training grpo, seed 1: done in ")
                .contains("4/4 evaluation nano, grpo in none: done in ")
                .contains("One is longer.", "It scores.", "not shown", "With 1 seed nothing is shown of trainings");

        killedAt("1/4 pretraining further: 25");
        killedAt("2/4 training grpo, seed 1: ");
        killedAt("3/4 training dr-grpo, seed 1, about");
        CommandRun last = child("killed").end();

        assertThat(last.code()).as(last.out()).isZero();
        assertThat(last.out()).contains("plan       4 stages, 2 done before");
        assertThat(runs("killed")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            for (String file : COMPARED) {
                assertThat(runs("killed").get(i).checkpoint(3).resolve(file))
                        .hasSameBinaryContentAs(
                                runs("whole").get(i).checkpoint(3).resolve(file));
            }
            assertThat(TinyRun.repeatable(runs("killed").get(i)))
                    .isEqualTo(TinyRun.repeatable(runs("whole").get(i)));
        }
        JsonNode outcome = outcome("killed");
        assertThat(outcome.get("judged"))
                .isEqualTo(outcome("whole").get("judged"))
                .hasSize(2);
        assertThat(outcome.get("measurements")).isEqualTo(outcome("whole").get("measurements"));
        assertThat(folder.resolve("killed/made-up/page.md")).content().contains("Two objectives", "One is longer.");
        assertThat(folder.resolve("killed/made-up/report.html")).isNotEmptyFile();
        assertNothingLeftOver();
    }

    @Test
    void reproduce_askedToStop_saysHowToGoOn() throws IOException, InterruptedException {
        ChildProcess stopped = child("stopped");
        assertThat(stopped.await(line -> line.startsWith("2/4 training"))).isTrue();
        stopped.process().toHandle().destroy(); // SIGTERM
        CommandRun run = stopped.end();

        assertThat(run.code()).isEqualTo(128 + 15);
        assertThat(run.out())
                .contains("stopping: this step is finished and saved first")
                .containsPattern("stopped; go on with:\n +\\S+ "
                        + Pattern.quote("reproduce " + experiment() + " --to=" + folder.resolve("stopped")));
        assertThat(folder.resolve("stopped/made-up")).doesNotExist();
    }

    @Test
    void reproduce_mistakes_areAnsweredBeforeAnythingIsMade() throws IOException {
        Path bad = Files.writeString(
                folder.resolve("bad.yaml"), EXPERIMENT.replace("algorithm: grpo", "algorithm: grppo"));

        assertThat(failed("fig66", "--to=" + folder)).contains("there is no experiment fig66", "fig6");
        assertThat(failed(experiment(), "--seeds=0", "--to=" + folder)).contains("--seeds is 0; it must be at least 1");
        assertThat(failed(experiment(), bad.toString(), "--to=" + folder))
                .contains("1 problem with the experiment bad (" + bad + "):", "arms.grpo: algorithm is grppo");
        Path same =
                Files.writeString(Files.createDirectory(folder.resolve("other")).resolve("made-up.yaml"), EXPERIMENT);
        assertThat(failed(experiment(), same.toString(), "--to=" + folder))
                .contains(experiment() + " and " + same + " would both be kept as made-up");
        assertThat(CommandRun.of("reproduce").code()).isEqualTo(2);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("bad.yaml", "made-up.yaml", "other");
        }
    }

    private static String failed(String... arguments) {
        List<String> all = new ArrayList<>(List.of("reproduce"));
        all.addAll(List.of(arguments));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.code()).as(run.out()).isEqualTo(1);
        return run.err();
    }

    private void killedAt(String line) throws IOException, InterruptedException {
        ChildProcess child = child("killed");
        assertThat(child.await(heard -> heard.startsWith(line))).as(line).isTrue();
        child.kill();
        assertThat(child.end().code()).isEqualTo(128 + 9);
        assertThat(folder.resolve("killed/made-up")).doesNotExist();
    }

    private void assertNothingLeftOver() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("killed"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(".") || name.endsWith(".pretraining")))
                    .isEmpty();
        }
    }

    private List<RunFolder> runs(String to) {
        return RunFolder.list(folder.resolve(to).resolve("runs"));
    }

    private JsonNode outcome(String to) {
        return new JsonMapper()
                .readTree(folder.resolve(to).resolve("made-up/outcome.json"))
                .get("outcome");
    }

    private String experiment() throws IOException {
        return Files.writeString(folder.resolve("made-up.yaml"), EXPERIMENT).toString();
    }

    private ChildProcess child(String to) throws IOException {
        return ChildProcess.start(
                Files.createDirectories(folder.resolve("tmp")),
                List.of("reproduce", experiment(), "--to=" + folder.resolve(to)));
    }
}
