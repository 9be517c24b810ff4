package zero4j.engine.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The tokens with the highest scores, best first; of equal scores the lower id is the better one. One thread's. */
final class TopTokens {
    private float[] values = new float[COUNT];
    private int[] ids = new int[COUNT];
    private int size;

    /** Finds the best {@code count} tokens; returns how many there are: impossible ones (minus infinity) do not count. */
    int select(float[] scores, int at, int stride, int count) {
        if (values.length < Math.min(count, stride)) {
            values = new float[Math.min(count, stride)];
            ids = new int[values.length];
        }
        size = 0;
        int limit = Math.min(count, stride);
        for (int i = 0; i < stride; i += COUNT) {
            float least = size < limit ? Float.NEGATIVE_INFINITY : values[0];
            FloatVector score = FloatVector.fromArray(FLOATS, scores, at + i);
            if (score.compare(VectorOperators.GT, least).anyTrue()) {
                offerAll(scores, at, i, limit);
            }
        }
        sort();
        return size;
    }

    private void offerAll(float[] scores, int at, int from, int limit) {
        for (int token = from; token < from + COUNT; token++) {
            float score = scores[at + token];
            if (size < limit && score > Float.NEGATIVE_INFINITY) {
                up(size++, score, token);
            } else if (size == limit && score > values[0]) {
                down(0, size, score, token);
            }
        }
    }

    /** While they are selected, the worst of all is first, and each is worse than its two children in the heap. */
    private boolean worse(float value, int id, int place) {
        return value < values[place] || (value == values[place] && id > ids[place]);
    }

    private void up(int hole, float value, int id) {
        int place = hole;
        while (place > 0 && worse(value, id, (place - 1) / 2)) {
            set(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
        values[place] = value;
        ids[place] = id;
    }

    private void down(int hole, int end, float value, int id) {
        int place = hole;
        while (2 * place + 1 < end) {
            int child = 2 * place + 1;
            if (child + 1 < end && worse(values[child + 1], ids[child + 1], child)) {
                child++;
            }
            if (worse(value, id, child)) {
                break;
            }
            set(place, child);
            place = child;
        }
        values[place] = value;
        ids[place] = id;
    }

    private void set(int to, int from) {
        values[to] = values[from];
        ids[to] = ids[from];
    }

    private void sort() {
        for (int end = size - 1; end > 0; end--) {
            float value = values[end];
            int id = ids[end];
            set(end, 0);
            down(0, end, value, id);
        }
    }

    /** Turns the selected scores into exponentials relative to the highest; returns their sum. */
    double toProbabilities(float most, float perTemperature) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            values[i] = (float) StrictMath.exp((values[i] - most) * perTemperature);
            sum += values[i];
        }
        return sum;
    }

    /** How many of the best are needed to reach this mass, at least 1. */
    int reaching(double mass) {
        double sum = values[0];
        int count = 1;
        while (count < size && sum < mass) {
            sum += values[count];
            count++;
        }
        return count;
    }

    /** The mass of the best {@code count}. */
    double mass(int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** The place of the first whose cumulative mass exceeds {@code wanted}. */
    int search(int count, double wanted) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
            if (sum > wanted) {
                return i;
            }
        }
        return count - 1;
    }

    double probability(int place) {
        return values[place];
    }

    int token(int place) {
        return ids[place];
    }
}
