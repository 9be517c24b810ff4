package zero4j.algorithm;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import zero4j.Words;

/**
 * The responses of a rollout batch, or some of them, with everything that their loss is made of. Each list has an array for
 * every response, [responseLength] in the order of its tokens, or empty where the algorithm has no use for it; none may be
 * modified.
 *
 * @param responses those of one question follow each other
 * @param old log-probs under the policy before the update (pi_old); empty: those of the update's own first pass
 * @param reference log-probs under the reference policy
 * @param values what the critic expected as the return from each token on
 * @param advantages never empty
 * @param returns what the critic should have expected
 * @param spread deviation over the whole rollout batch that the advantages were divided by, before its lower bound; empty if by
 *     none
 */
public record TrainBatch(
        List<Response> responses,
        List<float[]> old,
        List<float[]> reference,
        List<float[]> values,
        List<float[]> advantages,
        List<float[]> returns,
        OptionalDouble spread) {
    public TrainBatch {
        responses = List.copyOf(responses);
        check(responses, advantages, false);
        for (List<float[]> perToken : List.of(old, reference, values, returns)) {
            check(responses, perToken, true);
        }
    }

    /** A batch whose advantages were divided by no deviation over all of it. */
    public TrainBatch(
            List<Response> responses,
            List<float[]> old,
            List<float[]> reference,
            List<float[]> values,
            List<float[]> advantages,
            List<float[]> returns) {
        this(responses, old, reference, values, advantages, returns, OptionalDouble.empty());
    }

    private static void check(List<Response> responses, List<float[]> perToken, boolean mayBeEmpty) {
        if (perToken.size() != responses.size()) {
            throw new IllegalArgumentException(
                    Words.counted(responses.size(), "response") + " cannot have numbers for " + perToken.size());
        }
        for (int i = 0; i < responses.size(); i++) {
            int length = perToken.get(i).length;
            if (length != responses.get(i).length() && !(mayBeEmpty && length == 0)) {
                throw new IllegalArgumentException("a response of "
                        + Words.counted(responses.get(i).length(), "token") + " cannot have numbers for " + length);
            }
        }
    }

    /** Number of responses. */
    public int size() {
        return responses.size();
    }

    /** Some of the responses, by their index, in that order. */
    public TrainBatch select(List<Integer> indices) {
        return new TrainBatch(
                indices.stream().map(responses::get).toList(),
                indices.stream().map(old::get).toList(),
                indices.stream().map(reference::get).toList(),
                indices.stream().map(values::get).toList(),
                indices.stream().map(advantages::get).toList(),
                indices.stream().map(returns::get).toList(),
                spread);
    }

    /** The responses from one index to before another. */
    public TrainBatch select(int from, int to) {
        return select(IntStream.range(from, to).boxed().toList());
    }

    /** Whether a response has a token that is learnt: others have no loss and count in no divisor. */
    public boolean isLearnt(int response) {
        return responses.get(response).learntTokens() > 0;
    }

    /** Numbers of the learnt tokens, [scored], from those of all tokens of the responses, [responseLength] each. */
    public float[] learnt(List<float[]> perToken) {
        float[] all = new float[segments().tokens()];
        int at = 0;
        for (int i = 0; i < size(); i++) {
            boolean[] learnt = responses.get(i).learnt();
            for (int t = 0; t < learnt.length; t++) {
                if (learnt[t]) {
                    all[at++] = perToken.get(i)[t];
                }
            }
        }
        return all;
    }

    /** Which response each learnt token belongs to. */
    public Objective.Segments segments() {
        return Objective.Segments.of(
                responses.stream().mapToInt(Response::learntTokens).toArray());
    }

    /** Whether all advantages of a response's learnt tokens are 0, so that the surrogate has no gradient. */
    public boolean neutral(int response) {
        float[] all = advantages.get(response);
        boolean[] learnt = responses.get(response).learnt();
        return IntStream.range(0, all.length).allMatch(t -> !learnt[t] || all[t] == 0);
    }

    /**
     * Which of the responses have a gradient.
     *
     * @param reachesNeutral whether those without an advantage have one
     */
    public boolean[] live(boolean reachesNeutral) {
        boolean[] live = new boolean[size()];
        for (int i = 0; i < live.length; i++) {
            live[i] = isLearnt(i) && (reachesNeutral || !neutral(i));
        }
        return live;
    }

    /** Whether the advantages were so nearly the same that they were not brought to full strength. */
    public boolean level() {
        return spread.isPresent() && spread.getAsDouble() < Moments.LEAST_STD;
    }

    /** Share of the responses of which nothing is learnt. */
    public double shareLeftOut() {
        return IntStream.range(0, size()).filter(i -> !isLearnt(i)).count() / (double) size();
    }
}
