package zero4j.learn.torch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.dist.Communicator;
import zero4j.dist.MeetingPlace;
import zero4j.dist.Sharding;
import zero4j.dist.SingleProcess;
import zero4j.learn.AdapterGradientTest;
import zero4j.learn.Checkpoint;
import zero4j.learn.LearnReport;
import zero4j.learn.Learner;
import zero4j.learn.LearnerBackend;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ProofModel;
import zero4j.learn.ReferencePolicy;
import zero4j.learn.TinyLearner;
import zero4j.learn.TrainSettings;
import zero4j.model.CausalLm;
import zero4j.model.Gradients;
import zero4j.model.ModelFiles;
import zero4j.recipe.Recipes;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Threads;

/** Processes that have pieces of optimizer and gradients learn, bit for bit, what those learn that have everything. */
class ShardingTest {
    /** Elements of a bucket, so few that a small model has many. */
    private static final long SMALL = 10_000;

    private static final TrainSettings SETTINGS = settings("workers: 1, tokens_per_micro_batch: 40");
    private static final TrainSettings ONE_PASS = settings("workers: 1, tokens_per_micro_batch: 4000");
    private static final TrainSettings CHECKPOINTING =
            settings("workers: 1, tokens_per_micro_batch: 4000, activation_checkpointing: true");

    private static final TrainSettings TWO_WORKERS = settings("tokens_per_micro_batch: 40, workers: 2");

    /** Two passes in two updates each, whose gradients are long enough to be clipped. */
    private static TrainSettings settings(String further) {
        return Recipes.train(
                        null,
                        List.of("train={epochs: 2, responses_per_update: 4, max_grad_norm: 0.05, learning_rate: 1e-3,"
                                + " warmup_steps: 0, weight_decay: 0.1, " + further + "}"))
                .train();
    }

    @TempDir
    private Path folder = Path.of("");

    /** Models that have what they train in different places and precisions. */
    enum Model {
        FLOAT32,
        BFLOAT16,
        ADAPTER;

        CausalLm open(Path weights, Sharding sharding) {
            Gradients gradients = sharding == Sharding.GRADIENTS ? Gradients.HANDED_OVER : Gradients.KEPT;
            return switch (this) {
                case FLOAT32 -> load(weights, ScalarType.Float, gradients);
                case BFLOAT16 -> load(weights, ScalarType.BFloat16, gradients);
                case ADAPTER -> AdapterGradientTest.trained();
            };
        }

        private static CausalLm load(Path weights, ScalarType type, Gradients gradients) {
            return ModelFiles.load(weights, weights, DeviceAndDtype.cpu(type), gradients);
        }
    }

    /** What a process has at the end. */
    private record End(float[] values, Map<String, Double> metrics) {}

