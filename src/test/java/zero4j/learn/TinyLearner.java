package zero4j.learn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.learn.torch.TorchScorer;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.recipe.Recipes;
import zero4j.torch.DeviceAndDtype;

/** A learner of a very small model, and batches for it. */
public final class TinyLearner {
    public static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    public static final int BUDGET = 12;
    public static final double TEMPERATURE = 0.8;

    private TinyLearner() {}

    static TrainSettings settings(int epochs, int perUpdate, int microBatchTokens, int chunk) {
        return Recipes.train(
                        null,
                        List.of("train={epochs: %d, responses_per_update: %d, max_grad_norm: 1e9,"
                                        .formatted(epochs, perUpdate)
                                + " learning_rate: 1e-3, warmup_steps: 0, old_logprobs: learner,"
                                + " tokens_per_micro_batch: %d, logprob_chunk: %d}".formatted(microBatchTokens, chunk)))
                .train();
    }

    static CausalLm model() {
        return ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.Float), true);
    }

    static Learner learner(CausalLm lm, String algorithm, TrainSettings settings) {
        return learner(
                lm, Presets.of(AlgorithmSettings.of(algorithm), BUDGET), settings, TEMPERATURE, ReferencePolicy.NONE);
    }

    /** On LibTorch. */
    static Learner learner(
            CausalLm lm, Algorithm algorithm, TrainSettings settings, double temperature, ReferencePolicy reference) {
        return new Learner(
                new TorchLearnerBackend(lm, PassSettings.of(settings), settings.adamW(), temperature),
                algorithm,
                settings,
                reference);
    }

    /** What the model says of whole responses at a temperature; the caller closes the model. */
    static List<float[]> logprobs(CausalLm lm, TrainSettings settings, double temperature, List<Response> responses) {
        return new TorchScorer(lm, PassSettings.of(settings), temperature).logprobs(ScoredSequence.whole(responses));
    }

    /** Two groups of four with unequal lengths; the last response of each group has advantage 0. */
    public static TrainBatch batch(Random random) {
        List<Response> responses = new ArrayList<>();
        List<Double> advantages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int prompt = 2 + random.nextInt(4);
            int response = 1 + random.nextInt(BUDGET);
            int[] tokens = random.ints(prompt + response, 0, 96).toArray();
            float[] sampler = new float[response];
            for (int t = 0; t < response; t++) {
                sampler[t] = -4 - random.nextFloat();
            }
            advantages.add(i % 4 == 3 ? 0 : random.nextGaussian());
            responses.add(ProofBatch.response(i / 4, tokens, prompt, sampler, false, 0));
        }
        return batch(responses, advantages);
    }

    static TrainBatch batch(List<Response> responses, List<Double> advantages) {
        List<float[]> perToken = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            float[] same = new float[responses.get(i).length()];
            Arrays.fill(same, advantages.get(i).floatValue());
            perToken.add(same);
        }
        List<float[]> none = Collections.nCopies(responses.size(), new float[0]);
        return new TrainBatch(responses, none, none, none, perToken, none);
    }

    static TrainBatch withOld(TrainBatch batch, List<float[]> old) {
        return new TrainBatch(
                batch.responses(), old, batch.reference(), batch.values(), batch.advantages(), batch.returns());
    }
}
