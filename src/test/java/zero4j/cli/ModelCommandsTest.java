package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verbs that need a model with a tokenizer, on one that {@code pretrain} makes in a moment. */
class ModelCommandsTest {
    private static final String PROMPT = "What is 3*2 mod 10?";

    @TempDir
    private static Path folder = Path.of("");

    private static String model = "";
    private static CommandRun pretrained = new CommandRun(0, "", "");

    @BeforeAll
    static void pretrain() {
        model = folder.resolve("model").toString();
        pretrained = CommandRun.of(TinyNanoModel.pretrain(Path.of(model)));
    }

    @Test
    void pretrain_newModel_showsTheLossOfEveryStepAndWritesAModelFolder() {
        assertThat(pretrained.err()).isEmpty();
        assertThat(pretrained.out()).contains("LlamaForCausalLM", "3 steps", "generate " + model);
        assertThat(pretrained.out().lines().filter(line -> line.matches(" +[123] .*")))
                .hasSize(3);
        assertThat(Path.of(model)).isDirectoryContaining(file -> file.endsWith("tokenizer.json"));
    }

    @Test
    void generate_eitherEngine_sampleTheSameTokens() {
        CommandRun vector = CommandRun.of(
                "generate",
                model,
                "--prompt",
                PROMPT,
                "--max-new-tokens",
                "20",
                "--temperature",
                "1",
                "--backend",
                "vector");
        CommandRun torch = CommandRun.of(
                "generate",
                model,
                "--prompt",
                PROMPT,
                "--max-new-tokens",
                "20",
                "--temperature",
                "1",
                "--backend",
                "torch");
        assertThat(vector.code()).as(vector.err()).isZero();
        assertThat(vector.out()).isNotBlank().isEqualTo(torch.out());
    }

