package zero4j.engine.vector;

import java.nio.file.Path;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutBackendContract;
import zero4j.rollout.RolloutSettings;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;

class VectorBackendTest extends RolloutBackendContract {
    @Override
    protected RolloutBackend open(Path modelFolder, Tokenizer tokenizer, RolloutSettings settings) {
        return VectorBackend.open(modelFolder, tokenizer, settings, Dtype.F32);
    }
}
