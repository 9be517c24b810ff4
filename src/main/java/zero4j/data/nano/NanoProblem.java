package zero4j.data.nano;

import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** One question with its way of solution: a fixed number of steps, each building on the results before it. */
sealed interface NanoProblem permits ChainProblem, LinearProblem, MaxProblem, SumProblem, CountProblem {
    /** The question. */
    String text();

    /** The one right answer. */
    int answer();

    /** Number of steps of the worked solution. */
    int steps();

    /**
     * Step {@code index}.
     *
     * @param results results written so far, right or wrong; those before {@code index} are filled in
     */
    Step step(int index, int[] results);

    /** The answer that follows from the results of all steps. */
    int conclude(int[] results);

    /** A wrong answer that somebody might guess. */
    int wrongGuess(SplitMix random);

    /**
     * A line of work, written {@code left + result + tail}.
     *
     * @param left what stands before the result, for example {@code 6*5=}
     * @param right the right result
     * @param tail what a result implies and is written after it; may give an empty text
     * @param slip a wrong result, never {@code right}
     */
    record Step(String left, int right, IntFunction<String> tail, ToIntFunction<SplitMix> slip) {
        Step(String left, int right, ToIntFunction<SplitMix> slip) {
            this(left, right, result -> "", slip);
        }
    }
}
