package zero4j.learn;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;

/**
 * A scored batch for {@link ProofModel} with everything that an algorithm can ask for. Log-probs of the other policies lie
 * around the model's own, so that ratios fall on both sides of every clip.
 */
record ProofBatch(List<List<Sample>> groups) {
    /** A response, and what other policies and the critic say of its tokens; {@code old} may be empty. */
    record Sample(Response response, float[] old, float[] reference, float[] values) {
        Sample with(Response other) {
            return new Sample(other, old, reference, values);
        }
    }

    static final int BUDGET = 8;
    static final double TEMPERATURE = 0.8;

    private static final double[][] REWARDS = {{1, 0, 0, 1}, {0, 0, 1, 0.5}, {1, 1}};

    /** Lengths from 1 to the budget, both included; the responses of the last group have equal rewards. */
    static ProofBatch random(long seed) {
        Random random = new Random(seed);
        PrimitiveIterator.OfInt lengths = IntStream.concat(IntStream.of(BUDGET, 1), random.ints(1, BUDGET + 1))
                .iterator();
        return of(seed, lengths::nextInt, REWARDS);
    }

    /** @param rewards by group */
    static ProofBatch of(long seed, IntSupplier length, double[][] rewards) {
        Random random = new Random(seed * 31 + 1);
        Plain plain = new Plain();
        List<List<Sample>> groups = new ArrayList<>();
        for (int g = 0; g < rewards.length; g++) {
            int[] prompt =
                    random.ints(2 + random.nextInt(3), 0, ProofModel.VOCABULARY).toArray();
            List<Sample> group = new ArrayList<>();
            for (double reward : rewards[g]) {
                int responseLength = length.getAsInt();
                int[] tokens = Arrays.copyOf(prompt, prompt.length + responseLength);
                for (int t = prompt.length; t < tokens.length; t++) {
                    tokens[t] = random.nextInt(ProofModel.VOCABULARY);
                }
                group.add(sample(plain, g, tokens, prompt.length, reward, random));
            }
            groups.add(List.copyOf(group));
        }
        return new ProofBatch(List.copyOf(groups));
    }

    private static Sample sample(Plain plain, int group, int[] tokens, int promptLength, double reward, Random random) {
        int length = tokens.length - promptLength;
        PlainLoss.Scored now = plain.score(response(group, tokens, promptLength, new float[length], false, reward));
        float[] old = around(plain.tape.values(now.logprobs()), 0.25, random);
        double[] oldAsDouble = new double[old.length];
        for (int t = 0; t < old.length; t++) {
            oldAsDouble[t] = old[t];
        }
        float[] sampler = around(oldAsDouble, 0.2, random);
        float[] reference = around(oldAsDouble, 0.4, random);
        float[] values = around(plain.tape.values(now.values()), 0.3, random);
        return new Sample(
                response(group, tokens, promptLength, sampler, length == BUDGET, reward), old, reference, values);
    }

    /** Every token is learnt. */
    static Response response(
            int group, int[] tokens, int promptLength, float[] sampler, boolean truncated, double reward) {
        return new Response(
                "question " + group,
                group,
                tokens,
                promptLength,
                Response.all(sampler.length),
                sampler,
                new long[sampler.length],
                truncated,
                reward);
    }

    private static float[] around(double[] centre, double deviation, Random random) {
        float[] values = new float[centre.length];
        for (int t = 0; t < values.length; t++) {
            values[t] = (float) (centre[t] + deviation * random.nextGaussian());
        }
        return values;
    }

    private ProofBatch map(UnaryOperator<Sample> change) {
        return new ProofBatch(groups.stream()
                .map(group -> group.stream().map(change).toList())
                .toList());
    }

    /** The same with other responses, made from these. */
    ProofBatch mapResponses(UnaryOperator<Response> change) {
        return map(s -> s.with(change.apply(s.response())));
    }

    /** The same responses before the first update: nothing is known of the policy before, the sampler's log-probs are its own. */
    ProofBatch onPolicy() {
        return map(s -> new Sample(s.response(), new float[0], s.reference(), s.values()));
    }

    /** The same responses where those that sampled them count as the policy before the update. */
    ProofBatch withOldOfSampler() {
        return map(s -> new Sample(s.response(), s.response().samplerLogprobs(), s.reference(), s.values()));
    }

    /** Values that the critic gives, overwritten by one number. */
    ProofBatch withValues(float value) {
        return map(s -> {
            float[] values = new float[s.response().length()];
            Arrays.fill(values, value);
            return new Sample(s.response(), s.old(), s.reference(), values);
        });
    }

