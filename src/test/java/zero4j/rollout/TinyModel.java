package zero4j.rollout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.AtomicFile;
import zero4j.data.Question;
import zero4j.template.StopRule;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.ModelShape;
import zero4j.weights.SafetensorsWriter;

/** A random Llama whose tokens are the letters a to z, written as a model folder. */
public final class TinyModel {
    public static final int CONTEXT = 48;
    public static final int VOCABULARY = 32;
    /** Ids of the tokenizer: the last rows of the embedding are padding. */
    public static final int TOKENS = 29;
    /** Id of the letter a; 0 to 2 are special tokens, those after z have no text. */
    public static final int FIRST_LETTER = 3;

    private TinyModel() {}

    /** Writes a model; the same seed gives the same weights whatever the EOS ids. */
    public static Path write(Path target, long seed, SortedSet<Integer> eos) {
        ModelConfig config = ModelConfig.fresh(
                ModelFamilies.LLAMA,
                new ModelShape(16, 24, 2, 4, 2, CONTEXT, 10_000, true),
                VOCABULARY,
                OptionalInt.of(1),
                eos);
        Random random = new Random(seed);
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        config.parameterShapes().forEach((name, shape) -> {
            float[] values = new float
                    [(int) IntStream.range(0, shape.length)
                            .mapToLong(i -> shape[i])
                            .reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < values.length; i++) {
                values[i] = shape.length == 1 ? 1 : (float) (0.5 * random.nextGaussian());
            }
            entries.add(new SafetensorsWriter.Entry(name, Dtype.F32, shape, () -> MemorySegment.ofArray(values)));
        });
        ModelFolderWriter.write(target, config, entries, target);
        AtomicFile.write(target.resolve("tokenizer.json"), tokenizerJson());
        return target;
    }

    /** The weights of a folder, as a learner would hand them over. */
    public static PolicyWeights weights(Path folder) {
        return consumer -> {
            try (ModelFolder model = ModelFolder.open(folder)) {
                model.tensors()
                        .values()
                        .forEach(t -> consumer.accept(
                                new PolicyWeights.Tensor(t.name(), t.dtype().name(), t.shape(), model.data(t.name()))));
            }
        };
    }

    /** As {@link #weights(Path)}, with another number at place 3 of one tensor. */
    public static PolicyWeights weights(Path folder, String name, float value) {
        return sink -> weights(folder).forEach(t -> {
            if (!t.name().equals(name)) {
                sink.accept(t);
                return;
            }
            float[] values = t.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            values[3] = value;
            sink.accept(new PolicyWeights.Tensor(name, "F32", t.shape(), MemorySegment.ofArray(values)));
        });
    }

    /** A prompt of random letters. */
    public static Prompt prompt(int index, int length, StopRule stop) {
        Random random = new Random(1000L + index);
        int[] tokens = random.ints(length, FIRST_LETTER, FIRST_LETTER + 26).toArray();
        return new Prompt(new Question("tiny:" + index, "q", List.of("1"), Map.of()), "q", tokens, stop);
    }

    private static String tokenizerJson() {
        String special = IntStream.range(0, 3)
                .mapToObj(id ->
                        "{\"id\": %d, \"content\": \"%s\", \"special\": true, \"single_word\": false, \"lstrip\": false, \"rstrip\": false, \"normalized\": false}"
                                .formatted(id, List.of("<unk>", "<s>", "</s>").get(id)))
                .collect(Collectors.joining(", "));
        String letters = IntStream.range(0, 26)
                .mapToObj(i -> "\"%c\": %d".formatted((char) ('a' + i), FIRST_LETTER + i))
                .collect(Collectors.joining(", "));
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s], "normalizer": null,
                 "pre_tokenizer": null, "post_processor": null, "decoder": {"type": "Fuse"},
                 "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": false,
                           "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, %s}, "merges": []}}
                """.formatted(special, letters);
    }
}
