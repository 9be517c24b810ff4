package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.run.CompletionRecord;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.SafetensorsFile;

/** What the tests of the launcher ask of its processes and of what they leave. */
final class LaunchedRun {
    /** Of weights about 0.1 in size, after a few steps of AdamW. */
    private static final float ROUNDING = 1e-4f;

    private LaunchedRun() {}

    /** The processes that a launcher has started and that still live; a rank among all of the run, from 0. */
    static Optional<ProcessHandle> rank(ChildProcess launcher, int rank) {
        return launcher.process()
                .children()
                .filter(process -> variables(process).contains("RANK=" + rank))
                .findFirst();
    }

    /** Empty of a process that has ended. */
    private static List<String> variables(ProcessHandle process) {
        try {
            byte[] all = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "environ"));
            return List.of(new String(all, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException ended) {
            return List.of();
        }
    }

    /** Sends a signal that Java has no word for. */
    static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** All completions of the first steps of a training. */
    static List<CompletionRecord> completions(RunFolder run, long steps) {
        try (RunReader reader = RunReader.open(run.database())) {
            return LongStream.rangeClosed(1, steps)
                    .boxed()
                    .flatMap(step -> reader.completions(step).stream())
                    .toList();
        }
    }

    /** All weights of a model's folder. */
    static float[] weights(Path model) {
        try (CausalLm lm = ModelFiles.load(model, DeviceAndDtype.cpu(ScalarType.Float), false)) {
            return DeviceAndDtype.toFloats(lm.parameters().values());
        }
    }

    /** Looks whether two model folders of float32 tensors differ by no more than other orders of the same sums do. */
    static void assertAlmostSameWeights(Path actual, Path expected) {
        try (SafetensorsFile first = SafetensorsFile.open(actual.resolve("model.safetensors"));
                SafetensorsFile second = SafetensorsFile.open(expected.resolve("model.safetensors"))) {
            assertThat(first.tensors().keySet()).isEqualTo(second.tensors().keySet());
            for (String name : second.tensors().keySet()) {
                assertThat(floats(first, name)).as(name).containsExactly(floats(second, name), within(ROUNDING));
            }
        }
    }

    private static float[] floats(SafetensorsFile file, String name) {
        return file.data(name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
