package zero4j.learn;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.weights.Dtype;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/**
 * What expects a return at every token: a linear map from a final hidden state, with an AdamW of its own. It begins at 0, so that the
 * first values are 0.
 */
final class Critic {
    private static final ValueLayout.OfFloat STORED =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String STEPS = "critic.steps";

    private final AdamWSettings settings;
    private final double learningRate;
    private final float[] head; // [width + 1], the bias last
    private final float[] gradient; // [width + 1]
    private final float[] firstMoment; // [width + 1]
    private final float[] secondMoment; // [width + 1]
    private final float[] steps = new float[1];

    Critic(int width, AdamWSettings settings, double learningRate) {
        this.settings = settings;
        this.learningRate = learningRate;
        this.head = new float[width + 1];
        this.gradient = new float[width + 1];
        this.firstMoment = new float[width + 1];
        this.secondMoment = new float[width + 1];
    }

    /** Weights and bias, [width + 1]. */
    float[] head() {
        return head;
    }

    /** Their gradient, [width + 1]. */
    float[] gradient() {
        return gradient;
    }

    /** Takes the sum of the processes' gradients. */
    void take(float[] own, Communicator ranks) {
        double[] exact = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            exact[i] = own[i];
        }
        double[] sum = ranks.sum(exact);
        for (int i = 0; i < sum.length; i++) {
            gradient[i] = (float) sum[i];
        }
    }

    /**
     * Scales the gradient down to a norm of {@code max} if its norm is larger; one that is not finite changes nothing.
     *
     * @return the Euclidean norm before
     */
    double clip(double max) {
        double squares = 0;
        for (float value : gradient) {
            squares += (double) value * value;
        }
        double norm = Math.sqrt(squares);
        if (Double.isFinite(norm) && norm > max) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= (float) (max / norm);
            }
        }
        return norm;
    }

    /** Applies the gradient (arXiv 1711.05101, algorithm 2). */
    void step() {
        steps[0]++;
        double first = 1 - Math.pow(settings.beta1(), steps[0]);
        double second = Math.sqrt(1 - Math.pow(settings.beta2(), steps[0]));
        for (int i = 0; i < head.length; i++) {
            double g = gradient[i];
            double m = settings.beta1() * firstMoment[i] + (1 - settings.beta1()) * g;
            double v = settings.beta2() * secondMoment[i] + (1 - settings.beta2()) * g * g;
            firstMoment[i] = (float) m;
            secondMoment[i] = (float) v;
            double decayed = head[i] * (1 - learningRate * settings.weightDecay());
            head[i] = (float) (decayed - learningRate / first * m / (Math.sqrt(v) / second + settings.eps()));
        }
    }

    private Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        state.put("critic.first_moment", firstMoment);
        state.put("critic.second_moment", secondMoment);
        state.put(STEPS, steps);
        state.put("critic.head", head);
        return state;
    }

    /** What a checkpoint must keep: the head and its optimizer's state. */
    List<SafetensorsWriter.Entry> entries() {
        return state().entrySet().stream()
                .map(named -> new SafetensorsWriter.Entry(
                        named.getKey(),
                        Dtype.F32,
                        shape(named.getKey(), named.getValue()),
                        () -> bytes(named.getValue())))
                .toList();
    }

    private static long[] shape(String name, float[] values) {
        return name.equals(STEPS) ? new long[0] : new long[] {values.length};
    }

    private static MemorySegment bytes(float[] values) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
        for (int i = 0; i < values.length; i++) {
            bytes.set(STORED, (long) i * Float.BYTES, values[i]);
        }
        return bytes;
    }

    /** The name of a part of the state that is not finite. */
    Optional<String> notFinite() {
        return state().entrySet().stream()
                .filter(named -> !finite(named.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes over what the first process has in a file.
     *
     * @throws UserError if something is missing, of another size or not finite
     */
    void resume(Optional<SafetensorsFile> file, Communicator ranks) {
        state().forEach((name, values) -> {
            double[] read = new double[values.length];
            file.ifPresent(from -> read(from, name, read));
            double[] first = ranks.sum(read);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) first[i];
            }
        });
        notFinite().ifPresent(name -> {
            throw new UserError(
                    name + file.map(from -> " of " + from.path()).orElse("") + " holds NaN or infinite values");
        });
    }

    private static void read(SafetensorsFile file, String name, double[] values) {
        MemorySegment stored = file.data(name);
        if (stored.byteSize() != (long) values.length * Float.BYTES) {
            throw new UserError(file.path() + ": " + name + " has size " + stored.byteSize() + ", but the model needs "
                    + (long) values.length * Float.BYTES);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = stored.get(STORED, (long) i * Float.BYTES);
        }
    }
}
