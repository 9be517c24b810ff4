package zero4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import zero4j.UserError;
import zero4j.weights.ParameterLayout.Leaf;
import zero4j.weights.ParameterLayout.Part;

/**
 * The matrices of low-rank adaptation ({@link LoraSettings}), without their numbers: one pair A, B for each tensor of the checkpoint
 * that is adapted, by the names of Hugging Face PEFT's files, and how these files are written.
 *
 * @param config of the model
 * @param base the model
 * @param layout how the matrices lie in one flat buffer: the A of tensors that share their input under each other, then their B
 */
public record AdapterLayout(ModelConfig config, LoraSettings settings, Base base, ParameterLayout layout) {
    /** Name of the file with the matrices, beside {@code adapter_config.json}. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    private static final String FINGERPRINT = "base_sha256";
    private static final String PREFIX = "base_model.model.";
    private static final String DOWN = ".lora_A.weight";
    private static final String UP = ".lora_B.weight";

    /**
     * The frozen model that an adapter belongs to.
     *
     * @param name folder it was read from
     * @param fingerprint of its weights, see {@link ModelFolder#fingerprint}
     */
    public record Base(String name, String fingerprint) {
        /** The model of a folder. */
        public static Base of(ModelFolder folder) {
            return new Base(folder.path().toString(), folder.fingerprint());
        }
    }

    /** An adapter of a model's layers. */
    public static AdapterLayout of(ModelConfig config, LoraSettings settings, Base base) {
        Set<String> adapted = settings.adapted(config);
        List<Leaf> leaves = new ArrayList<>();
        ParameterLayout.of(config.weights()).leaves().forEach(leaf -> {
            List<Part> chosen = leaf.parts().stream()
                    .filter(part -> adapted.contains(part.name()))
                    .toList();
            if (!chosen.isEmpty()) {
                leaves.add(new Leaf(
                        chosen.stream()
                                .map(part -> new Part(downName(part.name()), settings.rank()))
                                .toList(),
                        leaf.columns()));
                chosen.forEach(part ->
                        leaves.add(new Leaf(List.of(new Part(upName(part.name()), part.rows())), settings.rank())));
            }
        });
        return new AdapterLayout(config, settings, base, new ParameterLayout(leaves));
    }

    /** Name of A in PEFT's files, for the name of the adapted tensor. */
    public static String downName(String weight) {
        return PREFIX + module(weight) + DOWN;
    }

    /** Name of B in PEFT's files, for the name of the adapted tensor. */
    public static String upName(String weight) {
        return PREFIX + module(weight) + UP;
    }

    private static String module(String weight) {
        return weight.substring(0, weight.length() - ".weight".length());
    }

    /** {@code rank 8, alpha 16, all-linear}. */
    public String inWords() {
        return settings.inWords(config.family());
    }

    /** Adapted layers by the last word of their names, in the order of the forward pass. */
    private List<String> layers() {
        return settings.layers(config.family());
    }

    /**
     * Where training begins: Kaiming-uniform with a = sqrt 5 for A, which for a matrix [rank, in] is uniform within 1 / sqrt(in). B is
     * zero, so that the adapter changes nothing yet. A seed means the same on every device.
     *
     * @param consumer gets the name of each A and its values, [rank, in]
     */
    public void drawDown(long seed, BiConsumer<String, float[]> consumer) {
        Random random = new Random(seed);
        for (Leaf leaf : layout.leaves()) {
            for (Part part : leaf.parts()) {
                if (part.name().endsWith(DOWN)) {
                    double bound = 1 / Math.sqrt((double) leaf.columns());
                    float[] values = new float[Math.toIntExact(part.rows() * leaf.columns())];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
                    }
                    consumer.accept(part.name(), values);
                }
            }
        }
    }

    /**
     * Writes an adapter into a folder that the caller makes durable; creates the folder. The second file names the weights of the base
     * by their fingerprint.
     *
     * @param matrices of the layout
     * @throws IOException if it cannot be written
     */
    public void write(Path folder, List<SafetensorsWriter.Entry> matrices) throws IOException {
        Files.createDirectories(folder);
        AdapterConfig written =
                new AdapterConfig(settings.rank(), settings.alpha(), false, layers(), Optional.of(base.name()));
        Files.writeString(folder.resolve(AdapterConfig.FILE), written.json());
        SafetensorsWriter.writeFile(
                folder.resolve(WEIGHTS), matrices, Map.of("format", "pt", FINGERPRINT, base.fingerprint()));
    }

    /**
     * Reads the matrices of a folder that {@link #write} wrote.
     *
     * @param reader gets the file, which has all matrices in their shapes
     * @throws UserError if they were trained beside another base, or with another rank, alpha or choice of layers
     */
    public void restore(Path folder, BiConsumer<SafetensorsFile, String> reader) {
        AdapterConfig read = AdapterConfig.read(folder);
        if (read.rank() != settings.rank()
                || read.scale() != settings.scale()
                || !read.targets().equals(layers())) {
            throw new UserError("the adapter in " + folder + " has rank " + read.rank() + ", alpha " + read.alpha()
                    + " and targets " + read.targets() + ", but the recipe's lora section says " + inWords()
                    + "; restore the recipe, or start a new run");
        }
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
            checkBase(file, base);
            for (Leaf leaf : layout.leaves()) {
                for (Part part : leaf.parts()) {
                    requireShape(file, part.name(), leaf.shape(part.rows()));
                    reader.accept(file, part.name());
                }
            }
        }
    }

    private static void requireShape(SafetensorsFile file, String name, long[] expected) {
        long[] shape = file.tensor(name).shape();
        if (!Arrays.equals(shape, expected)) {
            throw new UserError(file.path() + ": " + name + " has shape " + Arrays.toString(shape)
                    + ", but the model needs " + Arrays.toString(expected));
        }
    }

    /**
     * An adapter from elsewhere names no fingerprint, and is believed.
     *
     * @throws UserError if it names that of other weights
     */
    public static void checkBase(SafetensorsFile file, ModelFolder base) {
        if (file.metadata().containsKey(FINGERPRINT)) {
            checkBase(file, Base.of(base));
        }
    }

    private static void checkBase(SafetensorsFile file, Base base) {
        String trained = file.metadata().get(FINGERPRINT);
        if (!base.fingerprint().equals(trained)) {
            throw new UserError(file.path() + " was trained beside other weights than those in " + base.name()
                    + ": their SHA-256 is " + (trained == null ? "not known" : trained) + ", these have "
                    + base.fingerprint() + ". Restore the model that it was trained from");
        }
    }
}
