package zero4j.data.nano;

import java.util.List;
import java.util.Map;
import zero4j.Sha256;
import zero4j.data.Question;
import zero4j.data.QuestionSet;

/**
 * Endless questions of one split: the question at an index is a pure function of specification, split, seed and index.
 * Texts may repeat, above all where the space is small.
 */
public final class NanoQuestions implements QuestionSet {
    private static final long STREAM = 1;

    private final NanoSpec spec;
    private final NanoSplit split;
    private final long seed;

    /**
     * Questions of a choice of families and levels.
     *
     * @param spec {@code nano}, or {@code nano:} and families, joined by {@code +} or {@code ,}, each with an optional
     *     {@code /level} or {@code /from-to}
     * @throws zero4j.UserError if the specification names an unknown family or level
     */
    public NanoQuestions(String spec, NanoSplit split, long seed) {
        this.spec = NanoSpec.parse(spec);
        this.split = split;
        this.seed = seed;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public long size() {
        return ENDLESS;
    }

    @Override
    public Question get(long index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("question " + index + " of " + name());
        }
        SplitMix random = new SplitMix(STREAM, seed, split.name().hashCode(), index);
        NanoSpec.Cell cell = spec.draw(random);
        return question(name() + ":" + index, cell, cell.family().draw(cell.level(), split, random));
    }

    @Override
    public String fingerprint() {
        return Sha256.ofTexts(List.of(
                "questions",
                NanoWorld.VERSION,
                split.name(),
                Long.toString(seed),
                spec.cells().toString()));
    }

    static Question question(String id, NanoSpec.Cell cell, NanoProblem problem) {
        return new Question(
                id,
                problem.text(),
                List.of(Integer.toString(problem.answer())),
                Map.of("family", cell.family().label(), "level", Integer.toString(cell.level())));
    }
}
