package zero4j.reproduce;

import java.util.List;
import java.util.Map;
import zero4j.data.Question;
import zero4j.run.CompletionRecord;
import zero4j.run.StoredCompletion;

/**
 * What an arm's step sampled for one question, as far as its drift depends on it.
 *
 * @param kind of the question: what is asked decides, too, how often a policy checks again
 */
record SampledGroup(String kind, List<Sampled> completions) {
    /**
     * A completion.
     *
     * @param rechecks how often it went on where it could have ended
     * @param ended whether it then did, rather than being cut off
     * @param tokens sampled
     */
    record Sampled(boolean right, int rechecks, boolean ended, int tokens, double reward) {
        static Sampled of(CompletionRecord completion) {
            return new Sampled(
                    completion.correct(),
                    Rechecks.in(completion.text()),
                    !completion.truncated(),
                    completion.tokens(),
                    completion.reward());
        }
    }

    SampledGroup {
        completions = List.copyOf(completions);
    }

    static SampledGroup of(List<StoredCompletion> group) {
        Map<String, String> tags = group.getFirst().question().tags();
        return new SampledGroup(
                tags.getOrDefault("family", Question.level(tags).orElse("")),
                group.stream()
                        .map(StoredCompletion::record)
                        .filter(completion -> completion.tokens() > 0)
                        .map(Sampled::of)
                        .toList());
    }
}
