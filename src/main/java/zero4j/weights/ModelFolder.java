package zero4j.weights;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import zero4j.Sha256;
import zero4j.UserError;
import zero4j.tokenizer.Vocabulary;

/**
 * A Hugging Face model folder: {@code config.json} and either {@code model.safetensors} or
 * {@code model.safetensors.index.json} with its shards. Segments are valid until it is closed.
 */
public final class ModelFolder implements AutoCloseable {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** Hashed at a time; a buffer over a segment ends at 2 GB. */
    private static final long HASHED_BYTES = 1L << 28;

    private final Path path;
    private final ModelConfig config;
    private final Collection<SafetensorsFile> files;
    private final Map<String, SafetensorsFile> fileOf;
    private final Map<String, TensorInfo> tensors;
    private final List<String> warnings = new ArrayList<>();

    private ModelFolder(
            Path path,
            ModelConfig written,
            Collection<SafetensorsFile> files,
            Map<String, SafetensorsFile> fileOf,
            Path tokenizer) {
        this.path = path;
        this.files = files;
        this.fileOf = fileOf;
        Map<String, TensorInfo> infos = new LinkedHashMap<>();
        fileOf.forEach((name, file) -> infos.put(name, file.tensor(name)));
        this.tensors = Collections.unmodifiableMap(infos);
        this.config = tied(fitted(written, tokenizer));
    }

    /**
     * With as many tokens as the tokenizer has: an id beyond the embedding would be no row of it, rows beyond the tokens are
     * padding.
     */
    private ModelConfig fitted(ModelConfig written, Path tokenizer) {
        int ids = Vocabulary.of(tokenizer).map(Vocabulary::size).orElse(written.vocabSize());
        if (ids > written.vocabSize()) {
            throw new UserError(
                    "the tokenizer.json in %s does not belong to the model in %s: its ids go up to %d, but vocab_size in config.json is %d; use the model's own"
                            .formatted(tokenizer, path, ids - 1, written.vocabSize()));
        }
        WeightsFit.require(path, written, tensors);
        return written.withTokens(ids);
    }

    /** Not tied where the file has an output layer that is another matrix, whatever the configuration says. */
    private ModelConfig tied(ModelConfig fitted) {
        String head = fitted.weights().head().name();
        String embedding = fitted.weights().embedding().name();
        if (!fitted.tieWordEmbeddings()
                || !tensors.containsKey(head)
                || data(head).mismatch(data(embedding)) == -1) {
            return fitted;
        }
        warnings.add(
                "%s: \"tie_word_embeddings\" is true, but the weights hold %s with other values than %s: it is used as the output layer, and kept in what is written"
                        .formatted(path.resolve("config.json"), head, embedding));
        ModelConfig untied = fitted.untied();
        WeightsFit.require(path, untied, tensors);
        return untied;
    }

    /**
     * Reads the configuration, maps the weights, checks all headers and the shapes of all weights.
     *
     * @throws UserError if anything is missing, malformed or not supported
     */
    public static ModelFolder open(Path path) {
        return open(path, path);
    }

    /**
     * As {@link #open(Path)}, for a model that is used with the tokenizer of another folder.
     *
     * @throws UserError also if that tokenizer has ids beyond the model's embedding
     */
    public static ModelFolder open(Path path, Path tokenizer) {
        ModelConfig config = ModelConfig.read(path);
        List<SafetensorsFile> opened = new ArrayList<>();
        try {
            return open(path, config, opened, tokenizer);
        } catch (RuntimeException e) {
            opened.forEach(SafetensorsFile::close);
            throw e;
        }
    }

    /**
     * The configuration of a model whose folder has been looked through as {@link #open(Path)} does.
     *
     * @throws UserError as {@link #open(Path)}
     */
    public static ModelConfig config(Path path) {
        try (ModelFolder folder = open(path)) {
            return folder.config();
        }
    }

    private static ModelFolder open(Path path, ModelConfig config, List<SafetensorsFile> opened, Path tokenizer) {
        Map<String, SafetensorsFile> fileOf = new LinkedHashMap<>();
        if (Files.isRegularFile(path.resolve(SINGLE))) {
            SafetensorsFile file = SafetensorsFile.open(path.resolve(SINGLE));
            opened.add(file);
            file.tensors().keySet().forEach(name -> fileOf.put(name, file));
        } else if (Files.isRegularFile(path.resolve(INDEX))) {
            openShards(path, opened, fileOf);
        } else {
            throw new UserError("neither %s nor %s found: %s; weights must be in the safetensors format"
                    .formatted(SINGLE, INDEX, FolderListing.describe(path)));
        }
        return new ModelFolder(path, config, opened, fileOf, tokenizer);
    }

