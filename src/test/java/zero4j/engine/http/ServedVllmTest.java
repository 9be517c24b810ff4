package zero4j.engine.http;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import zero4j.engine.EngineSettings;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutBackendContract;
import zero4j.tokenizer.Tokenizer;

/** Servers of this program, in vLLM's dialect, do with a batch what every engine does. */
class ServedVllmTest extends RolloutBackendContract {
    @TempDir
    private Path shared;

    @Override
    protected RolloutBackend open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return new ServedEngine(Engines.VLLM, 1, modelFolder, tokenizer, settings, shared);
    }
}
