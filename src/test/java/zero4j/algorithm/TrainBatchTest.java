package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainBatchTest {
    private static final float[] NONE = {};

    private static Response response(int group, boolean... learnt) {
        int length = learnt.length;
        return new Response("q", group, new int[length + 1], 1, learnt, new float[length], new long[length], false, 1);
    }

    private static TrainBatch batch() {
        List<float[]> none = List.of(NONE, NONE, NONE);
        return new TrainBatch(
                List.of(response(0, true, false), response(0, false), response(1, true, true)),
                none,
                none,
                none,
                List.of(new float[] {0, 5}, new float[] {3}, new float[] {0, 1}),
                none);
    }

    @Test
    void neutral_advantagesOfTokensThatAreNotLearnt_doNotCount() {
        TrainBatch batch = batch();
        assertThat(batch.neutral(0)).isTrue();
        assertThat(batch.neutral(2)).isFalse();
    }

    @Test
    void learnt_numbersOfAllTokens_areThoseOfTheLearntOnes() {
        TrainBatch batch = batch();
        assertThat(batch.learnt(batch.advantages())).containsExactly(0, 0, 1);
        assertThat(batch.segments().starts()).containsExactly(0, 1, 1, 3);
    }

    @Test
    void shareLeftOut_responseWithoutLearntToken_isLeftOut() {
        assertThat(batch().isLearnt(1)).isFalse();
        assertThat(batch().shareLeftOut()).isEqualTo(1 / 3.0);
    }

    @Test
    void select_indices_keepsWhatBelongsTogether() {
        TrainBatch selected = batch().select(List.of(2, 0));
        assertThat(selected.responses()).extracting(Response::group).containsExactly(1, 0);
        assertThat(selected.advantages().getFirst()).containsExactly(0, 1);
    }

    @Test
    void batch_numbersOfAnotherLength_areRefused() {
        List<float[]> none = List.of(NONE);
        List<Response> one = List.of(response(0, true, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainBatch(one, none, none, none, none, none))
                .withMessage("a response of 2 tokens cannot have numbers for 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainBatch(one, none, none, none, List.of(), none))
                .withMessage("1 response cannot have numbers for 0");
    }

    @Test
    void sampledBy_oneTokenOfAnotherVersion_isNotThatOfAll() {
        Response mixed =
                new Response("q", 0, new int[3], 1, Response.all(2), new float[2], new long[] {4, 5}, false, 1);
        assertThat(mixed.sampledBy(5)).isFalse();
        assertThat(response(0, true, true).sampledBy(0)).isTrue();
    }
}
