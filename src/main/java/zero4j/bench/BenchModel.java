package zero4j.bench;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.data.nano.NanoVocabulary;
import zero4j.model.CausalLm;
import zero4j.model.Initialisation;
import zero4j.model.ModelFiles;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.torch.DeviceAndDtype;
import zero4j.verify.Verdict;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.ModelShape;

/** Random models whose steps are always the same work: no token ends a completion, and every group has a gradient. */
public final class BenchModel {
    private BenchModel() {}

    /** Shapes that {@code bench} offers by name. */
    static ModelShape shape(String name, int context) {
        return switch (name) {
            case "nano" -> new ModelShape(128, 384, 4, 4, 4, context, 10_000, true);
            case "micro" -> new ModelShape(320, 896, 6, 5, 5, context, 10_000, true);
            case "135m" -> new ModelShape(576, 1536, 30, 9, 3, context, 100_000, true); // as SmolLM2-135M
            case "0.5b" -> new ModelShape(896, 4864, 24, 14, 2, context, 1_000_000, true); // as Qwen2.5-0.5B
            default -> throw new UserError("the shape is '" + name + "'; it must be nano, micro, 135m or 0.5b");
        };
    }

    /** Writes a model of random weights, with the nano world's tokenizer; {@code micro} has a vocabulary of 512. */
    static void write(Path target, String name) {
        int vocabulary = name.equals("micro") ? 512 : NanoVocabulary.tokens().size();
        ModelConfig config = ModelConfig.fresh(
                ModelFamilies.LLAMA,
                shape(name, name.equals("micro") ? 512 : 256),
                vocabulary,
                OptionalInt.empty(),
                new TreeSet<>());
        try (CausalLm lm = new CausalLm(config, DeviceAndDtype.of("cpu", "float32"), false)) {
            Initialisation.normal(lm, 1);
            ModelFolderWriter.write(target, config, ModelFiles.entries(lm), target);
        }
        NanoVocabulary.writeWithoutEos(target);
    }

    /** Rewards every other token sum, so that completions of a group differ. */
    public static RewardFunction parity(RewardFunction real) {
        return new RewardFunction() {
            @Override
            public String name() {
                return "parity";
            }

            @Override
            public ScoredCompletion score(Question question, Completion completion) {
                Verdict verdict = real.score(question, completion).verdict(); // its work belongs to the step
                int sum = 0;
                for (int token : completion.tokens()) {
                    sum += token;
                }
                return new ScoredCompletion(completion, sum % 2, verdict, false, Optional.empty());
            }
        };
    }
}
