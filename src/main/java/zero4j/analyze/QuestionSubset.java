package zero4j.analyze;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import zero4j.SplitMix64;
import zero4j.Words;

/**
 * A part of a pass, for judges that cost: whole questions, chosen by chance, the same ones in every cell, so that cells can be
 * compared question by question.
 */
public final class QuestionSubset implements SampleSet {
    private final SampleSet whole;
    private final BitSet chosen;
    private final int questions;
    private final long seed;

    private QuestionSubset(SampleSet whole, BitSet chosen, int questions, long seed) {
        this.whole = whole;
        this.chosen = chosen;
        this.questions = questions;
        this.seed = seed;
    }

    /**
     * Chooses questions; reads the first cell that has some.
     *
     * @param responses of each cell at most, but at least those to one question; 0 takes all
     * @param seed of the choice
     */
    public static QuestionSubset of(SampleSet whole, int responses, long seed) {
        List<Long> hashes = whole.cells().stream()
                .map(cell -> hashes(whole, cell, SplitMix64.mix(seed + SplitMix64.GOLDEN_GAMMA)))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        int most = whole.cells().stream().mapToInt(SampleCell::samples).max().orElse(1);
        BitSet chosen = new BitSet();
        IntStream.range(0, hashes.size())
                .boxed()
                .sorted((a, b) -> Long.compareUnsigned(hashes.get(a), hashes.get(b)))
                .limit(responses == 0 ? hashes.size() : Math.max(1, responses / most))
                .forEach(chosen::set);
        return new QuestionSubset(whole, chosen, hashes.size(), seed);
    }

    private static List<Long> hashes(SampleSet whole, SampleCell cell, long seed) {
        List<Long> hashes = new ArrayList<>();
        whole.read(cell, asked -> {
            long id = 31L * asked.question().benchmark().hashCode()
                    + asked.question().id().hashCode();
            hashes.add(SplitMix64.mix(seed ^ (id * SplitMix64.GOLDEN_GAMMA)));
        });
        return hashes;
    }

    /** How many questions there are in the whole. */
    int ofQuestions() {
        return questions;
    }

    /** How many were chosen. */
    int questions() {
        return chosen.cardinality();
    }

    /** What was left out, in a sentence; empty if nothing was. */
    public Optional<String> says() {
        return chosen.cardinality() == questions
                ? Optional.empty()
                : Optional.of("Only the responses to " + chosen.cardinality() + " of "
                        + Words.counted(questions, "question") + " were judged, chosen by chance (seed " + seed
                        + ") and the same everywhere.");
    }

    @Override
    public List<SampleCell> cells() {
        return whole.cells();
    }

    @Override
    public void read(SampleCell cell, Consumer<SampledQuestion> each) {
        int[] index = {0};
        whole.read(cell, question -> {
            if (chosen.get(index[0]++)) {
                each.accept(question);
            }
        });
    }
}
