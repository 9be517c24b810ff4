package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import zero4j.learn.ScoredSequence;

/** Every sequence once, no pass too long, what is in one independent of the order. */
class PassPackerTest {
    private static List<ScoredSequence> sequences(Random random) {
        List<ScoredSequence> sequences = new ArrayList<>();
        int next = 0;
        for (int group = 0; group < 1 + random.nextInt(6); group++) {
            int prompt = 1 + random.nextInt(30);
            for (int sample = 0; sample < 1 + random.nextInt(5); sample++) {
                int length = prompt + 100 * ++next / 10 + 1; // all lengths differ
                int[] tokens = new int[length];
                Arrays.fill(tokens, 0, prompt, group);
                sequences.add(new ScoredSequence(tokens, prompt, new boolean[length - prompt]));
            }
        }
        return sequences;
    }

    /** Tokens that a pass computes. */
    private static int computed(List<ScoredSequence> sequences, List<Integer> pass) {
        Set<List<Integer>> prompts = new HashSet<>();
        int tokens = 0;
        for (int index : pass) {
            ScoredSequence sequence = sequences.get(index);
            List<Integer> prompt = Arrays.stream(sequence.tokens(), 0, sequence.given())
                    .boxed()
                    .toList();
            tokens += sequence.scored().length + (prompts.add(prompt) ? sequence.given() : 0);
        }
        return tokens;
    }

    @RepeatedTest(20)
    void pack_anySequences_keepsTheLimitAndTheOrderDoesNotMatter(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<ScoredSequence> sequences = sequences(random);
        int most = 20 + random.nextInt(300);
        List<List<Integer>> passes = new PassPacker(most).pack(sequences);
        assertThat(passes.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, sequences.size()).boxed().toList());
        assertThat(passes)
                .allSatisfy(pass -> assertThat(pass.size() == 1 || computed(sequences, pass) <= most)
                        .isTrue());

        List<ScoredSequence> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, random);
        assertThat(lengths(shuffled, new PassPacker(most).pack(shuffled))).isEqualTo(lengths(sequences, passes));
    }

    private static List<List<Integer>> lengths(List<ScoredSequence> sequences, List<List<Integer>> passes) {
        return passes.stream()
                .map(pass ->
                        pass.stream().map(i -> sequences.get(i).tokens().length).toList())
                .toList();
    }
}
