package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/** Every sequence once, no pass too long, what is in one independent of the order. */
class PassPackerTest {
    private static List<ScoredSequence> random(Random random) {
        List<ScoredSequence> sequences = new ArrayList<>();
        int next = 0;
        for (int group = 0; group < 1 + random.nextInt(6); group++) {
            int prompt = 1 + random.nextInt(30);
            for (int sample = 0; sample < 1 + random.nextInt(5); sample++) {
                int length = prompt + 40 * ++next; // all lengths differ, since prompts are shorter than 40
                sequences.add(sequence(group, prompt, length - prompt));
            }
        }
        return sequences;
    }

    private static ScoredSequence sequence(int group, int prompt, int response) {
        int[] tokens = new int[prompt + response];
        Arrays.fill(tokens, 0, prompt, group);
        boolean[] all = new boolean[response];
        Arrays.fill(all, true);
        return new ScoredSequence(tokens, prompt, all);
    }

    private static List<ScoredSequence> groups(int groups, int samples) {
        return IntStream.range(0, groups * samples)
                .mapToObj(i -> sequence(i % groups, 24, 40))
                .toList();
    }

    private static List<List<Integer>> packed(PassPacker packer, List<ScoredSequence> sequences) {
        return packer.pack(sequences).stream().map(PassPacker.Pass::sequences).toList();
    }

    /** Tokens of a pass, a prompt of at least four counted once. */
    private static int computed(List<ScoredSequence> sequences, List<Integer> pass) {
        Set<List<Integer>> prompts = new HashSet<>();
        int tokens = 0;
        for (int index : pass) {
            ScoredSequence sequence = sequences.get(index);
            List<Integer> prompt = Arrays.stream(sequence.tokens(), 0, sequence.given())
                    .boxed()
                    .toList();
            boolean counts = prompt.size() < 4 || prompts.add(prompt);
            tokens += sequence.scored().length + (counts ? sequence.given() : 0);
        }
        return tokens;
    }

    private static int whole(List<ScoredSequence> sequences, List<Integer> pass) {
        return pass.stream().mapToInt(i -> sequences.get(i).tokens().length).sum();
    }

