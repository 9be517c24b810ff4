package zero4j.learn.vector;

import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.ObjectName;
import zero4j.learn.AdamWSettings;
import zero4j.learn.LearnerBackend;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/** A process that scores and learns, and says how much memory outside the heap its segments had at their peak, in KB. */
final class PassMemoryMain {
    static final ModelConfig CONFIG =
            LearnCase.config(ModelFamilies.LLAMA, new ModelShape(72, 200, 3, 4, 2, 256, 10_000, true), 3000);
    static final int LENGTH = 26;
    static final int SEQUENCES = 40;

    private PassMemoryMain() {}

    /**
     * Learns or scores, and prints.
     *
     * @param args whether blocks are computed again; or {@code scores}: no gradient; tokens that are computed at a time
     */
    public static void main(String[] args) throws JMException {
        long before = others();
        VectorPassSettings settings =
                new VectorPassSettings(Integer.parseInt(args[1]), Boolean.parseBoolean(args[0]), true, 2);
        Random random = new Random(1);
        List<ScoredSequence> sequences = LongStream.range(0, SEQUENCES)
                .mapToObj(_ -> ScoredSequence.text(
                        random.ints(LENGTH, 0, CONFIG.vocabSize()).toArray()))
                .toList();
        if (args[0].equals("scores")) {
            try (VectorScorer scorer = VectorScorer.of(CONFIG, zeros(), settings, 1)) {
                var _ = scorer.logprobs(sequences);
            }
        } else {
            try (LearnerBackend backend =
                    new VectorLearnerBackend(CONFIG, zeros(), settings, new AdamWSettings(0.9, 0.95, 1e-6, 0), 1)) {
                var _ = backend.logprobs(sequences);
                for (int update = 0; update < 2; update++) {
                    var _ = backend.gradient(
                            sequences,
                            LearnerBackend.NO_HEAD,
                            (_, _, scores) -> TokenGradients.ofLogprobs(scores.logprobs()));
                    backend.step(1e-3);
                }
            }
        }
        System.out.println(others() - before);
    }

    private static PolicyWeights zeros() {
        return consumer -> CONFIG.weights()
                .shapes()
                .forEach((name, shape) -> consumer.accept(new PolicyWeights.Tensor(
                        name,
                        "F32",
                        shape,
                        MemorySegment.ofArray(
                                new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)]))));
    }

    /** The peak of what the JVM's tracking of native memory calls {@code Other}, where segments are, in KB. */
    private static long others() throws JMException {
        String report = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmNativeMemory",
                        new Object[] {new String[] {"summary", "scale=KB"}},
                        new String[] {String[].class.getName()});
        Matcher found = Pattern.compile(
                        " Other \\(reserved=(\\d+)KB.*?\\((?:peak=(\\d+)KB[^)]*|at peak)\\)", Pattern.DOTALL)
                .matcher(report);
        if (!found.find()) {
            return 0;
        }
        return Long.parseLong(found.group(2) == null ? found.group(1) : found.group(2));
    }
}
