package zero4j.data.nano;

import java.util.Arrays;
import java.util.List;
import zero4j.data.QuestionSet;

/** The question sets of the nano world. Training questions and benchmarks never share a text. */
public final class NanoWorld {
    /** Changes whenever the same seed and index would give another question or document. */
    public static final String VERSION = "nano-1";

    private NanoWorld() {}

    /**
     * Endless training questions with seed 0.
     *
     * @param spec for example {@code nano}, {@code nano:chain}, {@code nano:chain+linear}, {@code nano:chain/3,max/1-2}
     * @throws zero4j.UserError if the specification names an unknown family or level
     */
    public static QuestionSet train(String spec) {
        return train(spec, 0);
    }

    /**
     * Endless training questions.
     *
     * @param spec as in {@link #train(String)}
     * @param seed another seed gives other questions
     * @throws zero4j.UserError if the specification names an unknown family or level
     */
    public static QuestionSet train(String spec, long seed) {
        return new NanoQuestions(spec, NanoSplit.TRAIN, seed);
    }

    /** The five benchmarks {@code nano-chain}, {@code nano-linear}, … of 100 questions, 20 of each level. */
    public static List<QuestionSet> benchmarks() {
        return Arrays.stream(NanoFamily.values())
                .<QuestionSet>map(NanoBenchmark::new)
                .toList();
    }
}
