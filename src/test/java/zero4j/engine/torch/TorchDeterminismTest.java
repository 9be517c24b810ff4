package zero4j.engine.torch;

import java.nio.file.Path;
import zero4j.engine.EngineSettings;
import zero4j.engine.SameCallContract;
import zero4j.rollout.RolloutBackend;
import zero4j.tokenizer.Tokenizer;

class TorchDeterminismTest extends SameCallContract {
    @Override
    protected RolloutBackend open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return TorchBackend.owning(TorchBackendTest.load(modelFolder), tokenizer, settings);
    }
}
