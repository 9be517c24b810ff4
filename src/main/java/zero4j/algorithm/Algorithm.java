package zero4j.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A policy-gradient algorithm as a composition of named parts.
 *
 * @param name of the preset
 * @param advantage from rewards to advantages
 * @param advantageClip advantages are bounded to plus and minus this; 0 for no bound
 * @param objective loss of a token
 * @param aggregation weight of a token
 * @param maskTruncated whether responses cut off by the budget are left out of the update
 * @param overlong punishment of responses near the budget
 * @param critic loss of the value head, for algorithms that have one
 * @param mostBatches batches sampled at most in search of groups with unequal rewards; 1 takes every batch as it comes
 */
public record Algorithm(
        String name,
        Advantage advantage,
        double advantageClip,
        Objective objective,
        Aggregation aggregation,
        boolean maskTruncated,
        Optional<Overlong> overlong,
        Optional<ValueLoss> critic,
        int mostBatches) {
    /**
     * The responses of a rollout batch with their advantages, in the same order.
     *
     * @param groups the batch by question
     */
    public List<TrainSequence> sequences(List<List<Episode>> groups) {
        List<Credit> credits = advantage.of(groups.stream()
                .map(group -> group.stream().map(this::trajectory).toList())
                .toList());
        List<Episode> episodes = groups.stream().flatMap(List::stream).toList();
        List<TrainSequence> sequences = new ArrayList<>();
        for (int i = 0; i < episodes.size(); i++) {
            Episode episode = episodes.get(i);
            sequences.add(new TrainSequence(
                    episode.response(),
                    episode.estimates(),
                    floats(credits.get(i).advantages(), advantageClip > 0 ? advantageClip : Double.POSITIVE_INFINITY),
                    floats(credits.get(i).returns(), Double.POSITIVE_INFINITY),
                    masked(episode.response())));
        }
        return sequences;
    }

    private boolean masked(Response response) {
        return maskTruncated && response.truncated();
    }

    private Trajectory trajectory(Episode episode) {
        Response response = episode.response();
        TokenEstimates estimates = episode.estimates();
        double[] rewards = new double[response.length()];
        if (objective.kl().estimator() == Kl.Estimator.K1_REWARD) {
            float[] policy = estimates.old().length > 0 ? estimates.old() : response.samplerLogprobs();
            for (int t = 0; t < rewards.length; t++) {
                rewards[t] = -objective.kl().coefficient()
                        * ((double) policy[t] - estimates.reference()[t]);
            }
        }
        rewards[rewards.length - 1] += episode.reward()
                - overlong.map(punishment -> punishment.of(response.length())).orElse(0.0);
        return new Trajectory(rewards, estimates.values(), masked(response));
    }

    private static float[] floats(double[] values, double bound) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (Double.isNaN(values[i]) ? values[i] : Math.clamp(values[i], -bound, bound));
        }
        return floats;
    }

    /** Whether a response without an advantage takes part in the update nevertheless. */
    public boolean reachesNeutral() {
        return objective.reachesNeutral() || critic.isPresent();
    }

    /** The objective in one line, with its divisor. */
    public String inWords() {
        return advantage.inWords()
                + (advantageClip > 0 ? ", bounded to +-" + advantageClip : "")
                + "; " + objective.surrogate().inWords()
                + "; " + aggregation.inWords()
                + objective.correction().inWords()
                + "; " + objective.kl().inWords()
                + (objective.entropyBonus() == 0 ? "" : "; entropy bonus " + objective.entropyBonus())
                + critic.map(loss -> "; value loss x " + loss.coefficient()
                                + (loss.clip() > 0 ? ", clip " + loss.clip() : ""))
                        .orElse("")
                + overlong.map(o -> "; overlong: up to -" + o.penalty() + " in the last " + o.buffer() + " tokens")
                        .orElse("")
                + (maskTruncated ? "; truncated responses left out" : "")
                + (mostBatches > 1 ? "; dynamic sampling, at most " + mostBatches + " batches" : "");
    }
}
