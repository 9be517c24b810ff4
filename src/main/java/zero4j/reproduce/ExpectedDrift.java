package zero4j.reproduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.data.Question;
import zero4j.run.CompletionRecord;
import zero4j.run.StoredCompletion;

/**
 * In which direction an algorithm pushes how often a policy checks again what it has worked out, computed from completions of one
 * policy in its first steps.
 *
 * <p>A completion that checks k times again chose k times to go on and, unless it was cut off, once to end. Let p be the rate of going on in
 * that state, a state being the kind of the question and whether the answer is right: of a policy that knows no more than the state, with
 * one logit for it, the derivative of the completion's log-probability by that logit is the sum over its choices of 1 - p where it went
 * on and of -p where it ended, k - (k + 1) p. The policy gradient is the mean over completions of that times the advantage and the weight of a
 * token in the loss (arXiv 2503.20783, section 3.1: 1 / |o| under GRPO, a constant under Dr. GRPO). Its sign is the direction. Under a
 * constant weight it is about 0 whatever p is: the mean of k - (k + 1) p over a state's completions is 0, since p is k's own rate. Under
 * 1 / |o| those that ended early weigh more: right ones are taught to end, wrong ones to go on.
 *
 * <p>The advantages are the algorithm's own, of each step's completions, and so is the weight, times the responses of the step, so that it is
 * that of a mean over responses. Clipping, corrections and KL in the loss have no part in it: at the first update after sampling they are
 * 1 or 0.
 *
 * @param right mean over the completions that are right, whatever they could choose; NaN if there are none
 * @param wrong mean over all others
 */
record ExpectedDrift(double right, double wrong) {
    /**
     * What an arm's step sampled for one question, as far as its drift depends on it.
     *
     * @param kind of the question: what is asked decides, too, how often a policy checks again
     */
    record Group(String kind, List<Completion> completions) {
        Group {
            completions = List.copyOf(completions);
        }

        static Group of(List<StoredCompletion> group) {
            Map<String, String> tags = group.getFirst().question().tags();
            return new Group(
                    tags.getOrDefault("family", Question.level(tags).orElse("")),
                    group.stream()
                            .map(StoredCompletion::record)
                            .filter(completion -> completion.tokens() > 0)
                            .map(Completion::of)
                            .toList());
        }
    }

    /**
     * A completion.
     *
     * @param rechecks how often it went on where it could have ended
     * @param ended whether it then did, rather than being cut off
     * @param tokens sampled
     */
    record Completion(boolean right, int rechecks, boolean ended, int tokens, double reward) {
        static Completion of(CompletionRecord completion) {
            return new Completion(
                    completion.correct(),
                    Rechecks.in(completion.text()),
                    !completion.truncated(),
                    completion.tokens(),
                    completion.reward());
        }
    }

    /**
     * The drift of an algorithm.
     *
     * @param batches what each step sampled, none twice
     * @param algorithm without critic and without KL in the reward
     */
    static ExpectedDrift of(List<List<Group>> batches, Algorithm algorithm) {
        Map<State, Choices> choices = new HashMap<>();
        for (List<Group> batch : batches) {
            for (Group group : batch) {
                for (Completion one : group.completions()) {
                    choices.computeIfAbsent(new State(group.kind(), one.right()), _ -> new Choices())
                            .add(one);
                }
            }
        }
        List<Push> pushes = batches.stream()
                .flatMap(batch -> pushes(batch, algorithm, choices).stream())
                .toList();
        return new ExpectedDrift(mean(pushes, Push::right), mean(pushes, push -> !push.right()));
    }

    /** What a policy is taken to know when it chooses. */
    private record State(String kind, boolean right) {}

    /** What the loss of a completion does to the logit of going on. */
    private record Push(boolean right, double push) {}

    private static final class Choices {
        private long goneOn;
        private long all;

        void add(Completion one) {
            goneOn += one.rechecks();
            all += one.rechecks() + (one.ended() ? 1 : 0);
        }

        double rate() {
            return all == 0 ? 0 : (double) goneOn / all;
        }
    }

    private static double mean(List<Push> pushes, Predicate<Push> which) {
        return pushes.stream().filter(which).mapToDouble(Push::push).average().orElse(Double.NaN);
    }

    private static List<Push> pushes(List<Group> batch, Algorithm algorithm, Map<State, Choices> choices) {
        List<Response> responses = new ArrayList<>();
        List<State> states = new ArrayList<>();
        List<Completion> sampled = new ArrayList<>();
        for (int number = 0; number < batch.size(); number++) {
            Group group = batch.get(number);
            for (Completion one : group.completions()) {
                responses.add(response(number, one));
                states.add(new State(group.kind(), one.right()));
                sampled.add(one);
            }
        }
        List<float[]> none = Collections.nCopies(responses.size(), new float[0]);
        TrainBatch learnt = algorithm.advantages(responses, none, none, none, none);
        Aggregation.Counts counts = counts(learnt);
        List<Push> pushes = new ArrayList<>();
        for (int i = 0; i < sampled.size(); i++) {
            Completion one = sampled.get(i);
            double p = choices.getOrDefault(states.get(i), new Choices()).rate();
            double score = one.rechecks() * (1 - p) - (one.ended() ? p : 0);
            double weight = learnt.isLearnt(i)
                    ? algorithm.aggregation().tokenWeight(one.tokens(), counts) * counts.responses()
                    : 0;
            // All tokens of a response have one advantage where there is no critic.
            pushes.add(new Push(one.right(), learnt.advantages().get(i)[0] * weight * score));
        }
        return pushes;
    }

    /** What an advantage depends on: which tokens they are does not matter. */
    private static Response response(int group, Completion one) {
        long[] versions = new long[one.tokens()];
        boolean[] learnt = new boolean[one.tokens()];
        Arrays.fill(learnt, true);
        return new Response(
                Integer.toString(group),
                group,
                new int[one.tokens() + 1],
                1,
                learnt,
                new float[one.tokens()],
                versions,
                !one.ended(),
                one.reward());
    }

    private static Aggregation.Counts counts(TrainBatch batch) {
        long responses = 0;
        long tokens = 0;
        for (int i = 0; i < batch.size(); i++) {
            responses += batch.isLearnt(i) ? 1 : 0;
            tokens += batch.responses().get(i).learntTokens();
        }
        return new Aggregation.Counts(responses, tokens);
    }
}