    @Test
    void generate_unknownEngineOrOneThatDoesNotFitTheDevice_saysWhatIsAllowed() {
        assertThat(CommandRun.of("generate", model, "--prompt", PROMPT, "--backend", "vectors")
                        .err())
                .contains(
                        "--backend is 'vectors'; it must be one of auto, vector, torch, vllm, sglang; did you mean vector?");
        assertThat(CommandRun.of("generate", model, "--prompt", PROMPT, "--backend", "vector", "--device", "cuda")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void pretrain_existingOutput_isRefusedBeforeTraining() {
        CommandRun again = CommandRun.of(TinyNanoModel.pretrain(Path.of(model)));

        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("output", model, "exists already");
    }

    @Test
    void pretrain_sameSeed_givesTheSameWeights() throws IOException {
        Path second = folder.resolve("second");
        assertThat(CommandRun.of(TinyNanoModel.pretrain(second)).code()).isZero();

        assertThat(Files.mismatch(Path.of(model, "model.safetensors"), second.resolve("model.safetensors")))
                .isEqualTo(-1);
    }

    @Test
    void pretrain_dryRun_showsTheSettingsAndWritesNothing() {
        CommandRun run = CommandRun.of("pretrain", "--dry-run", "--set", "output=" + folder.resolve("none"));

        assertThat(run.out()).contains("architecture:", "hidden_size: 128");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void generate_promptAsJson_logprobsAreThoseOfScore() {
        JsonNode generated =
                json(CommandRun.of("generate", model, "--prompt", PROMPT, "--max-new-tokens", "8", "--json"));
        String ids = generated
                        .path("prompt_tokens")
                        .valueStream()
                        .map(JsonNode::asString)
                        .collect(Collectors.joining(","))
                + ","
                + generated.path("tokens").valueStream().map(JsonNode::asString).collect(Collectors.joining(","));

        JsonNode scored = json(CommandRun.of("score", model, "--tokens", ids, "--json"));

        int prompt = generated.path("prompt_tokens").size();
        assertThat(generated.path("tokens").size()).isBetween(1, 8);
        for (int i = 0; i < generated.path("tokens").size(); i++) {
            assertThat(generated.path("logprobs").path(i).asDouble())
                    .isCloseTo(scored.path("logprobs").path(prompt + i).asDouble(), within(1e-4));
        }
        assertThat(generated.path("finish_reason").asString()).isIn("length", "eos");
    }

    @Test
    void generate_promptOrItsTokens_givesTheSame() {
        JsonNode byText = json(CommandRun.of("generate", model, "--prompt", PROMPT, "--max-new-tokens", "5", "--json"));
        String ids = byText.path("prompt_tokens")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(","));

        JsonNode byTokens = json(CommandRun.of("generate", model, "--tokens", ids, "--max-new-tokens", "5", "--json"));

        assertThat(byTokens).isEqualTo(byText);
    }

    @Test
    void generate_temperatureAndSeed_decideTheText() {
        String[] first = {"generate", model, "--prompt", PROMPT, "--temperature", "2", "--seed", "7"};
        String[] other = {"generate", model, "--prompt", PROMPT, "--temperature", "2", "--seed", "8"};

        assertThat(CommandRun.of(first)).isEqualTo(CommandRun.of(first)).isNotEqualTo(CommandRun.of(other));
    }

    @Test
    void generate_impossibleSetting_isAUserErrorInTheOptionsWords() {
        CommandRun run = CommandRun.of("generate", model, "--prompt", PROMPT, "--max-new-tokens", "0");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--max-new-tokens is 0");
    }

    @Test
    void eval_nanoSuite_printsTheTableAndSavesWhatWasSaid() throws IOException {
        Path saved = folder.resolve("evaluation");
        CommandRun run = CommandRun.of(
                "eval",
                model,
                "--questions",
                "2",
                "--samples",
                "2",
                "--max-new-tokens",
                "8",
                "--output",
                saved.toString());

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("nano-chain", "/2", "avg@2", "mean", saved.toString());
        assertThat(Files.readAllLines(saved.resolve("completions.jsonl"))).hasSize(5 * 2 * 3);
        JsonNode evaluation = JsonMapper.shared().readTree(Files.readString(saved.resolve("evaluation.json")));
        assertThat(evaluation.path("scores").size()).isEqualTo(5);
        assertThat(evaluation
                        .path("description")
                        .path("settings")
                        .path("max_new_tokens")
                        .asInt())
                .isEqualTo(8);
    }

    @Test
    void eval_signal_keepsTheCompletionsAndTellsTheCommandThatGoesOn() throws IOException, InterruptedException {
        Path saved = folder.resolve("an evaluation");
        List<String> arguments =
                List.of("eval", model, "--samples=4", "--slots=1", "--threads=1", "--output", saved.toString());
        ChildProcess evaluation = ChildProcess.start(folder, arguments);
        Path kept = saved.resolve("unfinished.jsonl");
        while (evaluation.process().isAlive() && (!Files.exists(kept) || Files.size(kept) == 0)) {
            Thread.onSpinWait();
        }
        evaluation.process().toHandle().destroy();

        assertThat(evaluation.end().out())
                .contains(
                        "stopping: the completions that are being sampled are finished and saved first",
                        "stopped    with ",
                        "./zero4j eval " + model + " --samples=4 --slots=1 --threads=1 --output '" + saved
                                + "' --resume");
        assertThat(kept).isNotEmptyFile();
        assertThat(saved.resolve("evaluation.json")).doesNotExist();
    }

    @Test
    void eval_resumeWithNothingToGoOnWith_isAUserError() {
        assertThat(CommandRun.of("eval", model, "--resume").err()).contains("error: --resume needs --output");
        CommandRun none = CommandRun.of("eval", model, "--resume", "--output", folder.toString());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("there is no unfinished evaluation in " + folder);
    }

    @Test
    void eval_fileOfQuestions_isABenchmarkAndUnusableRowsAreTold() throws IOException {
        Path file = folder.resolve("mine.jsonl");
        Files.writeString(file, """
                {"question": "What is 1+1 mod 10?", "answer": "2"}
                {"question": "What is 1+2 mod 10?", "answer": ""}
                """);
        CommandRun run = CommandRun.of(
                "eval",
                model,
                "--suite",
                file.toString(),
                "--max-new-tokens",
                "8",
                "--output",
                folder.resolve("mine").toString());

        assertThat(run.out()).contains("mine", "/1");
        assertThat(run.err()).contains("1 row is left out");
    }

    @Test
    void eval_impossibleOptions_areUserErrorsInTheOptionsWords() {
        assertThat(CommandRun.of("eval", model, "--max-new-tokens", "0").err())
                .contains("error: --max-new-tokens is 0");
        assertThat(CommandRun.of("eval", model, "--slots", "0").err()).contains("error: --slots is 0");
    }

    @Test
    void evalAndPretrain_outputBelowAFile_isRefusedBeforeTheWork() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        String below = file.resolve("output").toString();

        CommandRun evaluated = CommandRun.of("eval", model, "--questions", "1", "--output", below);
        CommandRun trained = CommandRun.of(TinyNanoModel.pretrain(Path.of(below)));

        assertThat(evaluated.code()).isEqualTo(1);
        assertThat(evaluated.err()).contains("cannot write " + below).doesNotContain("evaluating");
        assertThat(trained.code()).isEqualTo(1);
        assertThat(trained.err()).contains("cannot write " + below);
        assertThat(trained.out()).isEmpty();
    }

    @Test
    void eval_unknownSuite_saysWhatIsExpected() {
        CommandRun run = CommandRun.of("eval", model, "--suite", "no-such-suite");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no-such-suite", "nano");
    }

    private static JsonNode json(CommandRun run) {
        assertThat(run.err()).isEmpty();
        return JsonMapper.shared().readTree(run.out());
    }
}