    @RepeatedTest(20)
    void pack_anySequences_keepsTheLimitAndTheOrderDoesNotMatter(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<ScoredSequence> sequences = random(random);
        int most = 20 + random.nextInt(1200);
        int workers = 1 + random.nextInt(4);
        PassPacker once = PassPacker.oneByOne(most, true);
        PassPacker repeated = PassPacker.repeatingPrompts(most, true, workers);
        assertThat(packed(once, sequences))
                .allSatisfy(pass -> assertThat(pass.size() == 1 || computed(sequences, pass) <= most)
                        .isTrue());
        assertThat(packed(repeated, sequences))
                .allSatisfy(pass -> assertThat(pass.size() == 1 || whole(sequences, pass) <= most)
                        .isTrue());
        List<ScoredSequence> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, random);
        for (PassPacker packer : List.of(once, repeated)) {
            assertThat(packed(packer, sequences).stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, sequences.size()).boxed().toList());
            assertThat(lengths(shuffled, packed(packer, shuffled)))
                    .isEqualTo(lengths(sequences, packed(packer, sequences)));
        }
    }

    private static List<List<Integer>> lengths(List<ScoredSequence> sequences, List<List<Integer>> passes) {
        return passes.stream()
                .map(pass ->
                        pass.stream().map(i -> sequences.get(i).tokens().length).toList())
                .toList();
    }

    @Test
    void pack_equalGroupsForTwoWorkers_makesFourPassesOfWholeGroups() {
        List<ScoredSequence> sequences = groups(8, 8);
        List<PassPacker.Pass> passes =
                PassPacker.repeatingPrompts(4096, true, 2).pack(sequences);
        assertThat(passes).hasSize(4).allSatisfy(pass -> {
            assertThat(pass.sequences()).hasSize(16);
            assertThat(pass.batch().groups()).hasSize(2);
        });
    }

    /** Groups that fit into a pass, and whose lengths do not go up in it. */
    @RepeatedTest(10)
    void pack_groupsThatFit_areNotCut(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<ScoredSequence> sequences = new ArrayList<>();
        for (int i = 0; i < 16 * 8; i++) {
            int group = i % 16;
            sequences.add(sequence(group, 800 + 20 * group, 100 + random.nextInt(300)));
        }
        long once = 0; // rows with every prompt computed once
        for (int i = 0; i < sequences.size(); i++) {
            once += sequences.get(i).scored().length
                    - 1
                    + (i < 16 ? sequences.get(i).given() : 0);
        }
        assertThat(rows(PassPacker.oneByOne(4096, true), sequences)).isEqualTo(once);
        assertThat(rows(PassPacker.repeatingPrompts(12_000, true, 4), sequences))
                .isEqualTo(once);
    }

    private static long rows(PassPacker packer, List<ScoredSequence> sequences) {
        return packer.pack(sequences).stream()
                .mapToLong(pass -> pass.batch().rows())
                .sum();
    }

    @Test
    void pack_groupThatIsTooLarge_isCutIntoFullParts() {
        List<ScoredSequence> sequences = groups(1, 100); // 24 + 100 x 40
        assertThat(PassPacker.oneByOne(424, true).pack(sequences)).hasSize(10);
    }

    @Test
    void pack_oneGroupForTwoWorkers_givesBothAsMuch() {
        List<PassPacker.Pass> passes =
                PassPacker.repeatingPrompts(4096, true, 2).pack(groups(1, 8));
        assertThat(passes)
                .hasSize(2)
                .allSatisfy(pass -> assertThat(pass.sequences()).hasSize(4));
    }

    @Test
    void pack_manySamplesOfOnePrompt_countsItOnceWhereAttentionDoesNotRepeatIt() {
        List<ScoredSequence> sequences = groups(1, 10); // 24 + 10 x 40 tokens
        assertThat(PassPacker.oneByOne(424, true).pack(sequences)).hasSize(1);
        assertThat(PassPacker.oneByOne(424, false).pack(sequences)).hasSize(2);
        assertThat(PassPacker.repeatingPrompts(424, true, 1).pack(sequences)).hasSize(2);
    }

    @Test
    void shares_longPrompts_keepGroupsTogetherWhereThatIsLess() {
        ModelConfig config = ProofModel.CONFIG;
        List<ScoredSequence> four = IntStream.range(0, 24)
                .mapToObj(i -> sequence(i / 6, 24, 40)) // dealt in turn, both would have some of each
                .toList();
        assertThat(PassPacker.shares(config, four, 2))
                .allSatisfy(share ->
                        assertThat(share.stream().map(i -> i / 6).distinct()).hasSize(2));
        List<ScoredSequence> one = groups(1, 6);
        assertThat(PassPacker.shares(config, one, 2))
                .allSatisfy(share -> assertThat(share).hasSize(3));
    }

    /** Dealt alone, both have its prompt, but all of it only once. */
    @ParameterizedTest
    @CsvSource({"1, 4, 4", "3, 12, 12"})
    void shares_fewGroupsWithLongPrompts_leaveNobodyIdle(int groups, int first, int second) {
        List<ScoredSequence> sequences = IntStream.range(0, groups * 8)
                .mapToObj(i -> sequence(i / 8, 128, 60))
                .toList();
        assertThat(PassPacker.shares(ModelFolder.config(Path.of("models/nano")), sequences, 2))
                .extracting(List::size)
                .containsExactly(first, second);
    }

    @Test
    void shares_someOfWhichNothingIsAsked_haveEverySequenceOnce() {
        List<ScoredSequence> sequences = new ArrayList<>(groups(2, 3));
        sequences.add(1, new ScoredSequence(new int[] {1, 2, 3, 4}, 4, new boolean[0]));
        assertThat(PassPacker.shares(ProofModel.CONFIG, sequences, 3).stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void pack_nothing_makesNoPasses() {
        assertThat(PassPacker.repeatingPrompts(100, true, 2).pack(List.of())).isEmpty();
    }
}