    /** Sampler's log-probs that are those of the policy before the update. */
    ProofBatch withSamplerAsOld() {
        return map(s -> s.with(changed(
                s.response(), s.response().learnt(), s.old(), s.response().reward())));
    }

    /** The same with other rewards. */
    ProofBatch withRewards(ToDoubleFunction<Response> reward) {
        return mapResponses(r -> changed(r, r.learnt(), r.samplerLogprobs(), reward.applyAsDouble(r)));
    }

    /** Some tokens are not learnt, as if a tool had written them; of one response none is. */
    ProofBatch partlyLearnt(long seed) {
        Random random = new Random(seed);
        int[] at = {0};
        return mapResponses(r -> {
            boolean[] learnt = new boolean[r.length()];
            boolean some = at[0]++ != 2;
            for (int t = 0; t < learnt.length; t++) {
                learnt[t] = some && random.nextInt(3) > 0;
            }
            learnt[learnt.length / 2] |= some;
            return changed(r, learnt, r.samplerLogprobs(), r.reward());
        });
    }

    private static Response changed(Response r, boolean[] learnt, float[] sampler, double reward) {
        return new Response(
                r.question(),
                r.group(),
                r.tokens(),
                r.promptLength(),
                learnt,
                sampler,
                r.versions(),
                r.truncated(),
                reward);
    }

    /** The responses with their advantages, as the program finds them. */
    TrainBatch advantages(Algorithm algorithm) {
        List<Sample> all = groups.stream().flatMap(List::stream).toList();
        return algorithm.advantages(
                responses(),
                all.stream().map(Sample::old).toList(),
                all.stream().map(Sample::old).toList(),
                all.stream().map(Sample::reference).toList(),
                all.stream().map(Sample::values).toList());
    }

    List<Response> responses() {
        return groups.stream().flatMap(List::stream).map(Sample::response).toList();
    }

    /**
     * Loss of the policy and gradients by parameter, those of the critic as {@code critic}.
     */
    record Result(double loss, Map<String, double[]> gradients) {}

    /** By loops over the formulas. */
    Result plain(AlgorithmSettings settings) {
        Plain plain = new Plain();
        boolean critic = settings.preset().startsWith("ppo");
        List<List<PlainLoss.Scored>> scored = groups.stream()
                .map(group -> group.stream()
                        .map(e -> plain.score(e.response()))
                        .map(s -> critic ? s : new PlainLoss.Scored(s.logprobs(), s.entropies(), new int[0]))
                        .toList())
                .toList();
        PlainLoss.Losses losses = new PlainLoss(plain.tape, settings, BUDGET).losses(groups, scored);
        double[] all = plain.tape.gradients(losses.total());
        Map<String, double[]> gradients = new LinkedHashMap<>();
        plain.parameters.forEach((name, nodes) -> {
            if (critic || !name.equals("critic")) {
                gradients.put(
                        name, Arrays.stream(nodes).mapToDouble(n -> all[n]).toArray());
            }
        });
        return new Result(plain.tape.value(losses.policy()), gradients);
    }

    /** The model on a tape of its own. */
    private static final class Plain {
        final Tape tape = new Tape();
        final Map<String, int[]> parameters = new HashMap<>();
        private final PlainDecoder decoder;

        Plain() {
            ProofModel.weights().forEach((name, values) -> parameters.put(name, tape.leaves(values)));
            parameters.put("critic", tape.leaves(ProofModel.head()));
            decoder = new PlainDecoder(tape, ProofModel.CONFIG, parameters);
        }

        PlainLoss.Scored score(Response response) {
            int[][] hidden = decoder.hidden(response.tokens());
            int length = response.length();
            int[] logprobs = new int[length];
            int[] entropies = new int[length];
            int[] values = new int[length];
            int[] head = requireNonNull(parameters.get("critic"));
            for (int t = 0; t < length; t++) {
                int[] state = hidden[response.promptLength() - 1 + t];
                int[] all = decoder.logprobs(state, TEMPERATURE);
                logprobs[t] = all[response.tokens()[response.promptLength() + t]];
                int[] probs = Arrays.stream(all).map(tape::exp).toArray();
                entropies[t] = tape.scale(tape.dot(probs, all), -1);
                values[t] = tape.add(tape.dot(state, Arrays.copyOf(head, state.length)), head[state.length]);
            }
            return new PlainLoss.Scored(logprobs, entropies, values);
        }
    }
}
