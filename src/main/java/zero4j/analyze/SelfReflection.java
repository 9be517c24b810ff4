package zero4j.analyze;

import java.util.List;
import java.util.Optional;
import zero4j.Words;
import zero4j.eval.Interval;
import zero4j.eval.PairedDifference;

/**
 * How often responses look back at what they have written, and whether that helps (arXiv 2503.20783, figures 3, right, 9, 11 and 13): by
 * {@link Keywords}, by a judge, and by both together.
 *
 * @param cells in the order of the set, those that have samples
 * @param accuracies of responses with and without reflection, by model and template, first by keyword, then by judge
 * @param judge who judged, if anybody did
 */
public record SelfReflection(List<Reflecting> cells, List<Accuracy> accuracies, Optional<JudgedBy> judge) {
    /** What {@link Accuracy#by} says of {@link Keywords}. */
    static final String KEYWORD = "keyword";

    /** What it says where a judge was shown only responses with a keyword. */
    static final String BOTH = "both";

    /** What it says of the judge alone; who that is {@link JudgedBy} says. */
    static final String JUDGE = "judge";

    public SelfReflection {
        cells = List.copyOf(cells);
        accuracies = List.copyOf(accuracies);
    }

    /**
     * Who is asked about which responses.
     *
     * @param judge not closed
     * @param responses of each cell at most, taken as whole questions, the same ones in every cell, at least one; 0 asks about all
     * @param keywordsOnly whether it is asked only about responses with a keyword: it then says which of those really reflect, and
     *     nothing of others
     * @param seed of the choice of questions
     */
    public record Judging(Judge judge, int responses, boolean keywordsOnly, long seed) {
        public Judging {
            if (responses < 0) {
                throw new IllegalArgumentException("a judge of " + Words.counted(responses, "response"));
            }
        }
    }

    /**
     * Who was asked about what.
     *
     * @param name of the judge
     * @param says what readers must know about it
     * @param questions of each cell that it was asked about
     * @param ofQuestions that there are
     */
    public record JudgedBy(
            String name, List<String> says, int questions, int ofQuestions, boolean keywordsOnly, long seed) {
        public JudgedBy {
            says = List.copyOf(says);
        }
    }

    /**
     * A share of questions or of responses.
     *
     * @param found how many are so
     * @param all of how many
     * @param share in [0, 1]; of responses the mean over questions
     * @param interval of it, over questions
     */
    public record Share(long found, long all, double share, Interval interval) {}

    /**
     * Reflection in the responses of one cell.
     *
     * @param questions with at least one response that has a keyword
     * @param responses that have a keyword
     * @param occurrences of each keyword in all responses, in the order of {@link Keywords#ALL}
     * @param containing responses that have it, keyword by keyword
     */
    public record Reflecting(
            SampleCell cell,
            Share questions,
            Share responses,
            List<Long> occurrences,
            List<Long> containing,
            Optional<Judged> judged) {
        public Reflecting {
            occurrences = List.copyOf(occurrences);
            containing = List.copyOf(containing);
        }
    }

    /**
     * What a judge said of the responses of one cell that it was asked about.
     *
     * @param offTopic judgements of each kind
     * @param unjudged responses that no judgement was to be had of; they are left out of all shares
     * @param withKeyword judged responses that have a keyword
     * @param reflectingWithKeyword of those the ones that reflect
     * @param byJudge that reflect; empty if only those with a keyword were judged
     * @param byBoth that reflect and have a keyword
     */
    public record Judged(
            long offTopic,
            long none,
            long reflection,
            long unjudged,
            long withKeyword,
            long reflectingWithKeyword,
            Optional<Shares> byJudge,
            Shares byBoth) {}

    /** The same of questions, at least one of whose responses is so, and of responses. */
    public record Shares(Share questions, Share responses) {}

    /**
     * How accurate responses with reflection are against those without, of the same question at the same temperature.
     *
     * @param by keyword, judge, or both where the judge was shown only responses with a keyword
     * @param questions that were looked at
     * @param withBoth questions that have both kinds; of several temperatures' differences a question has the mean
     * @param accuracyWith mean over the questions with both kinds; 0 if there are none
     * @param accuracyWithout that of responses without reflection
     * @param difference the first less the second; empty if no question has both kinds
     * @param below questions whose responses with reflection are the less accurate ones
     * @param equal questions where it makes no difference
     * @param above questions whose responses with reflection are the more accurate ones
     * @param histogram questions by difference, from -1 to 1 in steps of 0.1, each rounded to the nearest one, halves away
     *     from 0
     */
    public record Accuracy(
            String model,
            String template,
            String by,
            int questions,
            int withBoth,
            double accuracyWith,
            double accuracyWithout,
            Optional<PairedDifference> difference,
            int below,
            int equal,
            int above,
            List<Integer> histogram) {
        public Accuracy {
            histogram = List.copyOf(histogram);
        }

        /** Whether there is something to compare: responses of both kinds, not all of them wrong. */
        boolean isComparison() {
            return withBoth > 0 && accuracyWith + accuracyWithout > 0;
        }
    }

    /**
     * Counts reflection in every response of a set.
     *
     * @param judging who is asked beside; empty for nobody
     * @throws zero4j.UserError if the judge cannot go on
     */
    public static SelfReflection of(SampleSet samples, Optional<Judging> judging) {
        return new ReflectionCounts(samples, judging).count();
    }

    /** The numbers as tables and pictures. */
    public Finding finding() {
        return new ReflectionFinding(this).finding();
    }
}
