package zero4j.data.nano;

import java.util.List;
import zero4j.Sha256;

/**
 * Endless documents for pretraining: a training question, a newline, and a solution, usually ending in {@code \boxed{N}}.
 * Careful at first, so that the tables are learnt, and messy later ({@link Mess}). Thread-safe.
 */
public final class NanoCorpus {
    private static final long QUESTIONS = 3;
    private static final long SOLUTIONS = 4;

    private final NanoSpec spec;
    private final Mess mess;
    private final long seed;

    /**
     * Documents about a choice of families and levels.
     *
     * @param spec as in {@link NanoWorld#train(String)}
     * @throws zero4j.UserError if the specification names an unknown family or level
     */
    public NanoCorpus(String spec, Mess mess, long seed) {
        this.spec = NanoSpec.parse(spec);
        this.mess = mess;
        this.seed = seed;
    }

    /**
     * The document at an index: a pure function of specification, mess, seed, index and of which side of
     * {@link Mess#start} {@code progress} lies on.
     *
     * @param index from 0
     * @param progress share of pretraining done, in [0, 1)
     * @return text without an end token
     */
    public String document(long index, double progress) {
        SplitMix random = new SplitMix(QUESTIONS, seed, index);
        NanoSpec.Cell cell = spec.draw(random);
        NanoProblem problem = cell.family().draw(cell.level(), NanoSplit.TRAIN, random);
        String solution = progress < mess.start()
                ? NanoSolution.clean(problem)
                : NanoSolution.messy(problem, mess, new SplitMix(SOLUTIONS, seed, index));
        return problem.text() + "\n" + solution;
    }

    /** Hash of everything that decides the documents (hex). */
    public String fingerprint() {
        return Sha256.ofTexts(List.of(
                "corpus", NanoWorld.VERSION, Long.toString(seed), spec.cells().toString(), mess.toString()));
    }
}