    private static void openShards(Path path, List<SafetensorsFile> opened, Map<String, SafetensorsFile> fileOf) {
        Path index = path.resolve(INDEX);
        Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : weightMap(index).entrySet()) {
            SafetensorsFile shard = shards.get(entry.getValue());
            if (shard == null) {
                shard = openShard(path, index, entry.getValue());
                opened.add(shard);
                shards.put(entry.getValue(), shard);
            }
            if (!shard.tensors().containsKey(entry.getKey())) {
                throw new UserError("%s says that tensor %s is in %s, but it is not; download both again"
                        .formatted(index, entry.getKey(), shard.path()));
            }
            fileOf.put(entry.getKey(), shard);
        }
    }

    private static SafetensorsFile openShard(Path path, Path index, String name) {
        if (name.contains("/") || name.contains("\\") || name.contains("..")) {
            throw new UserError("%s names the shard \"%s\"; expected a file name".formatted(index, name));
        }
        Path shard = path.resolve(name);
        if (!Files.isRegularFile(shard)) {
            throw new UserError("the shard %s, which %s names, is missing; %s"
                    .formatted(shard, index.getFileName(), FolderListing.describe(path)));
        }
        return SafetensorsFile.open(shard);
    }

    private static Map<String, String> weightMap(Path index) {
        JsonNode map = StrictJson.read(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new UserError("%s has no \"weight_map\" from tensor names to files".formatted(index));
        }
        Map<String, String> files = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!entry.getValue().isString()) {
                throw new UserError("%s: the file of tensor %s is %s; expected a file name"
                        .formatted(index, entry.getKey(), entry.getValue()));
            }
            files.put(entry.getKey(), entry.getValue().stringValue());
        }
        return files;
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /** What {@code config.json} says, as far as the weights do not say otherwise. */
    public ModelConfig config() {
        return config;
    }

    /** What is strange about the model, in sentences for people. */
    public List<String> warnings() {
        return Collections.unmodifiableList(warnings);
    }

    /** All tensors by name. Offsets count within the tensor's own file. */
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    /**
     * What is known of a tensor.
     *
     * @throws UserError if the folder has no such tensor
     */
    public TensorInfo tensor(String name) {
        return file(name).tensor(name);
    }

    /**
     * A tensor's bytes, little-endian, not necessarily aligned.
     *
     * @throws UserError if the folder has no such tensor
     */
    public MemorySegment data(String name) {
        return file(name).data(name);
    }

    /**
     * SHA-256 (hex) over names, types, shapes and bytes of the parameters: the same however they are cut into files, different
     * for the same numbers in another type.
     */
    public String fingerprint() {
        Sha256 hash = new Sha256();
        for (String name : config.parameterShapes().keySet()) {
            TensorInfo info = tensor(name);
            hash.add(name + " " + info.dtype() + " " + Arrays.toString(info.shape()) + "\n");
            MemorySegment data = data(name);
            for (long at = 0; at < data.byteSize(); at += HASHED_BYTES) {
                hash.add(data.asSlice(at, Math.min(HASHED_BYTES, data.byteSize() - at))
                        .asByteBuffer());
            }
        }
        return hash.hex();
    }

    /**
     * Reads all weights and looks for numbers that are none.
     *
     * @throws UserError if there are any; names the first tensor that has some
     */
    public void requireFinite() {
        for (String name : config.parameterShapes().keySet()) {
            if (!tensor(name).dtype().allFinite(data(name))) {
                throw new UserError(
                        "the weights in %s do not fit: tensor %s holds NaN or infinite values; train from another"
                                        .formatted(path, name)
                                + " checkpoint, or download the model again");
            }
        }
    }

    private SafetensorsFile file(String name) {
        SafetensorsFile file = fileOf.get(name);
        if (file == null) {
            throw new UserError("the model in %s has no tensor %s".formatted(path, name));
        }
        return file;
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
