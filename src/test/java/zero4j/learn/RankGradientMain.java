package zero4j.learn;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.dist.Communicator;
import zero4j.dist.Rendezvous;

/** What all ranks of {@link RankGradientTest} do: gradient and learning of every preset on batches that share well and badly. */
final class RankGradientMain {
    /** Of all processes together, whose machines are not equally fast. */
    static final double PEAK = 4e6;

    static final Duration DEADLINE = Duration.ofMinutes(2);

    private RankGradientMain() {}

    /** Batches of the same question. */
    enum Batch {
        WHOLE {
            @Override
            ProofBatch of(ProofBatch all) {
                return all;
            }
        },
        /** One group: with four ranks some have nothing to compute. */
        ONE_GROUP {
            @Override
            ProofBatch of(ProofBatch all) {
                return new ProofBatch(all.groups().subList(0, 1));
            }
        },
        /** Rewards that teach nothing to most presets. */
        DEAD_GROUPS {
            @Override
            ProofBatch of(ProofBatch all) {
                return new ProofBatch(all.groups().subList(2, all.groups().size()));
            }
        };

        abstract ProofBatch of(ProofBatch all);
    }

    /** A batch, a preset as it is or with switches, and whether older weights have sampled it. */
    record Case(String preset, Batch batch, boolean demanding, boolean stale) {
        AlgorithmSettings settings() {
            return demanding ? GradientInvarianceTest.demanding(preset) : AlgorithmSettings.of(preset);
        }

        ProofBatch samples() {
            return batch.of(ProofBatch.random(21));
        }

        ProofBatch.Result gradient(Communicator ranks) {
            return ProofLearner.of(
                    ProofLearner.Computes.TORCH,
                    samples(),
                    settings(),
                    ProofLearner.Cut.NONE,
                    UnaryOperator.identity(),
                    ranks);
        }

        ProofLearner.Learnt learnt(Communicator ranks, double peak) {
            return ProofLearner.learnt(samples(), settings(), stale ? 1 : 0, ranks, peak);
        }
    }

    static List<Case> cases() {
        return Presets.names().stream()
                .flatMap(preset -> Stream.of(
                        new Case(preset, Batch.WHOLE, true, false),
                        new Case(preset, Batch.WHOLE, false, true),
                        new Case(preset, Batch.ONE_GROUP, false, false),
                        new Case(preset, Batch.DEAD_GROUPS, false, false)))
                .toList();
    }

    /** Gradient, moments and advantages of every case; metrics apart, for some are made of seconds. */
    static Map<String, ProofBatch.Result> all(Communicator ranks) {
        Map<String, ProofBatch.Result> results = new LinkedHashMap<>();
        for (Case each : cases()) {
            if (!each.stale()) { // the gradient of an update with given log-probs does not ask
                results.put("gradient of " + each, each.gradient(ranks));
            }
            ProofLearner.Learnt learnt = each.learnt(ranks, PEAK / ranks.world());
            results.put("moments of " + each, learnt.moments());
            results.put("advantages of " + each, learnt.advantages());
            results.put("metrics of " + each, learnt.metrics());
        }
        return results;
    }

    public static void main(String[] arguments) {
        try (Communicator ranks = Communicator.join(Rendezvous.from(System.getenv()), DEADLINE)) {
            all(ranks).forEach((name, result) -> System.out.println(name + ": " + bits(result)));
        }
    }

    /** All bits of a result as one number. */
    static int bits(ProofBatch.Result result) {
        int hash = Double.hashCode(result.loss());
        for (double[] gradient : result.gradients().values()) {
            hash = 31 * hash + Arrays.hashCode(gradient);
        }
        return hash;
    }
}