    /**
     * Goes on from a checkpoint, or begins; learns; and saves.
     *
     * @param first batch to learn from
     * @param last batch to learn from
     */
    private static End train(
            Communicator ranks,
            Sharding sharding,
            TrainSettings settings,
            String preset,
            Model model,
            Optional<Path> from,
            int first,
            int last,
            Path to) {
        try (var _ = Threads.oneComputes(1);
                CausalLm lm =
                        model.open(ranks.rank() == 0 ? from.orElse(TinyLearner.MODEL) : TinyLearner.MODEL, sharding);
                LearnerBackend backend = new TorchLearnerBackend(
                        lm,
                        Path.of(""),
                        PassSettings.of(settings),
                        settings.adamW(),
                        TinyLearner.TEMPERATURE,
                        ranks,
                        sharding);
                ReferencePolicy reference = reference(lm, backend, sharding, settings);
                Learner learner = new Learner(
                        backend,
                        Presets.of(AlgorithmSettings.of(preset), TinyLearner.BUDGET),
                        settings,
                        reference,
                        ranks,
                        0)) {
            if (from.isPresent()) {
                learner.resume(from.filter(_ -> ranks.rank() == 0));
            }
            Map<String, Double> metrics = new LinkedHashMap<>();
            for (int step = first; step <= last; step++) {
                List<Response> responses = TinyLearner.batch(new Random(step)).responses();
                LearnReport report = learner.learn(learner.advantages(responses, 0), step, _ -> {});
                report.metrics().forEach((metric, value) -> {
                    if (metric.unit().isEmpty()
                            || metric.unit().equals("nats")
                            || metric.unit().equals("updates")) {
                        metrics.merge(metric.key(), value, Double::sum);
                    }
                });
            }
            if (ranks.rank() == 0) {
                learner.save(Files.createDirectories(to));
            } else {
                learner.assistSaving();
            }
            return new End(DeviceAndDtype.toFloats(lm.trainable().values()), metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that stays in memory, or where state is divided, one that does not: they say the same. */
    private static ReferencePolicy reference(
            CausalLm lm, LearnerBackend backend, Sharding sharding, TrainSettings settings) {
        if (sharding == Sharding.NONE) {
            return ReferencePolicy.resident(frozen(lm, settings));
        }
        return backend.beneathAdapter()
                .map(ReferencePolicy::resident)
                .orElseGet(() -> ReferencePolicy.offloaded(() -> frozen(lm, settings)));
    }

    private static PolicyScorer frozen(CausalLm lm, TrainSettings settings) {
        return TorchScorer.open(TinyLearner.MODEL, lm.placement(), PassSettings.of(settings), TinyLearner.TEMPERATURE);
    }

    private static byte[] state(Path checkpoint) throws IOException {
        return Files.readAllBytes(Checkpoint.optimizer(checkpoint));
    }

    @ParameterizedTest
    @CsvSource({
        "2, grpo, FLOAT32",
        "4, dr-grpo, FLOAT32",
        "4, ppo, FLOAT32",
        "2, ppo, BFLOAT16",
        "4, dapo, BFLOAT16",
        "3, grpo, ADAPTER",
    })
    void learn_whateverIsSharded_givesTheSameBits(int world, String preset, Model model) throws IOException {
        TrainSettings several = world == 2 ? TWO_WORKERS : SETTINGS;
        List<End> whole = together(world, Sharding.NONE, several, preset, model);
        assertSame(together(world, Sharding.OPTIMIZER, several, preset, model), whole);
        assertThat(state(folder.resolve("OPTIMIZER"))).isEqualTo(state(folder.resolve("NONE")));

        TrainSettings onePass = world == 4 ? CHECKPOINTING : ONE_PASS;
        List<End> inOnePass = together(world, Sharding.NONE, onePass, preset, model);
        assertSame(together(world, Sharding.GRADIENTS, onePass, preset, model), inOnePass);
        assertThat(state(folder.resolve("GRADIENTS"))).isEqualTo(state(folder.resolve("NONE")));

        Path one = folder.resolve("one");
        End alone =
                train(new SingleProcess(), Sharding.OPTIMIZER, SETTINGS, preset, model, Optional.empty(), 1, 2, one);
        close(whole.getFirst().values(), alone.values(), model);
        assertThat(Files.size(Checkpoint.optimizer(one)))
                .isEqualTo(Files.size(Checkpoint.optimizer(folder.resolve("NONE"))));
    }

    private List<End> together(int world, Sharding sharding, TrainSettings settings, String preset, Model model) {
        return MeetingPlace.together(
                world,
                ranks -> train(
                        ranks,
                        sharding,
                        settings,
                        preset,
                        model,
                        Optional.empty(),
                        1,
                        2,
                        folder.resolve(sharding.name())));
    }

    private static void assertSame(List<End> sharded, List<End> whole) {
        for (int rank = 0; rank < whole.size(); rank++) {
            assertThat(sharded.get(rank).values())
                    .as("rank %d", rank)
                    .isEqualTo(whole.getFirst().values());
            assertThat(sharded.get(rank).metrics()).isEqualTo(whole.get(rank).metrics());
        }
    }

    /** Micro-batches of all processes are added up before those of one: other last bits, the same every time. */
    @ParameterizedTest
    @CsvSource({"2, FLOAT32", "4, FLOAT32", "3, BFLOAT16"})
    void learn_gradientsOfSeveralPassesHandedOver_isTheSameToRounding(int world, Model model) throws IOException {
        float[] whole = together(world, Sharding.NONE, SETTINGS, "dr-grpo", model)
                .getFirst()
                .values();
        List<End> first = together(world, Sharding.GRADIENTS, SETTINGS, "dr-grpo", model);
        byte[] state = state(folder.resolve("GRADIENTS"));
        assertSame(together(world, Sharding.GRADIENTS, SETTINGS, "dr-grpo", model), first);
        assertThat(state(folder.resolve("GRADIENTS"))).isEqualTo(state);
        first.forEach(
                rank -> assertThat(rank.values()).isEqualTo(first.getFirst().values()));
        close(first.getFirst().values(), whole, model);
    }

    private static void close(float[] values, float[] expected, Model model) {
        double most = model == Model.BFLOAT16 ? 2e-2 : 2e-4;
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected[i], within(most * (1 + Math.abs(expected[i]))));
        }
    }

    /** Four write, others read; whoever reads has the same, and learns on as if nothing had been. */
    @ParameterizedTest
    @CsvSource({"dr-grpo, FLOAT32, GRADIENTS", "ppo, BFLOAT16, OPTIMIZER", "grpo, ADAPTER, OPTIMIZER"})
    void resume_onAnotherNumberOfProcesses_learnsOn(String preset, Model model, Sharding own) throws IOException {
        Path whole = folder.resolve("whole");
        float[] end = values(4, own, preset, model, Optional.empty(), 1, 2, whole);
        Path four = folder.resolve("four");
        var _ = values(4, own, preset, model, Optional.empty(), 1, 1, four);
        Map<Integer, Sharding> others = Map.of(2, Sharding.NONE, 3, Sharding.GRADIENTS, 4, Sharding.OPTIMIZER);
        others.forEach((world, sharding) -> {
            Path again = folder.resolve(world + sharding.name());
            var _ = values(world, sharding, preset, model, Optional.of(four), 1, 0, again);
            assertThat(Checkpoint.optimizer(again)).hasSameBinaryContentAs(Checkpoint.optimizer(four));
            close(values(world, sharding, preset, model, Optional.of(four), 2, 2, again), end, model);
        });
        Path back = folder.resolve("back");
        assertThat(values(4, own, preset, model, Optional.of(four), 2, 2, back)).isEqualTo(end);
        assertThat(state(back)).isEqualTo(state(whole));

        Path one = folder.resolve("one");
        SingleProcess alone = new SingleProcess();
        close(
                train(alone, own, SETTINGS, preset, model, Optional.of(four), 2, 2, one)
                        .values(),
                end,
                model);
    }

    /** What all of some processes end with. */
    private static float[] values(
            int world,
            Sharding sharding,
            String preset,
            Model model,
            Optional<Path> from,
            int first,
            int last,
            Path to) {
        List<End> ends = MeetingPlace.together(
                world, ranks -> train(ranks, sharding, SETTINGS, preset, model, from, first, last, to));
        assertThat(ends)
                .allSatisfy(end ->
                        assertThat(end.values()).isEqualTo(ends.getFirst().values()));
        return ends.getFirst().values();
    }

    /** Buckets of which the last is shorter, and pieces beyond the last parameter. */
    @ParameterizedTest
    @CsvSource({"2, FLOAT32", "3, FLOAT32", "4, BFLOAT16", "4, ADAPTER"})
    void step_manyBuckets_isThatOfOneProcessWithTheSumOfTheGradients(int world, Model model) throws IOException {
        Stepped alone = step(new SingleProcess(), Sharding.NONE, model, world, folder.resolve("alone"));
        for (Sharding sharding : Sharding.values()) {
            Path to = folder.resolve(sharding.name());
            for (Stepped rank : MeetingPlace.together(world, ranks -> step(ranks, sharding, model, 1, to))) {
                assertThat(rank.values()).isEqualTo(alone.values());
                assertThat(rank.norm()).isCloseTo(alone.norm(), within(1e-12 * alone.norm()));
                assertThat(rank.moved()).isCloseTo(alone.moved(), within(1e-12 * alone.moved()));
            }
            assertThat(state(to)).isEqualTo(state(folder.resolve("alone")));
        }
    }

    private record Stepped(float[] values, double norm, double moved) {}

    /**
     * Two steps of whole numbers as gradients, whose sums have no rounding.
     *
     * @param parts whose gradients this process adds up
     */
    private static Stepped step(Communicator ranks, Sharding sharding, Model model, int parts, Path to) {
        try (CausalLm lm = model.open(TinyLearner.MODEL, sharding);
                DividedAdamW optimizer = new DividedAdamW(
                        lm.trainable(),
                        SETTINGS.adamW(),
                        Buckets.of(lm.trainable().count(), SMALL, ranks),
                        sharding);
                var _ = new PointerScope()) {
            double norm = 0;
            for (int number = 0; number < 2; number++) {
                int step = number;
                float[] sum = new float[Math.toIntExact(lm.trainable().count())];
                for (int part = 0; part < parts; part++) {
                    Random random = new Random(1000L * step + ranks.rank() + part);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += random.nextInt(-50, 50);
                    }
                }
                var _ = optimizer.summed(() -> {
                    if (optimizer.stream().isPresent()) {
                        optimizer.begin(1 + ranks.rank() % 2); // one of the passes finds nothing
                        handOver(sum, optimizer.stream().get());
                    } else {
                        keep(sum, lm, optimizer);
                    }
                    return sum;
                });
                norm = optimizer.clip(1e9);
                optimizer.step(1e-3);
            }
            assertThat(optimizer.notFinite()).isEmpty();
            if (ranks.rank() == 0) {
                TensorFile.write(Checkpoint.optimizer(Files.createDirectories(to)), optimizer.entries());
            } else {
                for (var entry : optimizer.entries()) {
                    for (long got = 0; got < entry.bytes(); ) {
                        got += entry.data().get().byteSize();
                    }
                }
            }
            return new Stepped(DeviceAndDtype.toFloats(lm.trainable().values()), norm, optimizer.moved(1e-3));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As three workers find it, of which the last one has nothing to do, and the others end one after the other. */
    private static void keep(float[] gradient, CausalLm lm, DividedAdamW optimizer) {
        float[] ofSecond = new float[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            ofSecond[i] = i % 7;
            gradient[i] -= ofSecond[i];
        }
        ProofModel.copy(gradient, lm.trainable().gradients());
        Tensor second = DeviceAndDtype.cpu(ScalarType.Float).floats(ofSecond);
        optimizer.begin(2, List.of(second, torch.zeros_like(second)));
        optimizer.complete(2).ifPresent(complete -> complete.accept(0));
        for (int worker = 0; worker < 2; worker++) {
            for (int at = gradient.length; at > 0; at -= 7001) {
                int from = at;
                optimizer.complete(worker).ifPresent(complete -> complete.accept(from));
            }
        }
    }

    /** In parts that are neither blocks nor buckets, the last ones first. */
    private static void handOver(float[] gradient, GradientStream stream) {
        int part = 7001;
        try (var _ = new PointerScope()) {
            for (int at = (gradient.length - 1) / part * part; at >= 0; at -= part) {
                float[] found = Arrays.copyOfRange(gradient, at, Math.min(gradient.length, at + part));
                stream.take(at, DeviceAndDtype.cpu(ScalarType.Float).floats(found));
            }
            stream.end();
        }
    }

    @Test
    void pieces_ofAnyBuffer_fillItOnceAndAreEqualInEachBucket() {
        for (long elements : new long[] {1, 47, 48, 49, 5000, 10_000, 10_001}) {
            List<Buckets> all = MeetingPlace.together(3, ranks -> Buckets.of(elements, 1000, ranks));
            Buckets buckets = all.getFirst();
            long at = 0;
            for (Buckets.Piece piece : buckets.pieces()) {
                assertThat(piece.at()).isEqualTo(at);
                assertThat(piece.length()).isPositive();
                assertThat(piece.length() % 16).isZero();
                at += piece.length();
            }
            assertThat(buckets.length()).isEqualTo(at).isBetween(elements, elements + 47);
            List<Buckets.Piece> own = new ArrayList<>();
            all.forEach(rank -> own.addAll(rank.own()));
            assertThat(own).hasSameElementsAs(buckets.pieces()).hasSameSizeAs(buckets.pieces());
        }
    }

    @Test
    void learn_rankThatLeaves_endsTheOthersWithTheOperation() {
        var _ = MeetingPlace.together(2, ranks -> {
            if (ranks.rank() == 1) {
                ranks.fail("its disk is full");
                return "";
            }
            assertThatThrownBy(() -> step(ranks, Sharding.OPTIMIZER, Model.FLOAT32, 1, folder))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("exchanging ")
                    .hasMessageContaining("its disk is full");
            return "";
        });
    }

    @Test
    void save_momentThatIsNotFiniteOnAnotherProcess_isToldByAll() {
        List<Optional<String>> told = MeetingPlace.together(2, ranks -> {
            try (var _ = new PointerScope();
                    CausalLm lm = Model.FLOAT32.open(TinyLearner.MODEL, Sharding.OPTIMIZER);
                    DividedAdamW optimizer =
                            new DividedAdamW(lm.trainable(), SETTINGS.adamW(), ranks, Sharding.OPTIMIZER)) {
                if (ranks.rank() == 1) {
                    float[] broken = new float
                            [Math.toIntExact(requireNonNull(optimizer.state().get("second_moment"))
                                    .numel())];
                    Arrays.fill(broken, Float.NaN);
                    ProofModel.copy(broken, requireNonNull(optimizer.state().get("second_moment")));
                }
                return optimizer.notFinite();
            }
        });
        assertThat(told).containsOnly(Optional.of("second_moment"));
    }
}
