package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Consumer;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.data.LoadedTexts;
import zero4j.data.nano.NanoCorpus;
import zero4j.data.nano.NanoVocabulary;
import zero4j.hub.HubRepository;
import zero4j.model.CausalLm;
import zero4j.model.Gradients;
import zero4j.model.Initialisation;
import zero4j.model.ModelFiles;
import zero4j.pretrain.Documents;
import zero4j.recipe.PretrainRecipe;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelFolder;

/** The text that a pretraining recipe names, in tokens, and the model that is to learn it. */
public final class PretrainingText implements AutoCloseable {
    private static final String NANO = "nano";

    private final Path folder;
    private final boolean temporary;
    private final Tokenizer tokenizer;
    private final int end;
    private final Documents documents;
    private final Use use;

    private PretrainingText(
            Path folder, boolean temporary, Tokenizer tokenizer, int end, Documents documents, Use use) {
        this.folder = folder;
        this.temporary = temporary;
        this.tokenizer = tokenizer;
        this.end = end;
        this.documents = documents;
        this.use = use;
    }

    /**
     * What is read of a text, and how much of it a pretraining learns from.
     *
     * @param files none of a text that is generated
     * @param taken what of the files, in words
     * @param texts in the files
     * @param documents of one pass: the texts, those longer than a row cut
     * @param tokens of one pass; 0 for a text that never ends
     * @param leftOut rows that gave no text
     */
    public record Use(List<Path> files, String taken, long texts, long documents, long tokens, long leftOut) {
        private static final Use ENDLESS = new Use(List.of(), "", 0, 0, 0, 0);
    }

    /** Opens tokenizer and text. */
    public static PretrainingText open(PretrainRecipe recipe, Consumer<String> warnings) {
        return open(recipe, Path.of(System.getProperty("java.io.tmpdir")), warnings);
    }

    /**
     * The same.
     *
     * @param temporary folder of temporary folders
     * @param warnings told of rows that give no text
     */
    static PretrainingText open(PretrainRecipe recipe, Path temporary, Consumer<String> warnings) {
        if (!recipe.tokenizer().equals(NANO)) {
            return open(recipe, HubRepository.resolve(HubRepository.Kind.MODEL, recipe.tokenizer()), false, warnings);
        }
        if (!recipe.fromScratch()) {
            return open(recipe, ModelArgument.folder(recipe.init()), false, warnings);
        }
        try {
            return open(recipe, Files.createTempDirectory(temporary, "zero4j-tokenizer-"), true, warnings);
        } catch (IOException e) {
            throw new UserError("cannot write a temporary folder for the tokenizer: " + e, e);
        }
    }

    private static PretrainingText open(
            PretrainRecipe recipe, Path folder, boolean temporary, Consumer<String> warnings) {
        try {
            if (temporary) {
                writeNano(folder);
            }
            Tokenizer tokenizer = Tokenizer.load(folder);
            int end = tokenizer
                    .eos()
                    .orElseThrow(() -> new UserError("tokenizer: " + folder
                            + " names no eos_token in tokenizer_config.json; documents need one at their end"));
            return of(recipe, folder, temporary, tokenizer, end, warnings);
        } catch (RuntimeException | OutOfMemoryError e) {
            close(folder, temporary);
            throw e;
        }
    }

    private static void writeNano(Path folder) {
        NanoVocabulary.write(folder);
        AtomicFile.write(
                folder.resolve("generation_config.json"),
                "{\n  \"do_sample\" : true,\n  \"eos_token_id\" : 0,\n  \"pad_token_id\" : 1\n}\n");
    }

    private static PretrainingText of(
            PretrainRecipe recipe,
            Path folder,
            boolean temporary,
            Tokenizer tokenizer,
            int end,
            Consumer<String> warnings) {
        if (recipe.readsNano()) {
            NanoCorpus corpus = new NanoCorpus(recipe.data(), recipe.mess(), recipe.seed());
            Documents documents = (index, progress) -> ended(tokenizer.encode(corpus.document(index, progress)), end);
            return new PretrainingText(folder, temporary, tokenizer, end, documents, Use.ENDLESS);
        }
        LoadedTexts loaded = loaded(recipe);
        LeftOutRows.tell(recipe.data(), loaded.problems(), warnings);
        TextDocuments documents = TextDocuments.of(
                loaded.texts(),
                text -> ended(tokenizer.encode(text), end),
                recipe.train().sequenceLength(),
                recipe.seed());
        Use use = new Use(
                loaded.files(),
                loaded.taken(),
                loaded.texts().size(),
                documents.count(),
                documents.tokens(),
                loaded.problems().size());
        return new PretrainingText(folder, temporary, tokenizer, end, documents, use);
    }

    private static LoadedTexts loaded(PretrainRecipe recipe) {
        try {
            return LoadedTexts.read(HubRepository.resolve(HubRepository.Kind.DATASET, recipe.data()));
        } catch (UserError e) {
            throw new UserError(
                    "data: " + e.getMessage() + HubRepository.advice(HubRepository.Kind.DATASET, recipe.data()), e);
        } catch (OutOfMemoryError e) {
            throw new UserError(
                    "data: the text of " + recipe.data() + " does not fit into the Java heap: raise it with"
                            + " ZERO4J_JAVA_OPTS=-Xmx4g, or pretrain on a part of the text",
                    e);
        }
    }

    private static int[] ended(int[] tokens, int end) {
        int[] document = Arrays.copyOf(tokens, tokens.length + 1);
        document[tokens.length] = end;
        return document;
    }

    public Documents documents() {
        return documents;
    }

    /** What of the text is read. */
    public Use use() {
        return use;
    }

    /** Tokens that the tokenizer knows. */
    public int vocabularySize() {
        return tokenizer.vocabularySize();
    }

    /** What a document reads like, with its end token. */
    public String decoded(int[] document) {
        return tokenizer.decode(document);
    }

    /** The folder whose tokenizer files belong to the model. */
    public Path tokenizerFolder() {
        return folder;
    }

    /**
     * What the model will be, without its weights.
     *
     * @throws UserError if the model to begin with does not fit its configuration, the tokenizer or the recipe
     */
    ModelConfig config(PretrainRecipe recipe, Consumer<String> warnings) {
        if (recipe.fromScratch()) {
            return fresh(recipe);
        }
        try (ModelFolder model = ModelFolder.open(ModelArgument.folder(recipe.init()), folder)) {
            model.warnings().forEach(warnings);
            model.requireFinite();
            return model.config();
        }
    }

    private ModelConfig fresh(PretrainRecipe recipe) {
        TreeSet<Integer> eos = new TreeSet<>();
        eos.add(end);
        return ModelConfig.fresh(
                ModelFamilies.LLAMA,
                recipe.architecture().shape(),
                tokenizer.vocabularySize(),
                OptionalInt.empty(),
                eos);
    }

    /** The model to train: new with random weights, or read. */
    CausalLm model(PretrainRecipe recipe, DeviceAndDtype placement, Gradients gradients) {
        if (!recipe.fromScratch()) {
            return ModelFiles.load(ModelArgument.folder(recipe.init()), folder, placement, gradients);
        }
        CausalLm lm = new CausalLm(fresh(recipe), placement, gradients);
        Initialisation.normal(lm, recipe.seed());
        return lm;
    }

    @Override
    public void close() {
        close(folder, temporary);
    }

    private static void close(Path folder, boolean temporary) {
        if (temporary) {
            AtomicFile.deleteFolder(folder);
        }
    }
}
