package zero4j.learn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.dist.Communicator;
import zero4j.dist.Rendezvous;

/** What both ranks of {@link RankGradientTest} do: the gradient of every preset for every way to share an update. */
final class RankGradientMain {
    /** Of both processes, whose machines are not equally fast. */
    static final double PEAK = 4e6;

    static final Duration DEADLINE = Duration.ofMinutes(2);

    private RankGradientMain() {}

    /** What rank 0 has of an update; the rest is rank 1's. */
    enum Share {
        /** Whole groups, shared before the advantages. */
        FIRST_GROUP {
            @Override
            boolean first(int index, int count) {
                return index == 0;
            }
        },
        ALL_GROUPS {
            @Override
            boolean first(int index, int count) {
                return true;
            }
        },
        NO_GROUPS {
            @Override
            boolean first(int index, int count) {
                return false;
            }
        },
        /** The other rank has the groups of equal rewards: nothing to compute. */
        LIVING_GROUPS {
            @Override
            boolean first(int index, int count) {
                return index < 2;
            }
        },
        /** Responses whose advantages are known. */
        HALF {
            @Override
            boolean first(int index, int count) {
                return index < count / 2;
            }
        },
        EVERY_THIRD {
            @Override
            boolean first(int index, int count) {
                return index % 3 == 1;
            }
        },
        ALL {
            @Override
            boolean first(int index, int count) {
                return true;
            }
        },
        NONE {
            @Override
            boolean first(int index, int count) {
                return false;
            }
        };

        abstract boolean first(int index, int count);

        boolean ofGroups() {
            return name().endsWith("GROUP") || name().endsWith("GROUPS");
        }

        <T> UnaryOperator<List<T>> of(int rank) {
            return all -> {
                List<T> mine = new ArrayList<>();
                for (int i = 0; i < all.size(); i++) {
                    if (first(i, all.size()) == (rank == 0)) {
                        mine.add(all.get(i));
                    }
                }
                return mine;
            };
        }
    }

    static ProofBatch batch() {
        return ProofBatch.random(21);
    }

    /** Results by preset and share. */
    static Map<String, ProofBatch.Result> all(Communicator ranks) {
        Map<String, ProofBatch.Result> results = new LinkedHashMap<>();
        for (String preset : Presets.names()) {
            for (Share share : Share.values()) {
                for (AlgorithmSettings settings :
                        List.of(AlgorithmSettings.of(preset), GradientInvarianceTest.demanding(preset))) {
                    boolean demanding = !settings.equals(AlgorithmSettings.of(preset));
                    results.put(
                            preset + " " + share + (demanding ? " with switches" : ""),
                            share.ofGroups()
                                    ? ProofLearner.ofShare(
                                            new ProofBatch(share.<List<ProofBatch.Sample>>of(ranks.rank())
                                                    .apply(batch().groups())),
                                            settings,
                                            ranks)
                                    : ProofLearner.of(
                                            batch(), settings, ProofLearner.Cut.NONE, share.of(ranks.rank()), ranks));
                }
            }
        }
        for (String preset : Presets.names()) {
            for (Share share : List.of(Share.FIRST_GROUP, Share.LIVING_GROUPS, Share.ALL_GROUPS)) {
                ProofBatch mine = new ProofBatch(
                        share.<List<ProofBatch.Sample>>of(ranks.rank()).apply(batch().groups()));
                ProofLearner.Learnt learnt = ProofLearner.learnt(
                        mine, AlgorithmSettings.of(preset), ranks, ranks.rank() == 0 ? PEAK / 4 : PEAK * 3 / 4);
                results.put("moments of " + preset + " " + share, learnt.moments());
                results.put("metrics of " + preset + " " + share, learnt.metrics());
            }
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
