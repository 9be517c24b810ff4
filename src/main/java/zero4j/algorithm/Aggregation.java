package zero4j.algorithm;

/** How the losses of tokens become one number: the weight of each token in the sum. */
public sealed interface Aggregation {
    /** The choices by name. */
    enum Kind {
        /** See {@link SumOverBudget}. */
        SUM_OVER_BUDGET,
        /** See {@link MeanOfResponseMeans}. */
        MEAN_OF_RESPONSE_MEANS,
        /** See {@link MeanOfTokens}. */
        MEAN_OF_TOKENS;

        Aggregation with(int maxTokens) {
            return switch (this) {
                case SUM_OVER_BUDGET -> new SumOverBudget(maxTokens);
                case MEAN_OF_RESPONSE_MEANS -> new MeanOfResponseMeans();
                case MEAN_OF_TOKENS -> new MeanOfTokens();
            };
        }
    }

    /**
     * Weight of every token of a response.
     *
     * @param length tokens of the response
     * @param counts of the whole update, over all micro-batches and ranks
     */
    double tokenWeight(int length, Counts counts);

    /** In words, with its divisor, for the header of a run. */
    String inWords();

    /**
     * What an update holds in all: responses without gradient included, masked responses left out.
     *
     * @param responses number of responses
     * @param tokens number of response tokens
     */
    record Counts(long responses, long tokens) {}

    /**
     * Sum over a response's tokens divided by a constant, mean over responses: Dr. GRPO (arXiv 2503.20783, listing 1).
     *
     * @param maxTokens the constant: the generation budget
     */
    record SumOverBudget(int maxTokens) implements Aggregation {
        @Override
        public double tokenWeight(int length, Counts counts) {
            return 1.0 / ((double) maxTokens * counts.responses());
        }

        @Override
        public String inWords() {
            return "sum / " + maxTokens + ", mean over responses";
        }
    }

    /** Mean over a response's tokens, mean over responses: GRPO (arXiv 2402.03300, equation 3). */
    record MeanOfResponseMeans() implements Aggregation {
        @Override
        public double tokenWeight(int length, Counts counts) {
            return 1.0 / ((double) length * counts.responses());
        }

        @Override
        public String inWords() {
            return "mean over each response's tokens, mean over responses";
        }
    }

    /** Mean over all tokens of the update: DAPO (arXiv 2503.14476, equation 12). */
    record MeanOfTokens() implements Aggregation {
        @Override
        public double tokenWeight(int length, Counts counts) {
            return 1.0 / counts.tokens();
        }

        @Override
        public String inWords() {
            return "mean over all tokens of the update";
        }
    }
}
