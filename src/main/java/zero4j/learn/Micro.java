package zero4j.learn;

import java.util.function.BiConsumer;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;

/** Some responses of an update that were computed together, and what was summed over them. */
record Micro(TrainBatch batch, TokenSums sums) {
    /** The entropies of its responses' tokens, [responseLength], NaN where a token is not learnt. */
    void entropies(BiConsumer<Response, float[]> of) {
        float[] scored = sums.entropies();
        int at = 0;
        for (Response response : batch.responses()) {
            boolean[] learnt = response.learnt();
            float[] own = new float[learnt.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = learnt[i] ? scored[at++] : Float.NaN;
            }
            of.accept(response, own);
        }
    }
}
