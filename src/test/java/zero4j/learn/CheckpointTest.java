package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.train.RunJournal;
import zero4j.train.TrainState;

class CheckpointTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"weights, NaN, weight ", "weights, Infinity, weight ", "moments, NaN, optimizer state first_moment"})
    void save_valueThatIsNotFinite_writesNothingAndNamesTheLastGoodCheckpoint(String where, double value, String told) {
        RunFolder run = RunFolder.create(folder, "x", LocalDateTime.of(2026, 1, 1, 0, 0));
        TrainSettings settings = Recipes.train(null, List.of()).train();
        Algorithm algorithm = Presets.of(AlgorithmSettings.of("dr-grpo"), 8);
        try (RunStore store = RunStore.open(run.database());
                CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.Float), true);
                Learner learner = TinyLearner.learner(lm, algorithm, settings, 1, ReferencePolicy.NONE)) {
            RunJournal journal = new RunJournal(run, store, settings);
            var _ = journal.save(learner, TrainState.start(1));
            MemorySegment moments = learner.state().getFirst().data().get();
            Tensor spoilt = where.equals("weights")
                    ? lm.parameters().values()
                    : SegmentPointer.borrow(moments, ScalarType.Float, moments.byteSize() / Float.BYTES);
            fillOne(spoilt, value);
            TrainState next = new TrainState(1, TrainState.start(1).order());
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> journal.save(learner, next))
                    .withMessageStartingWith("saving after step 1: the " + told.strip())
                    .withMessageContaining("NaN or infinite values, so no checkpoint is written")
                    .withMessageContaining("the last good checkpoint is " + run.checkpoint(0));
        }
        assertThat(run.checkpoints().toFile().list()).containsExactly("step-0");
    }

    private static void fillOne(Tensor tensor, double value) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = tensor.narrow(0, 5, 1).fill_(new Scalar(value));
        }
    }
}
