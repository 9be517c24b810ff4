package zero4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.engine.BatchIndependenceContract;
import zero4j.engine.EngineSettings;
import zero4j.engine.vector.VectorBackend;
import zero4j.rollout.Completion;
import zero4j.rollout.Engines;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;

/** Two servers of this program with vector engines give the completions of one vector engine in process, to the bit. */
class ServedIndependenceTest extends BatchIndependenceContract {
    @TempDir
    private Path shared;

    @Override
    protected RolloutBackend open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return new ServedEngine(Engines.VLLM, 2, modelFolder, tokenizer, settings, shared);
    }

    @ParameterizedTest
    @CsvSource({"vllm, 1", "vllm, 2", "sglang, 1", "sglang, 2"})
    void generate_servers_giveTheBitsOfTheEngineInProcess(String dialect, int count) {
        Path first = model(21, 5);
        Path second = model(22, 5);
        List<Prompt> prompts = List.of(
                TinyModel.prompt(0, 6, StopRule.NONE),
                TinyModel.prompt(1, 4, new StopRule(List.of("e", "ab"), true)),
                TinyModel.prompt(0, 6, StopRule.NONE), // asked again: other draws
                TinyModel.prompt(2, 7, StopRule.NONE));
        SamplingParams params = new SamplingParams(5, 20, 1, 0, 1, -77_000_000_000L, 2);
        Tokenizer tokenizer = Tokenizer.load(first);
        try (VectorBackend own = VectorBackend.open(first, tokenizer, settings(8, 1), Dtype.F32);
                ServedEngine served = new ServedEngine(
                        Engines.REGISTRY.get(dialect), count, first, tokenizer, settings(3, 1), shared)) {
            own.load(TinyModel.weights(second), 9);
            served.load(TinyModel.weights(second), 9);
            List<Completion> expected = completions(own.generate(prompts, params, RolloutBackend.Progress.NONE));
            List<Completion> found = completions(served.generate(prompts, params, RolloutBackend.Progress.NONE));
            assertThat(found).usingElementComparator(BY_BITS).containsExactlyElementsOf(expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).text()).isEqualTo(expected.get(i).text());
                assertThat(found.get(i).finishReason())
                        .isEqualTo(expected.get(i).finishReason());
                assertThat(found.get(i).versions()).isEqualTo(expected.get(i).versions());
            }
            assertThat(served.versions()).allSatisfy(label -> assertThat(label).startsWith("9-"));
        }
    }
}
