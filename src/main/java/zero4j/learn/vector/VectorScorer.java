package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import zero4j.learn.PassPacker;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenScores;
import zero4j.rollout.PolicyWeights;
import zero4j.vector.FlatBuffer;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/** What a model says of tokens, without gradients. */
public final class VectorScorer implements PolicyScorer {
    private static final float[] NO_HEAD = {};

    private final ModelConfig config;
    private final FlatParameters parameters;
    private final FlatBuffer values;
    private final Arena arena;
    private final LearnPass pass;
    private final VectorPassSettings settings;
    private final PassPacker packer;

    private VectorScorer(
            ModelConfig config,
            FlatParameters parameters,
            FlatBuffer values,
            Arena arena,
            VectorPassSettings settings,
            double temperature) {
        this.config = config;
        this.parameters = parameters;
        this.values = values;
        this.arena = arena;
        this.pass = new LearnPass(
                config, values.data(), settings.threads(), temperature, settings.activationCheckpointing());
        this.settings = settings;
        this.packer = settings.packer(config);
        pass.load();
    }

    /**
     * The model of a folder.
     *
     * @param settings how passes are cut up
     * @param temperature of the sampler's distribution, which the log-probs are taken under
     * @throws zero4j.UserError if the folder's weights do not fit its configuration or are not finite
     */
    public static VectorScorer open(Path weights, VectorPassSettings settings, double temperature) {
        try (ModelFolder folder = ModelFolder.open(weights)) {
            return of(folder, settings, temperature);
        }
    }

    /** The model of a folder that is open. */
    static VectorScorer of(ModelFolder folder, VectorPassSettings settings, double temperature) {
        return open(folder.config(), (parameters, arena) -> parameters.read(folder, arena), settings, temperature);
    }

    /** A model in memory, whose weights are copied. */
    static VectorScorer of(ModelConfig config, PolicyWeights weights, VectorPassSettings settings, double temperature) {
        return open(config, (parameters, arena) -> parameters.read(weights, arena), settings, temperature);
    }

    private static VectorScorer open(
            ModelConfig config,
            BiFunction<FlatParameters, Arena, FlatBuffer> values,
            VectorPassSettings settings,
            double temperature) {
        Arena arena = Arena.ofShared();
        try {
            FlatParameters parameters = new FlatParameters(config);
            return new VectorScorer(config, parameters, values.apply(parameters, arena), arena, settings, temperature);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    ModelConfig config() {
        return config;
    }

    FlatParameters parameters() {
        return parameters;
    }

    FlatBuffer values() {
        return values;
    }

    LearnPass pass() {
        return pass;
    }

    VectorPassSettings settings() {
        return settings;
    }

    @Override
    public List<float[]> logprobs(List<ScoredSequence> sequences) {
        return perToken(sequences, NO_HEAD, TokenScores::logprobs);
    }

    /** As {@link zero4j.learn.LearnerBackend#values}. */
    List<float[]> values(List<ScoredSequence> sequences, float[] head) {
        return perToken(sequences, head, TokenScores::values);
    }

    private List<float[]> perToken(List<ScoredSequence> sequences, float[] head, Function<TokenScores, float[]> what) {
        float[][] found = new float[sequences.size()][];
        for (PassPacker.Pass part : packer.pack(sequences)) {
            float[] all = what.apply(pass.score(part.batch(), head));
            int at = 0;
            for (int i : part.sequences()) {
                found[i] = Arrays.copyOfRange(all, at, at + sequences.get(i).count());
                at += found[i].length;
            }
        }
        return List.of(found);
    }

    @Override
    public void close() {
        pass.close();
        arena.close();
    }
}
