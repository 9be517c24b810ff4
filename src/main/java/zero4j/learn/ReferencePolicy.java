package zero4j.learn;

import java.nio.file.Path;
import java.util.List;
import zero4j.algorithm.Response;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.torch.DeviceAndDtype;

/** A frozen policy that the trained one is kept near. */
public interface ReferencePolicy extends AutoCloseable {
    /** Log-probs (nats) of every response's tokens, [responseLength] each, in the order of the responses. */
    List<float[]> logprobs(List<Response> responses);

    @Override
    void close();

    /** None: for algorithms without KL. */
    ReferencePolicy NONE = new ReferencePolicy() {
        @Override
        public List<float[]> logprobs(List<Response> responses) {
            throw new IllegalStateException("there is no reference policy");
        }

        @Override
        public void close() {}
    };

    /**
     * A copy of its own that stays in memory.
     *
     * @param temperature of the sampler's distribution
     */
    static ReferencePolicy resident(Path model, DeviceAndDtype placement, TrainSettings settings, double temperature) {
        CausalLm lm = ModelFiles.load(model, placement, false);
        ResponseScorer scorer = new ResponseScorer(lm, settings, temperature);
        return new ReferencePolicy() {
            @Override
            public List<float[]> logprobs(List<Response> responses) {
                return scorer.logprobs(responses);
            }

            @Override
            public void close() {
                lm.close();
            }
        };
    }

    /**
     * The frozen model beneath the adapter of the trained one: needs no memory of its own.
     *
     * @param lm the trained model, which the caller closes
     * @param temperature of the sampler's distribution
     */
    static ReferencePolicy beneathAdapter(CausalLm lm, TrainSettings settings, double temperature) {
        CausalLm base = lm.withoutAdapter();
        ResponseScorer scorer = new ResponseScorer(base, settings, temperature);
        return new ReferencePolicy() {
            @Override
            public List<float[]> logprobs(List<Response> responses) {
                return scorer.logprobs(responses);
            }

            @Override
            public void close() {
                base.close();
            }
        };
    }

    /** Read from its folder each time it is asked, and in memory only that long. */
    static ReferencePolicy offloaded(Path model, DeviceAndDtype placement, TrainSettings settings, double temperature) {
        return new ReferencePolicy() {
            @Override
            public List<float[]> logprobs(List<Response> responses) {
                try (CausalLm lm = ModelFiles.load(model, placement, false)) {
                    return new ResponseScorer(lm, settings, temperature).logprobs(responses);
                }
            }

            @Override
            public void close() {}
        };
    }
}
