package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.recipe.Recipes;

/** What a real run would refuse, its dry run refuses with the same words; and a dry run leaves nothing behind. */
class DryRunTest {
    @TempDir
    private Path folder = Path.of("");

    private void prepare() throws IOException {
        TinyNanoModel.make(folder.resolve("tiny"));
        Files.createDirectories(folder.resolve("nan"));
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")) {
            Files.copy(
                    folder.resolve("tiny").resolve(name), folder.resolve("nan").resolve(name));
        }
        Path weights = folder.resolve("nan/model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        for (int i = 1; i <= 4; i++) {
            bytes[bytes.length - i] = (byte) 0xFF; // the last number is NaN
        }
        Files.write(weights, bytes);
        Files.writeString(folder.resolve("file"), "");
        Files.writeString(folder.resolve("latin.jsonl"), "{\"question\": \"q\"}\n");
        Files.createDirectories(folder.resolve("shards"));
        Files.writeString(
                folder.resolve("shards/train-00001-of-00002.jsonl"),
                "{\"text\": \"t\", \"question\": \"q\", \"answer\": 1}");
        Files.createDirectories(folder.resolve("there"));
        Files.writeString(folder.resolve("score.sh"), "#!/bin/sh\nread -r line; echo no number\n");
        assertThat(folder.resolve("score.sh").toFile().setExecutable(true)).isTrue();
    }

    private void assertRefusedAlike(List<String> arguments, String cause) {
        List<String> dry = new ArrayList<>(arguments);
        dry.add("--dry-run");
        CommandRun checked = CommandRun.of(dry.toArray(String[]::new));
        CommandRun real = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(real.code()).as(real.out()).isEqualTo(1);
        assertThat(errors(real)).contains(cause);
        assertThat(checked.code()).as("of the dry run: %s", checked.out()).isEqualTo(1);
        assertThat(errors(checked)).isEqualTo(errors(real));
    }

    private static String errors(CommandRun run) {
        return run.err().substring(Math.max(0, run.err().indexOf("error: ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "output=@there|exists already",
                "output=@file/below|is a file",
                "output=/|no folder that can be made",
                "init=@none|no model",
                "init=@nan|NaN",
                "init=@tiny; train.sequence_length=256; train.batch_tokens=1024|must be at most the model's context of 128",
                "tokenizer=@none|none is not a folder",
                "data=@none.txt|does not exist",
                "data=@file|there is no text",
                "data=@latin.jsonl|no column with texts",
                "data=@shards|missing: train-00000-of-00002.jsonl",
                "data=nano:none|no family",
                "architecture.head_dim=16|it must be architecture.hidden_size",
                "device=cuda|CPU natives",
            })
    void pretrain_whatIsRefused_isRefusedInTheDryRun(String settings, String cause) throws IOException {
        prepare();
        List<String> arguments = new ArrayList<>(List.of(TinyNanoModel.pretrain(folder.resolve("out"))));
        for (String setting : settings.replace("@", folder + "/").split("; ")) {
            arguments.add("--set=" + setting);
        }
        assertRefusedAlike(arguments, cause);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.train=@none.jsonl|does not exist",
                "data.train=@file|rows are read from files that end in",
                "data.train=@latin.jsonl|no column for the answer",
                "data.train=@shards|missing: train-00000-of-00002.jsonl",
                "data.max_prompt_tokens=1|makes a prompt of more than 1 token",
                "eval.suite=@none|there is no",
                "model=@none|no model",
                "model=@nan|NaN",
                "template=@none.txt|template",
                "reward=command:@none|there is no program",
                "reward=command:@score.sh|neither a number",
                "rollout.max_new_tokens=128|must be below the model's context of 128",
                "runs=@file/below|is a file",
                "lora.rank=999|must be at most the model's width",
                "device=cuda|CPU natives",
            })
    void train_whatIsRefused_isRefusedInTheDryRun(String setting, String cause) throws IOException {
        prepare();
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--set=model=" + folder.resolve("tiny"),
                "--set=runs=" + folder.resolve("runs"),
                "--set=eval.suite=[]",
                "--set=rollout={prompts: 2, group_size: 2, max_new_tokens: 4}",
                "--steps=1"));
        arguments.add("--set=" + setting.replace("@", folder + "/"));
        assertRefusedAlike(arguments, cause);
    }

    /** What a recipe of recipes/ needs is told without its model, its questions and a GPU; it is still refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oat-zero-7b|7.62B parameters, context 4096; by the recipe's published.shape|about 304 h: 114 h|[27.4, 60.8]|Others measure 26 to 30 on AIME24",
                "oat-zero-1.5b|1.54B parameters|about 428 h: 160 h|42.1 [38.8, 46.4]|33.1",
                "oat-zero-3b|3.21B parameters|about 428 h: 160 h|0.14 [0.1, 2.6]            20.7 [18.7, 24.5]|2 of them",
                "justrl-1.5b|1.78B parameters|about 8930 h: 3827 h|mean of nine             37.65    54.87|marked also by a model",
            })
    void train_recipeWithoutItsModel_saysWhatItNeedsAndWhatOthersGot(
            String recipe, String model, String time, String score, String note) {
        CommandRun run = CommandRun.of(
                "train",
                "recipes/" + recipe + ".yaml",
                "--dry-run",
                "--sampled-per-second=10000",
                "--learnt-per-second=8000",
                "--set=model=" + folder.resolve("none"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("model: no model ");
        assertThat(oneLine(run.out()))
                .contains(model, "updates a step", "GiB of one GPU: model", "GB a checkpoint", note)
                .contains("sampled, ", "and those of ", " evaluations, if every completion uses its whole budget")
                .contains("published  arXiv 25", "published score, %", time)
                .contains("scores     published of ", "none has another name: if it is another model, expect others");
        assertThat(run.out()).contains(score);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R\\s+", " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oat-zero-3b-finemath|160B tokens in 160093 steps|about 2222 h",
                "oat-zero-3b-numinaqa|2.0 passes over the text|published  arXiv 2503.20783, section 3.4",
            })
    void pretrain_recipeWithoutItsModel_saysWhatItNeeds(String recipe, String plan, String more) {
        CommandRun run = CommandRun.of(
                "pretrain",
                "recipes/" + recipe + ".yaml",
                "--dry-run",
                "--learnt-per-second=20000",
                "--set=init=" + folder.resolve("none"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(oneLine(run.out()))
                .contains(
                        "3.21B parameters",
                        "about 62.2 GiB of one GPU",
                        "about 45.0 GB a checkpoint, 3 at the same time",
                        plan,
                        more);
    }

    /** Of a model that is being downloaded its configuration is enough. */
    @Test
    void train_configurationOfAModelAlone_isWhatIsEstimated() throws IOException {
        Path model = Files.createDirectories(folder.resolve("begun"));
        Files.writeString(
                model.resolve("config.json"),
                Recipes.train(Path.of("recipes/oat-zero-1.5b.yaml"), List.of())
                        .published()
                        .config()
                        .orElseThrow()
                        .json());
        CommandRun run = CommandRun.of("train", "recipes/oat-zero-7b.yaml", "--dry-run", "--set=model=" + model);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("1.54B parameters, context 4096)").doesNotContain("published.shape");
        assertThat(oneLine(run.out()))
                .contains("those that are published are of Qwen/Qwen2.5-Math-7B; ", "is another model, for which they")
                .doesNotContain("51.4", "published score");
        assertThat(run.err()).contains("model.safetensors");
    }

    /** A folder of the model's name may be anywhere. */
    @Test
    void train_modelOfThePublishedName_isNotCalledAnother() {
        CommandRun run = CommandRun.of(
                "train", "recipes/oat-zero-1.5b.yaml", "--dry-run", "--set=model=" + folder + "/qwen2.5-math-1.5b/");

        assertThat(run.out()).contains("scores     published of Qwen/Qwen2.5-Math-1.5B\n", "42.1");
    }

    /** With a model and questions in place, however small, it counts what is there. */
    @Test
    void train_recipeWithAModelAndQuestions_saysWhatTheseNeed() throws IOException {
        TinyNanoModel.make(folder.resolve("tiny"));
        Path questions = Files.writeString(
                folder.resolve("q.jsonl"),
                "{\"problem\": \"What is 1*2 mod 10?\", \"answer\": \"2\"}\n{\"problem\": \"What is 2*2 mod 10?\", \"answer\": \"4\"}\n");
        List<String> arguments = List.of(
                "train",
                "recipes/oat-zero-7b.yaml",
                "--dry-run",
                "--set=model=" + folder.resolve("tiny"),
                "--set=data.train=" + questions,
                "--set=eval.suite=" + questions,
                "--set=template=none",
                "--set=device=cpu",
                "--set=dtype=float32",
                "--set=runs=" + folder.resolve("runs"),
                "--set=rollout.max_new_tokens=100",
                "--set=eval.max_new_tokens=100",
                "--response-tokens=50");
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(oneLine(run.out()))
                .contains("1331 steps, 85184 passes over the questions", "MiB outside the Java heap")
                .contains("MiB for each of", "8 processes", "dist.shard: gradients")
                // 1331 steps of 1024 completions; 85 evaluations of two questions
                .contains("68.1M sampled, ", "8.50K sampled in 85 evaluations, where a completion has 50 of them")
                .contains(
                        "time       not known: give --sampled-per-second",
                        "published  arXiv 2503.20783",
                        "# resolved settings");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void speeds_notPositiveOrWithoutADryRun_areRefused() {
        for (String option : List.of("--sampled-per-second", "--learnt-per-second", "--response-tokens")) {
            assertThat(CommandRun.of("train", option + "=9").err()).contains(option + " is for --dry-run");
            assertThat(CommandRun.of("train", "--dry-run", option + "=0").err())
                    .contains(option + " is 0.0; it must be above 0");
        }
        assertThat(CommandRun.of("pretrain", "--learnt-per-second=9").err()).contains("is for --dry-run");
    }

    @Test
    void pretrain_dryRun_showsWhatIsUsedAndLeavesNothing() throws IOException {
        Path text = Files.writeString(folder.resolve("a.jsonl"), """
                {"instruction": "1+2", "input": "", "output": "3"}
                {"instruction": "2+2", "output": "4"}
                {"instruction": "2+3"}
                """);
        List<String> arguments = new ArrayList<>(List.of(TinyNanoModel.pretrain(folder.resolve("below/out"))));
        arguments.addAll(List.of("--dry-run", "--set=data=" + text));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("1 row is left out", "line 3: no text under");
        assertThat(run.out())
                .contains("\"instruction\", \"input\", \"output\": 2 texts", "all of it is used", "tokenizer  nano, ")
                .contains("MiB for each of", "8 processes", "dist.shard: gradients")
                .contains("memory     about ", "disk       about ", "document 1 \"", "# resolved settings");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(text);
        }
    }
}
