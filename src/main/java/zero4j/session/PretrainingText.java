package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.data.nano.NanoCorpus;
import zero4j.data.nano.NanoVocabulary;
import zero4j.model.CausalLm;
import zero4j.model.Initialisation;
import zero4j.model.ModelFiles;
import zero4j.pretrain.Documents;
import zero4j.recipe.PretrainRecipe;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;

/** The text that a pretraining recipe names, in tokens, and the model that is to learn it. */
public final class PretrainingText implements AutoCloseable {
    private static final String NANO = "nano";

    private final Path folder;
    private final boolean temporary;
    private final Tokenizer tokenizer;
    private final int end;
    private final Documents documents;

    private PretrainingText(Path folder, boolean temporary, Tokenizer tokenizer, int end, Documents documents) {
        this.folder = folder;
        this.temporary = temporary;
        this.tokenizer = tokenizer;
        this.end = end;
        this.documents = documents;
    }

    /** Opens tokenizer and text. */
    public static PretrainingText open(PretrainRecipe recipe) {
        return open(recipe, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** @param temporary folder of temporary folders */
    static PretrainingText open(PretrainRecipe recipe, Path temporary) {
        if (!recipe.tokenizer().equals(NANO)) {
            return open(recipe, Path.of(recipe.tokenizer()), false);
        }
        if (!recipe.fromScratch()) {
            return open(recipe, ModelArgument.folder(recipe.init()), false);
        }
        try {
            return open(recipe, Files.createTempDirectory(temporary, "zero4j-tokenizer-"), true);
        } catch (IOException e) {
            throw new UserError("cannot write a temporary folder for the tokenizer: " + e, e);
        }
    }

    private static PretrainingText open(PretrainRecipe recipe, Path folder, boolean temporary) {
        Tokenizer tokenizer = null;
        try {
            if (temporary) {
                writeNano(folder);
            }
            tokenizer = Tokenizer.load(folder);
            int end = tokenizer
                    .eos()
                    .orElseThrow(() -> new UserError("tokenizer: " + folder
                            + " names no eos_token in tokenizer_config.json; documents need one at their end"));
            return new PretrainingText(folder, temporary, tokenizer, end, documents(recipe, tokenizer, end));
        } catch (RuntimeException | OutOfMemoryError e) {
            close(tokenizer, folder, temporary);
            throw e;
        }
    }

    private static void writeNano(Path folder) {
        NanoVocabulary.write(folder);
        AtomicFile.write(
                folder.resolve("generation_config.json"),
                "{\n  \"do_sample\" : true,\n  \"eos_token_id\" : 0,\n  \"pad_token_id\" : 1\n}\n");
    }

    private static Documents documents(PretrainRecipe recipe, Tokenizer tokenizer, int end) {
        if (recipe.readsNano()) {
            NanoCorpus corpus = new NanoCorpus(recipe.data(), recipe.mess(), recipe.seed());
            return (index, progress) -> ended(tokenizer.encode(corpus.document(index, progress)), end);
        }
        return TextDocuments.read(
                Path.of(recipe.data()),
                text -> ended(tokenizer.encode(text), end),
                recipe.train().sequenceLength(),
                recipe.seed());
    }

    private static int[] ended(int[] tokens, int end) {
        int[] document = Arrays.copyOf(tokens, tokens.length + 1);
        document[tokens.length] = end;
        return document;
    }

    public Documents documents() {
        return documents;
    }

    /** The folder whose tokenizer files belong to the model. */
    public Path tokenizerFolder() {
        return folder;
    }

    /** The model to train: new with random weights, or read. */
    public CausalLm model(PretrainRecipe recipe, DeviceAndDtype placement) {
        if (!recipe.fromScratch()) {
            return ModelFiles.load(ModelArgument.folder(recipe.init()), folder, placement, true);
        }
        TreeSet<Integer> eos = new TreeSet<>();
        eos.add(end);
        ModelConfig config = ModelConfig.fresh(
                ModelFamilies.LLAMA,
                recipe.architecture().shape(),
                tokenizer.vocabularySize(),
                OptionalInt.empty(),
                eos);
        CausalLm lm = new CausalLm(config, placement, true);
        Initialisation.normal(lm, recipe.seed());
        return lm;
    }

    @Override
    public void close() {
        close(tokenizer, folder, temporary);
    }

    private static void close(@Nullable Tokenizer tokenizer, Path folder, boolean temporary) {
        if (tokenizer != null) {
            tokenizer.close();
        }
        if (temporary) {
            AtomicFile.deleteFolder(folder);
        }
    }
}
