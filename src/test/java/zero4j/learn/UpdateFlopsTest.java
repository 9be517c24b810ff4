package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelWeights;
import zero4j.weights.ModelWeights.BlockWeights;
import zero4j.weights.ModelWeights.LinearWeights;

/** The arithmetic of an update, product by product. */
class UpdateFlopsTest {
    private static final ModelConfig CONFIG = ModelFolder.config(TinyLearner.MODEL);

    private static double ofLinear(LinearWeights layer) {
        return 2.0 * layer.outputs() * layer.inputs();
    }

    @Test
    void count_sequenceWithAPrompt_isThatOfItsProducts() {
        int inputs = 40;
        int scored = 7;
        ModelWeights weights = CONFIG.weights();
        double forward = 2.0 * scored * CONFIG.tokens() * CONFIG.hiddenSize();
        for (BlockWeights block : weights.blocks()) {
            double ofToken = ofLinear(block.output()) + ofLinear(block.down());
            ofToken +=
                    block.qkv().stream().mapToDouble(UpdateFlopsTest::ofLinear).sum();
            ofToken += block.gateUp().stream()
                    .mapToDouble(UpdateFlopsTest::ofLinear)
                    .sum();
            forward += inputs * ofToken;
            for (int position = 0; position < inputs; position++) {
                forward += 2 * 2.0 * (position + 1) * CONFIG.heads() * CONFIG.headDim();
            }
        }
        // Norms and biases are counted, too, as if they were products.
        assertThat(UpdateFlops.count(CONFIG, inputs, scored, (double) UpdateFlops.pairs(inputs)))
                .isCloseTo(3 * forward, within(0.02 * 3 * forward));
    }
}
