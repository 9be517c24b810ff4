package zero4j.analyze;

import java.util.List;
import java.util.function.Consumer;

/** One pass of sampling: the same questions, asked in several ways. However large it is, no more than a question is in memory. */
public interface SampleSet {
    /** The ways, by model, then template, then temperature, in the order in which they were named. */
    List<SampleCell> cells();

    /**
     * Reads what a cell answered.
     *
     * @param each is given every question in the order of the benchmarks
     * @throws zero4j.UserError if it cannot be read
     */
    void read(SampleCell cell, Consumer<SampledQuestion> each);

    /** Reads what a cell answered, without the questions that it was never asked. */
    default void readAsked(SampleCell cell, Consumer<SampledQuestion> each) {
        read(cell, question -> {
            if (!question.neverAsked()) {
                each.accept(question);
            }
        });
    }
}
