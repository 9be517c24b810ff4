package zero4j.engine.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import zero4j.engine.EngineFailure;
import zero4j.rollout.SamplingParams;
import zero4j.vector.Exponential;
import zero4j.vector.Lanes;

/**
 * Draws a token from the scores of a row, in place: no other row as long as the vocabulary is made. One thread's.
 *
 * <p>A token is the first whose cumulative probability exceeds the uniform number, in the order of the vocabulary, or of
 * falling probability where top-k or top-p cut the vocabulary.
 */
final class TokenSampler {
    /** Tokens whose probabilities are summed before the search, a multiple of the lanes. */
    private static final int BLOCK = 1024;

    private final float[] lanes = new float[COUNT];
    private final float[] blockSums;
    private final float[] scratch = new float[BLOCK];
    private final TopTokens top = new TopTokens();
    private float perTemperature;
    private float logprob;

    /** @param stride of a row of scores: the vocabulary padded with minus infinity to whole registers */
    TokenSampler(int stride) {
        this.blockSums = new float[Math.ceilDiv(stride, BLOCK)];
    }

    /** Log-probability (nats) of the token that {@link #sample} has returned last. */
    float logprob() {
        return logprob;
    }

    /**
     * A token.
     *
     * @param scores of the row from {@code at} on; overwritten
     * @param uniform in [0, 1); not used in greedy decoding
     */
    int sample(SamplingParams params, float[] scores, int at, int stride, float uniform) {
        perTemperature = params.isGreedy() ? 1 : (float) (1 / params.temperature());
        float most = highest(scores, at, stride);
        if (params.isGreedy()) {
            return greedy(scores, at, stride, most);
        }
        boolean cut = params.topP() < 1 || (params.topK() > 0 && params.topK() < stride);
        return cut ? drawFromTop(params, scores, at, stride, most, uniform) : draw(scores, at, stride, most, uniform);
    }

    private int greedy(float[] scores, int at, int stride, float most) {
        int token = 0;
        while (token < stride - 1 && scores[at + token] != most) {
            token++;
        }
        logprob = (float) -StrictMath.log(exponentials(scores, at, stride, most, false));
        return token;
    }

    private int draw(float[] scores, int at, int stride, float most, float uniform) {
        double total = exponentials(scores, at, stride, most, true);
        double wanted = uniform * total;
        int block = 0;
        double before = 0;
        while (block < blockSums.length - 1 && before + blockSums[block] <= wanted) {
            before += blockSums[block];
            block++;
        }
        int token = search(scores, at, block * BLOCK, Math.min(stride, (block + 1) * BLOCK), wanted - before);
        logprob = (float) StrictMath.log(scores[at + token] / total);
        return token;
    }

    /** Sums in another order than those of the blocks: what they differ by goes to the last possible token. */
    private static int search(float[] probs, int at, int from, int to, double wanted) {
        double sum = 0;
        int last = from;
        for (int token = from; token < to; token++) {
            float p = probs[at + token];
            sum += p;
            if (p > 0) {
                last = token;
                if (sum > wanted) {
                    return token;
                }
            }
        }
        return last;
    }

    private int drawFromTop(SamplingParams params, float[] scores, int at, int stride, float most, float uniform) {
        double total = exponentials(scores, at, stride, most, false);
        int count;
        double kept;
        if (params.topK() > 0) {
            count = top.select(scores, at, stride, params.topK());
            double mass = top.toProbabilities(most, perTemperature);
            count = top.reaching(params.topP() * mass);
            kept = top.mass(count);
        } else {
            int candidates = COUNT;
            do {
                candidates = Math.min(stride, 4 * candidates);
                count = top.select(scores, at, stride, candidates);
                kept = top.toProbabilities(most, perTemperature);
            } while (kept < params.topP() * total && count == candidates && candidates < stride);
            count = top.reaching(params.topP() * total);
            kept = top.mass(count);
        }
        int place = top.search(count, uniform * kept);
        logprob = (float) StrictMath.log(top.probability(place) / kept);
        return top.token(place);
    }

    private static float highest(float[] scores, int at, int stride) {
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = at; i < at + stride; i += COUNT) {
            FloatVector score = FloatVector.fromArray(FLOATS, scores, i);
            highest = highest.blend(score, score.compare(VectorOperators.GT, highest));
        }
        return highest.reduceLanes(VectorOperators.MAX);
    }

    /** The sum of all exponentials relative to the highest score; they take the scores' place if asked to. */
    private double exponentials(float[] scores, int at, int stride, float most, boolean store) {
        double total = 0;
        for (int block = 0; block < blockSums.length; block++) {
            int from = at + block * BLOCK;
            int count = Math.min(BLOCK, at + stride - from);
            float[] target = store ? scores : scratch;
            int to = store ? from : 0;
            Exponential.relative(scores, from, count, most, perTemperature, target, to);
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = to; i < to + count; i += COUNT) {
                sum = sum.add(FloatVector.fromArray(FLOATS, target, i));
            }
            sum.intoArray(lanes, 0);
            blockSums[block] = Lanes.sum(lanes);
            total += blockSums[block];
        }
        if (Double.isNaN(total) || Double.isInfinite(total)) {
            throw EngineFailure.nonFiniteScores();
        }
        return total;
    }
}
