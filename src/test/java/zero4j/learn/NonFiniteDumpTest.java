package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.algorithm.Response;
import zero4j.train.NonFiniteDump;

class NonFiniteDumpTest {
    @TempDir
    private Path folder = Path.of("");

    private static NonFiniteUpdate update(double loss, double norm) {
        Response response = new Response(
                "q:1", 0, new int[] {1, 2, 3}, 1, new boolean[2], new float[] {-1, -2}, new long[2], false, 0);
        float[] learner = {-1, Float.NEGATIVE_INFINITY};
        return new NonFiniteUpdate(
                0,
                new NonFiniteUpdate.Found(loss, norm, 0),
                1e-3,
                List.of(new NonFiniteUpdate.Lost(response, new float[] {0.5f, 0.5f}, learner, Optional.empty())));
    }

    @Test
    void write_responseThatNothingComputed_hasNoMicroBatch() throws IOException {
        Path dump = new NonFiniteDump(folder.resolve("nonfinite"))
                .write(7, update(1.5, Double.POSITIVE_INFINITY), "none")
                .orElseThrow();
        assertThat(dump.resolve("sequences.jsonl"))
                .hasContent("{\"question\":\"q:1\",\"prompt_length\":1,\"tokens\":[1,2,3],\"advantages\":[0.5,0.5],"
                        + "\"sampler_logprobs\":[-1.0,-2.0],\"learner_logprobs\":[-1.0,\"-Infinity\"]}");
        assertThat(Files.readString(dump.resolve("summary.json")))
                .contains("\"not_finite\" : \"the norm of the gradient is Infinity\"", "\"loss\" : 1.5");
    }

    @Test
    void write_enoughAlready_writesNoMoreButReplaces() {
        NonFiniteDump dump = new NonFiniteDump(folder);
        for (long step = 1; step <= NonFiniteDump.MOST; step++) {
            assertThat(dump.write(step, update(Double.NaN, 1), "none")).isPresent();
        }
        assertThat(dump.write(99, update(Double.NaN, 1), "none")).isEmpty();
        assertThat(dump.write(3, update(Double.NaN, 1), "none")).isPresent();
        assertThat(folder.toFile().list()).hasSize(NonFiniteDump.MOST);
    }
}
