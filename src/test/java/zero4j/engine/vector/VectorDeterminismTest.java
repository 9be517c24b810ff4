package zero4j.engine.vector;

import java.nio.file.Path;
import zero4j.engine.BatchIndependenceContract;
import zero4j.engine.EngineSettings;
import zero4j.rollout.RolloutBackend;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;

class VectorDeterminismTest extends BatchIndependenceContract {
    @Override
    protected RolloutBackend open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return VectorBackend.open(modelFolder, tokenizer, settings, Dtype.F32);
    }
}
