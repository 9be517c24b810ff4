package zero4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.algorithm.Presets;

class SettingNamesTest {
    @Test
    void table_keys_allExist() {
        List<String> keys = new ArrayList<>(RecordBinding.keys(TrainRecipe.class));
        keys.addAll(RecordBinding.keys(PretrainRecipe.class));
        assertThat(keys).containsAll(ForeignNames.keys());
    }

    @Test
    void table_values_areTaken() {
        ForeignNames.values().forEach((given, value) -> {
            String key = given.substring(0, given.indexOf(": "));
            List<String> overrides = new ArrayList<>(List.of(key + "=" + value));
            if (key.equals("device")) {
                overrides.add("rollout.backend=torch");
            }
            assertThat(Recipes.train(null, overrides)).as(given).isNotNull();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learning_rate | it is train.learning_rate here",
                "lr | it is train.learning_rate here",
                "actor.optim.lr | it is train.learning_rate here",
                "actor_rollout_ref.actor.optim.lr | it is train.learning_rate here",
                "critic.optim.lr | it is critic.learning_rate here",
                "train.lr | it is train.learning_rate here",
                "num_generations | it is rollout.group_size here",
                "n_samples_per_prompt | it is rollout.group_size here",
                "actor_rollout_ref.rollout.n | it is rollout.group_size here",
                "orchestrator.rollouts_per_example | it is rollout.group_size here",
                "max_completion_length | it is rollout.max_new_tokens here",
                "data.max_response_length | it is rollout.max_new_tokens here",
                "max_prompt_length | it is data.max_prompt_tokens here",
                "data.max_prompt_length | it is data.max_prompt_tokens here",
                "beta | it is kl.coefficient here",
                "kl_coef | it is kl.coefficient here",
                "init_kl_coef | it is kl.coefficient here",
                "algorithm.kl_ctrl.kl_coef | it is kl.coefficient here",
                "epsilon | it is objective.clip_low and objective.clip_high here",
                "epsilon_high | it is objective.clip_high here",
                "actor.clip_ratio_low | it is objective.clip_low here",
                "max_steps | it is train.steps here",
                "num_train_epochs | it is train.steps here (a step takes rollout.prompts questions",
                "num_iterations | it is train.epochs here",
                "per_device_train_batch_size | it is train.responses_per_update and train.tokens_per_micro_batch here",
                "gradient_accumulation_steps | it is train.responses_per_update and train.tokens_per_micro_batch here",
                "rollout_batch_size | it is rollout.prompts here",
                "data.train_batch_size | it is rollout.prompts here",
                "ppo_mini_batch_size | it is train.responses_per_update here (it counts completions",
                "gamma | it is critic.gamma here",
                "lambd | it is critic.lambda here",
                "algorithm.lam | it is critic.lambda here",
                "algorithm.adv_estimator | it is algorithm here",
                "critic_type | it is algorithm here",
                "temperature | did you mean rollout.temperature or eval.temperature?",
                "actor_rollout_ref.rollout.temperature | it is rollout.temperature here",
                "val_kwargs.temperature | it is eval.temperature here",
                "trainer.save_freq | it is train.checkpoint_every here",
                "model_name_or_path | it is model here",
                "actor_rollout_ref.model.path | it is model here",
                "gradient_checkpointing | it is train.activation_checkpointing here",
                "tis_imp_ratio_cap | it is correction.cap here",
                "vllm_importance_sampling_cap | it is correction.cap here",
                "vllm_importance_sampling_mode | it is correction.preset here",
                "use_tis | it is correction.preset here",
                "algorithm.rollout_correction.rollout_is_threshold | it is correction.cap here",
                "algorithm.rollout_correction.rollout_rs | it is correction.mask here",
                "algorithm.rollout_correction.rollout_rs_threshold_lower | it is correction.mask_low here",
                "actor_rollout_ref.actor.policy_loss.loss_mode | it is algorithm here",
                "sapo_temperature_neg | it is objective.tau_negative here",
                "bf16 | it is dtype here",
                "report_to | every step is recorded in run.db",
                "trainer.n_gpus_per_node | a run uses one device",
                "maxNewTokens | it is rollout.max_new_tokens here",
                "steps | did you mean train.steps?",
                "grup_size | did you mean rollout.group_size?",
                "train.group_size | did you mean rollout.group_size?",
                "rollout.learning_rate | it is train.learning_rate here",
                "lerning_rate | did you mean train.learning_rate?",
                "train.betaa1 | did you mean train.beta1?",
                "micro_batch | did you mean train.tokens_per_micro_batch?",
                "best | did you mean train.keep_best?",
            })
    void unknownKey_thatAnotherProgramHasOrThatIsNear_isAnsweredWithTheOneHere(String name, String answer)
            throws IOException {
        Path recipe = Files.writeString(folder.resolve("r.yaml"), "seed: 1\n\"" + name + "\": 1\n");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.train(recipe, List.of()))
                .withMessageContaining("r.yaml:2: unknown key " + name + "; " + answer);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.train(name + "=1"))
                .withMessageContaining("--set " + name + "=1: unknown key " + name + "; " + answer);
    }

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "max_steps, train.tokens",
        "lr, train.learning_rate",
        "batch_size, train.batch_tokens",
        "max_seq_length, train.sequence_length",
        "model_name_or_path, init",
        "output_dir, output"
    })
    void unknownKeyOfPretraining_isAnsweredWithAKeyOfPretraining(String name, String key) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.pretrain(name + "=1"))
                .withMessageContaining("it is " + key + " here");
    }

    @Test
    void unknownKey_likeNothing_isLeftWithoutAGuess() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.train("xylophone.zzz=1"))
                .withMessageEndingWith("unknown key xylophone.zzz; `train --dry-run` shows all settings");
    }

    @ParameterizedTest
    @CsvSource({
        "drgrpo, dr-grpo",
        "dr_grpo, dr-grpo",
        "Dr.GRPO, dr-grpo",
        "GRPO, grpo",
        "RLOO, rloo",
        "reinforce_plus_plus, reinforce++",
        "reinforce_plus_plus_baseline, reinforce++-baseline",
        "REINFORCE++, reinforce++",
        "gae, ppo",
        "group_norm, grpo",
        "reinforce_baseline, reinforce++-baseline",
        "lite_ppo, lite-ppo",
    })
    void algorithm_byTheNameOfAnotherProgram_isAnsweredWithTheOneHere(String name, String here) {
        assertThat(Presets.names()).contains(here);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.train("algorithm=" + name))
                .withMessageContaining("; did you mean " + here + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "dtype=bf16, bfloat16",
        "dtype=fp32, float32",
        "device=gpu, cuda",
        "train.schedule=constant_with_warmup, constant",
        "train.schedule=cosin, cosine",
        "kl.estimator=low_var_kl, k3",
        "objective.aggregation=token-mean, mean-of-tokens",
        "rollout.backend=transformers, torch",
        "reward=math_verify, boxed",
    })
    void value_byTheWordOfAnotherProgram_isAnsweredWithTheOneHere(String override, String here) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.train(override))
                .withMessageContaining("did you mean " + here + "?");
    }
}
