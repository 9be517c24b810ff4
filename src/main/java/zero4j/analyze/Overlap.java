package zero4j.analyze;

import java.util.List;

/**
 * How much of benchmarks a training set holds.
 *
 * @param training name of the set
 * @param texts in it
 * @param benchmarks all that were compared, in their order
 */
public record Overlap(String training, long texts, List<OfBenchmark> benchmarks) {
    public Overlap {
        benchmarks = List.copyOf(benchmarks);
    }

    /**
     * Of a benchmark.
     *
     * @param questions in it
     * @param tooShort those that have no n-gram and are compared as a whole only
     * @param found those that are in the training set, whole or in part, in the benchmark's order
     */
    public record OfBenchmark(String benchmark, int questions, int tooShort, List<Found> found) {
        public OfBenchmark {
            found = List.copyOf(found);
        }

        /** Questions that are in the training set with the same text. */
        public int exact() {
            return (int) found.stream().filter(Found::exact).count();
        }

        /** Questions of which one training text has at least this share of the n-grams, those with the same text included. */
        public int sharing(double share) {
            return (int) found.stream().filter(one -> one.share() >= share).count();
        }

        /** Questions that share an n-gram, or the whole text. */
        public int any() {
            return found.size();
        }
    }

    /**
     * A question and the training text that has most of it.
     *
     * @param question id
     * @param text the question
     * @param ngrams of the question, counted by their places
     * @param shared how many of them the training text has
     * @param exact whether the texts are the same
     * @param training id of the training text
     * @param passage of the training text, where the first shared n-gram is
     * @param texts how many training texts share an n-gram with the question: where they are many, it is a turn of phrase
     */
    public record Found(
            String question,
            String text,
            int ngrams,
            int shared,
            boolean exact,
            String training,
            String passage,
            long texts) {
        /** Of the question's n-grams, in [0, 1]; 1 for the same text. */
        public double share() {
            return exact ? 1 : (double) shared / ngrams;
        }
    }
}
