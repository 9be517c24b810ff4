package zero4j.learn;

import java.util.List;
import java.util.function.Supplier;
import zero4j.algorithm.Response;

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

    /** One that stays in memory: a copy of its own, or the frozen model beneath the adapter of the trained one. */
    static ReferencePolicy resident(PolicyScorer model) {
        return new ReferencePolicy() {
            @Override
            public List<float[]> logprobs(List<Response> responses) {
                return model.logprobs(ScoredSequence.whole(responses));
            }

            @Override
            public void close() {
                model.close();
            }
        };
    }

    /** One that is opened each time it is asked, and in memory only that long. */
    static ReferencePolicy offloaded(Supplier<PolicyScorer> opened) {
        return new ReferencePolicy() {
            @Override
            public List<float[]> logprobs(List<Response> responses) {
                try (PolicyScorer model = opened.get()) {
                    return model.logprobs(ScoredSequence.whole(responses));
                }
            }

            @Override
            public void close() {}
        };
    }
}
