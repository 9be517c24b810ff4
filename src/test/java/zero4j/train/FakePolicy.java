package zero4j.train;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.learn.LearnReport;
import zero4j.learn.NonFiniteUpdate;
import zero4j.learn.Policy;
import zero4j.rollout.PolicyWeights;
import zero4j.run.Metric;

/**
 * A policy that learns nothing, and remembers what it was given. Advantages are the rewards. Its weights are one number, that of the steps
 * which it has learnt.
 */
final class FakePolicy implements Policy {
    private final List<String> events;
    private final Set<Long> notFinite;
    private final List<TrainBatch> batches = new ArrayList<>();
    private final MemorySegment learnt = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    OptionalDouble spread = OptionalDouble.empty();
    LongConsumer learning = _ -> {};

    /** @param notFinite steps whose update is not applied */
    FakePolicy(List<String> events, Set<Long> notFinite) {
        this.events = events;
        this.notFinite = notFinite;
    }

    /** What was learnt from. */
    List<TrainBatch> batches() {
        return batches;
    }

    @Override
    public TrainBatch advantages(List<Response> responses, long version) {
        events.add("advantages at " + version);
        List<float[]> advantages = new ArrayList<>();
        for (Response response : responses) {
            float[] perToken = new float[response.length()];
            perToken[0] = (float) response.reward();
            advantages.add(perToken);
        }
        List<float[]> none = Collections.nCopies(responses.size(), new float[0]);
        return new TrainBatch(responses, none, none, none, advantages, none, spread);
    }

    @Override
    public LearnReport learn(TrainBatch batch, long step, Consumer<NonFiniteUpdate> lost) {
        events.add("learn " + step);
        batches.add(batch);
        learning.accept(step);
        learnt.set(ValueLayout.JAVA_LONG, 0, step);
        int skipped = 0;
        if (notFinite.contains(step)) {
            lost.accept(new NonFiniteUpdate(0, new NonFiniteUpdate.Found(Double.NaN, 1, 0), 1e-3, List.of()));
            skipped = 1;
        }
        return new LearnReport(
                1, skipped, 1, 1, Map.of(Metric.LOSS, (double) step, Metric.SKIPPED_UPDATES, (double) skipped));
    }

    @Override
    public PolicyWeights weights() {
        return consumer -> consumer.accept(new PolicyWeights.Tensor("learnt", "I64", new long[] {1}, learnt));
    }

    @Override
    public void save(Path folder) throws IOException {
        events.add("save");
        Files.writeString(folder.resolve("weights"), "none");
    }
}
