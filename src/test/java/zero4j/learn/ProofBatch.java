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
import java.util.stream.IntStream;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Episode;
import zero4j.algorithm.Response;
import zero4j.algorithm.TokenEstimates;

/**
 * A scored batch for {@link ProofModel} with everything that an algorithm can ask for. Log-probs of the other policies lie
 * around the model's own, so that ratios fall on both sides of every clip.
 */
record ProofBatch(List<List<Episode>> groups) {
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
        List<List<Episode>> groups = new ArrayList<>();
        for (int g = 0; g < rewards.length; g++) {
            int[] prompt =
                    random.ints(2 + random.nextInt(3), 0, ProofModel.VOCABULARY).toArray();
            List<Episode> group = new ArrayList<>();
            for (double reward : rewards[g]) {
                int responseLength = length.getAsInt();
                int[] tokens = Arrays.copyOf(prompt, prompt.length + responseLength);
                for (int t = prompt.length; t < tokens.length; t++) {
                    tokens[t] = random.nextInt(ProofModel.VOCABULARY);
                }
                group.add(episode(plain, "question " + g, tokens, prompt.length, reward, random));
            }
            groups.add(List.copyOf(group));
        }
        return new ProofBatch(List.copyOf(groups));
    }

    private static Episode episode(
            Plain plain, String question, int[] tokens, int promptLength, double reward, Random random) {
        Response bare = new Response(question, tokens, promptLength, new float[tokens.length - promptLength], false);
        PlainLoss.Scored now = plain.score(bare);
        float[] old = around(plain.tape.values(now.logprobs()), 0.25, random);
        double[] oldAsDouble = new double[old.length];
        for (int t = 0; t < old.length; t++) {
            oldAsDouble[t] = old[t];
        }
        float[] sampler = around(oldAsDouble, 0.2, random);
        float[] reference = around(oldAsDouble, 0.4, random);
        float[] values = around(plain.tape.values(now.values()), 0.3, random);
        return new Episode(
                new Response(question, tokens, promptLength, sampler, old.length == BUDGET),
                reward,
                new TokenEstimates(old, reference, values));
    }

    private static float[] around(double[] centre, double deviation, Random random) {
        float[] values = new float[centre.length];
        for (int t = 0; t < values.length; t++) {
            values[t] = (float) (centre[t] + deviation * random.nextGaussian());
        }
        return values;
    }

    /** The same responses before the first update: nothing is known of the policy before, the sampler's log-probs are its own. */
    ProofBatch onPolicy() {
        return new ProofBatch(groups.stream()
                .map(group -> group.stream()
                        .map(e -> new Episode(
                                e.response(),
                                e.reward(),
                                new TokenEstimates(
                                        new float[0],
                                        e.estimates().reference(),
                                        e.estimates().values())))
                        .toList())
                .toList());
    }

    /** Values that the critic gives, overwritten by one number. */
    ProofBatch withValues(float value) {
        return new ProofBatch(groups.stream()
                .map(group -> group.stream()
                        .map(e -> {
                            float[] values = new float[e.response().length()];
                            Arrays.fill(values, value);
                            return new Episode(
                                    e.response(),
                                    e.reward(),
                                    new TokenEstimates(
                                            e.estimates().old(), e.estimates().reference(), values));
                        })
                        .toList())
                .toList());
    }

    List<Response> responses() {
        return groups.stream().flatMap(List::stream).map(Episode::response).toList();
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
        PlainLoss.Losses losses = new PlainLoss(plain.tape, settings, BUDGET).of(groups, scored);
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
