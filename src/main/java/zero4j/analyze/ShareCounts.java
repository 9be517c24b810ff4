package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import zero4j.analyze.SelfReflection.Share;
import zero4j.analyze.SelfReflection.Shares;
import zero4j.eval.Interval;

/** Counts responses that are so, question by question; of each question a number stays. */
final class ShareCounts {
    private final List<Double> shares = new ArrayList<>();
    private int questions;
    private long found;
    private long all;

    /**
     * The next question; one of which nothing is known is left out.
     *
     * @param some responses that are so
     * @param responses that are known
     */
    void add(int some, int responses) {
        if (responses > 0) {
            shares.add((double) some / responses);
            questions += some > 0 ? 1 : 0;
            found += some;
            all += responses;
        }
    }

    int size() {
        return shares.size();
    }

    /** Of questions with such a response; of none it is 0, and anything can be. */
    Share ofQuestions() {
        return size() == 0
                ? none()
                : new Share(questions, size(), (double) questions / size(), Interval.wilson(questions, size()));
    }

    Share ofResponses() {
        double[] each = shares.stream().mapToDouble(share -> share).toArray();
        double sum = shares.stream().mapToDouble(share -> share).sum();
        return size() == 0 ? none() : new Share(found, all, sum / size(), Interval.ofMean(each));
    }

    private static Share none() {
        return new Share(0, 0, 0, new Interval(0, 1));
    }

    Shares shares() {
        return new Shares(ofQuestions(), ofResponses());
    }
}
