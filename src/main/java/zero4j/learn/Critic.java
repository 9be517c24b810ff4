package zero4j.learn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import zero4j.model.CausalLm;

/** The value head with its own optimizer. */
final class Critic implements AutoCloseable {
    private final ValueHead head;
    private final FusedAdamW optimizer;
    private final double learningRate;

    Critic(CausalLm lm, FusedAdamW.Settings settings, double learningRate) {
        this.head = new ValueHead(lm.config().hiddenSize(), lm.placement());
        this.optimizer = new FusedAdamW(head.parameters(), head.gradients(), settings);
        this.learningRate = learningRate;
    }

    ValueHead head() {
        return head;
    }

    /** What a checkpoint must keep, by name: the head and its optimizer's state. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());
        state.put("head", head.parameters());
        return state;
    }

    /** Applies the head's gradients. */
    void step() {
        optimizer.step(learningRate);
    }

    @Override
    public void close() {
        optimizer.close();
        head.close();
    }
}
