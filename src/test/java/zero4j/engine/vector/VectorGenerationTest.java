package zero4j.engine.vector;

import java.nio.file.Path;
import zero4j.engine.EngineSettings;
import zero4j.engine.Generation;
import zero4j.engine.GenerationContract;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;

class VectorGenerationTest extends GenerationContract {
    @Override
    protected Generation open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return VectorBackend.open(modelFolder, tokenizer, settings, Dtype.F32);
    }
}
