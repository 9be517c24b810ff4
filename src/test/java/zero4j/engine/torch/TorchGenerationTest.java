package zero4j.engine.torch;

import java.nio.file.Path;
import zero4j.engine.EngineSettings;
import zero4j.engine.Generation;
import zero4j.engine.GenerationContract;
import zero4j.tokenizer.Tokenizer;

class TorchGenerationTest extends GenerationContract {
    @Override
    protected Generation open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return TorchBackend.owning(TorchBackendTest.load(modelFolder), tokenizer, settings);
    }
}
