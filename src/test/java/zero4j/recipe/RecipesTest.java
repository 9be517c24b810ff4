package zero4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.algorithm.IdleSettings;
import zero4j.algorithm.ImportanceSampling;
import zero4j.algorithm.Presets;
import zero4j.learn.Schedule;
import zero4j.reward.Rewards;
import zero4j.template.Templates;
import zero4j.torch.DeviceSettings;

/** What a recipe resolves to, and that what is rendered or pinned of it reads back as the same. */
class RecipesTest {
    @TempDir
    Path folder;

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("small run.yaml"), yaml);
    }

    @Test
    void located_namesOfDownloads_areTheAbsolutePathsOfTheirFolders() throws IOException {
        String name = "zero4j-test-" + folder.getFileName() + "/mine";
        for (String kind : List.of("models", "data")) {
            Files.createDirectories(Path.of(kind, name));
        }
        try {
            TrainRecipe located = Recipes.located(
                    Recipes.train("model=" + name, "data.train=" + name, "eval.suite=[nano," + name + "]"));
            assertThat(located.model()).isEqualTo(absolute("models", name));
            assertThat(located.data().train()).isEqualTo(absolute("data", name));
            assertThat(located.eval().suite()).containsExactly("nano", absolute("data", name));
        } finally {
            for (String kind : List.of("models", "data")) {
                Files.delete(Path.of(kind, name));
                Files.delete(Path.of(kind, name).resolveSibling(""));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"file:secret/token, true", "file:/secret/token, false", "THE_TOKEN, false"})
    void located_fileOfAToken_isAbsolute(String token, boolean relative) {
        String located = Recipes.located(Recipes.train("rollout.token=" + token))
                .rollout()
                .remote()
                .token();
        assertThat(located)
                .isEqualTo(relative ? "file:" + Path.of("secret/token").toAbsolutePath() : token);
    }

    private static String absolute(String kind, String name) {
        return Path.of(kind, name).toAbsolutePath().toString();
    }

    @Test
    void train_noFile_isTheDefaults() {
        TrainRecipe recipe = Recipes.train(null, List.of());
        assertThat(recipe.name()).isEqualTo("nano");
        assertThat(recipe.algorithm().preset()).isEqualTo("dr-grpo");
        assertThat(recipe.device())
                .isEqualTo(new DeviceSettings(DeviceSettings.Device.CPU, DeviceSettings.Precision.FLOAT32, 0));
        assertThat(recipe.rollout().responses()).isEqualTo(128);
        assertThat(recipe.responsesPerUpdate()).isEqualTo(128);
        assertThat(recipe.updatesPerEpoch()).isEqualTo(1);
        assertThat(recipe.train().learningRate()).isEqualTo(1e-4);
        assertThat(recipe.train().schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(recipe.eval().suite()).containsExactly("nano");
    }

    @Test
    void train_fileAndOverrides_overrideInThatOrder() throws IOException {
        Path file = file("""
                algorithm: grpo
                rollout: {prompts: 4, group_size: 2}
                eval:
                  suite: [nano, data/x.jsonl]
                """);
        TrainRecipe recipe = Recipes.train(
                file, List.of("rollout.prompts=32", "train={steps: 7, schedule: cosine}", "data.train=nano:chain,max"));
        assertThat(recipe.name()).isEqualTo("small-run");
        assertThat(recipe.algorithm().preset()).isEqualTo("grpo");
        assertThat(recipe.rollout().prompts()).isEqualTo(32);
        assertThat(recipe.rollout().groupSize()).isEqualTo(2);
        assertThat(recipe.train().steps()).isEqualTo(7);
        assertThat(recipe.train().schedule()).isEqualTo(Schedule.COSINE);
        assertThat(recipe.eval().suite()).containsExactly("nano", "data/x.jsonl");
        assertThat(recipe.data().train()).isEqualTo("nano:chain,max");
    }

    @Test
    void render_changedRecipe_readsBackEqual() throws IOException {
        TrainRecipe recipe = Recipes.train(
                null,
                List.of(
                        "name=a.b-c",
                        "model='C:\\my models\\\"q\" #1: x'",
                        "seed=-9007199254740993",
                        "data.question_column='true'",
                        "data.train=nano:chain,linear",
                        "train.learning_rate=1e-6",
                        "train.eps=1.2345678901234567e-9",
                        "eval.suite='a b.jsonl,1,math'",
                        "device=cuda",
                        "dtype=bfloat16"));
        assertThat(recipe.model()).isEqualTo("C:\\my models\\\"q\" #1: x");
        String yaml = Recipes.render(recipe);
        assertThat(Recipes.train(file(yaml), List.of())).isEqualTo(recipe);
        TrainRecipe noEval = Recipes.train(null, List.of("eval.suite=none"));
        assertThat(noEval.eval().suite()).isEmpty();
        assertThat(Recipes.train(file(Recipes.render(noEval)), List.of("name=nano")))
                .isEqualTo(noEval);
    }

    static Stream<Arguments> recordsAndDefaults() {
        return Stream.of(
                Arguments.of(TrainRecipe.class, "defaults.yaml"),
                Arguments.of(PretrainRecipe.class, "pretrain-defaults.yaml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "reward=command: ./score.py --all | command: ./score.py --all",
                "reward=command:./score.py # fast | command:./score.py # fast",
                "reward='command:./a # b' | command:./a # b",
                "reward=boxed | boxed"
            })
    void override_textThatYamlReadsOtherwise_isTakenAsItStands(String override, String reward) {
        assertThat(Recipes.train(override).reward()).isEqualTo(reward);
    }

    @ParameterizedTest
    @MethodSource("recordsAndDefaults")
    void components_allAndNothingElse_haveALineInTheDefaults(Class<?> recipe, String defaults) throws IOException {
        Problems problems = new Problems();
        List<String> lines = SettingsText.ofFile(defaults, defaults(defaults), problems).stream()
                .map(Setting::key)
                .toList();
        assertThat(problems.none()).isTrue();
        assertThat(RecordBinding.keys(recipe)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void defaults_commentsOfOpenChoices_nameAllThereAre() throws IOException {
        assertThat(defaults("defaults.yaml").lines())
                .anyMatch(line -> line.startsWith("template:")
                        && line.contains("# " + String.join(", ", Templates.REGISTRY.names()) + ", or a .txt file"))
                .anyMatch(line -> line.startsWith("reward:")
                        && line.contains("# auto (as the template marks its answers), ")
                        && line.endsWith(", " + String.join(", ", Rewards.REGISTRY.names())));
    }

    private static String defaults(String name) throws IOException {
        try (InputStream in = Recipes.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final List<String> PRETRAINING =
            List.of("nano-base.yaml", "oat-zero-3b-finemath.yaml", "oat-zero-3b-numinaqa.yaml");

    static Stream<TrainRecipe> resolved() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("recipes"))) {
            List<TrainRecipe> recipes = new ArrayList<>();
            Presets.names().forEach(name -> recipes.add(Recipes.train("algorithm=" + name)));
            files.filter(file -> !PRETRAINING.contains(String.valueOf(file.getFileName())))
                    .sorted()
                    .forEach(file -> recipes.add(Recipes.train(file, List.of())));
            recipes.add(Recipes.train(EVERY_KEY.lines().toArray(String[]::new)));
            return recipes.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("resolved")
    void render_resolvedRecipe_readsBackIdentical(TrainRecipe recipe) throws IOException {
        String yaml = Recipes.render(recipe);
        TrainRecipe back = Recipes.train(file(yaml), List.of());
        assertThat(back).isEqualTo(recipe);
        assertThat(Recipes.render(back)).isEqualTo(yaml);
    }

    /** A value for every key of a training recipe that is not its default. */
    private static final String EVERY_KEY = """
            name=other
            model=/models/a b
            template=r1
            reward=boxed
            reward_timeout=9
            algorithm=dapo
            device=cuda
            dtype=bfloat16
            threads=3
            seed=-9007199254740993
            runs=elsewhere/runs
            report=false
            dashboard=7500
            data.train=nano:chain,linear
            data.question_column=true
            data.answer_column="null"
            data.max_prompt_tokens=1_000
            data.special_tokens=escape
            rollout.prompts=12
            rollout.group_size=6
            rollout.max_new_tokens=90
            rollout.temperature=0.75
            rollout.slots=7
            rollout.workers=2
            rollout.backend=vllm
            rollout.ahead=2
            rollout.servers=http://127.0.0.1:8000
            rollout.weights=/shared/weights
            rollout.token=file:/run/token
            rollout.request_deadline=90
            rollout.update_deadline=80
            rollout.in_flight=true
            rollout.mismatch=0.5
            rollout.dynamic_sampling=3
            objective.clip_low=0.1
            objective.clip_high=0.3
            objective.dual_clip=3
            objective.tau_positive=0.9
            objective.tau_negative=1.2
            objective.std_ddof=0
            objective.std_eps=1.2345678901234567e-9
            objective.whiten=true
            objective.advantage_clip=5
            objective.aggregation=mean-of-response-means
            objective.entropy_bonus=1e-3
            objective.mask_truncated=true
            objective.overlong_buffer=20
            objective.overlong_penalty=0.5
            kl.estimator=k3-ratio
            kl.coefficient=0.02
            kl.reference=/models/reference
            kl.offload=true
            correction.kind=mask
            correction.level=geometric
            correction.cap=3
            correction.preset=icepop
            correction.floor=0.5
            correction.mask=sequence
            correction.mask_low=0.4
            correction.mask_high=4
            critic.learning_rate=2e-3
            critic.coefficient=0.2
            critic.clip=0.3
            critic.gamma=0.99
            critic.lambda=0.95
            lora.rank=4
            lora.alpha=8
            lora.targets=q_proj, v_proj
            learner.backend=torch
            train.steps=7
            train.epochs=2
            train.responses_per_update=36
            train.learning_rate=1e-6
            train.schedule=cosine
            train.warmup_steps=0
            train.beta1=0.8
            train.beta2=0.9
            train.eps=1e-6
            train.weight_decay=0.1
            train.max_grad_norm=2
            train.old_logprobs=learner
            train.tokens_per_micro_batch=2048
            train.logprob_chunk=64
            train.activation_checkpointing=true
            train.workers=2
            train.checkpoint_every=3
            train.keep_checkpoints=0
            train.keep_best=-length
            train.max_nonfinite_steps=1
            eval.suite=[nano, "a b.jsonl", "1"]
            eval.every=2
            eval.questions=10
            eval.max_new_tokens=50
            eval.samples=0
            eval.temperature=0.6
            verifier.grade=fast
            verifier.decimals=4
            verifier.form=any
            record.groups=4
            record.tokens=false
            metrics.tensorboard=false
            metrics.prometheus=9100
            dist.deadline=30
            dist.shard=optimizer
            console.samples=2
            published.source=a paper
            published.hardware=a machine
            published.model=a model
            published.before=[A b 1, C 2.5]
            published.after=[A b 100]
            published.questions=[A b 30, C 40]
            published.note="mind: this"
            published.shape=[model_type llama, hidden_size 8, intermediate_size 8, num_hidden_layers 1, num_attention_heads 1, vocab_size 9, max_position_embeddings 16]""";

    @Test
    void render_everyKeyChanged_keepsEveryChange() {
        List<String> changed = EVERY_KEY
                .lines()
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
        assertThat(changed).containsExactlyInAnyOrderElementsOf(RecordBinding.keys(TrainRecipe.class));
        Map<String, String> standard = RecordBinding.write(Recipes.train());
        Map<String, String> all =
                RecordBinding.write(Recipes.train(EVERY_KEY.lines().toArray(String[]::new)));
        assertThat(all).allSatisfy((key, text) -> assertThat(text).as(key).isNotEqualTo(standard.get(key)));
    }

    @Test
    void render_keys_haveTheOrderAndWordsOfTheFile() {
        assertThat(Recipes.render(Recipes.train("model=/m/x y", "eval.suite=none", "rollout.dynamic_sampling=2")))
                .startsWith(
                        "name: nano\nmodel: \"/m/x y\"\ntemplate: none\nreward: auto\nreward_timeout: 300\nalgorithm: dr-grpo\ndevice: cpu\n")
                .contains(
                        "\nthreads: 0\nseed: 1\nruns: runs\nreport: true\ndashboard: auto\n\ndata:\n  train: nano\n  question_column: \"\"\n",
                        "  dynamic_sampling: 2\n\nobjective:\n  clip_low: preset\n",
                        "  std_ddof: preset\n",
                        "  aggregation: preset\n",
                        "  targets: [all-linear]\n",
                        "  learning_rate: 1.0e-4\n",
                        "  suite: []\n");
    }

    @ParameterizedTest
    @MethodSource("resolved")
    void pinned_recipeOfAnyAlgorithm_saysEveryConstantAndMeansTheSame(TrainRecipe recipe) throws IOException {
        TrainRecipe pinned = recipe.pinned();
        int budget = recipe.rollout().maxNewTokens();
        assertThat(Presets.of(pinned.algorithm(), budget)).isEqualTo(Presets.of(recipe.algorithm(), budget));
        assertThat(IdleSettings.of(pinned.algorithm(), Presets.of(pinned.algorithm(), budget), false))
                .isEqualTo(IdleSettings.of(recipe.algorithm(), Presets.of(recipe.algorithm(), budget), false));
        String yaml = Recipes.render(pinned);
        assertThat(yaml.lines()).noneMatch(line -> line.endsWith(": preset"));
        assertThat(Recipes.train(file(yaml), List.of())).isEqualTo(pinned);
        assertThat(pinned.pinned()).isEqualTo(pinned);
    }

    /** As programs wrote it that had no names for corrections. */
    @ParameterizedTest
    @CsvSource({"none, 2.0, 0.0", "truncate, 3.0, 0.0", "mask, 1.001, 0.999"})
    void train_correctionWithoutAName_meansWhatItMeant(String kind, double cap, double floor) {
        TrainRecipe old = Recipes.train(
                "correction={kind: " + kind + ", level: geometric, cap: " + cap + ", floor: " + floor + "}");

        assertThat(Presets.of(old.algorithm(), 8).objective().correction())
                .isEqualTo(new ImportanceSampling(
                        ImportanceSampling.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                        ImportanceSampling.Level.GEOMETRIC,
                        cap,
                        floor));
        assertThat(Recipes.settings(old.pinned()))
                .containsEntry("correction.kind", kind)
                .containsEntry("correction.cap", Double.toString(cap))
                .containsEntry("correction.mask", "none");
    }

    @Test
    void render_pinnedRecipe_printsThePresetsValues() {
        assertThat(Recipes.render(Recipes.train("algorithm=dapo").pinned()))
                .contains("clip_low: 0.2\n", "clip_high: 0.28\n", "std_ddof: 1\n", "aggregation: mean-of-tokens\n")
                .contains("overlong_buffer: 22\n", "dynamic_sampling: 10\n")
                .contains("estimator: none\n  coefficient: unused\n");
    }

    /** Written by the program when recipes still had {@code top_p} and {@code top_k}, with the settings below. */
    @Test
    void train_recipeOfAnOldRun_readsBackAsItWas() {
        TrainRecipe old = Recipes.train(Path.of("src/test/resources/zero4j/recipe/before-0.1.yaml"), List.of());
        assertThat(old)
                .isEqualTo(Recipes.train(
                        "name=before",
                        "algorithm=dapo",
                        "rollout.dynamic_sampling=3",
                        "train.learning_rate=1e-6",
                        "objective.whiten=true",
                        "correction={kind: none, level: token, cap: 2.0, floor: 0.0}",
                        "data.train=nano:chain,linear",
                        "lora.rank=4"));
    }

    @Test
    void train_emptyFile_isTheDefaults() throws IOException {
        assertThat(Recipes.train(file("# nothing\n"), List.of("name=nano"))).isEqualTo(Recipes.train(null, List.of()));
    }

    @Test
    void pretrain_changedRecipe_readsBackEqual() throws IOException {
        List<String> overrides = new ArrayList<>(
                List.of("architecture.heads=8", "architecture.tie_embeddings=false", "train.tokens=5e9"));
        PretrainRecipe recipe = Recipes.pretrain(null, overrides);
        assertThat(recipe.train().steps()).isEqualTo(610_352);
        assertThat(recipe.architecture().tieEmbeddings()).isFalse();
        assertThat(Recipes.pretrain(file(Recipes.render(recipe)), List.of())).isEqualTo(recipe);
    }
}
