package zero4j.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import zero4j.OptionalLibrary;
import zero4j.UserError;

/**
 * Text to token ids and back, as a Hugging Face {@code tokenizer.json} says.
 *
 * <p>Thread-safe: any number of threads may encode, decode and open streaming decoders at once; {@link #close} must come
 * after the last of them, for it frees native memory.
 *
 * <p>Differs: {@code clean_up_tokenization_spaces} of {@code tokenizer_config.json} is not applied, so that decoding
 * never changes what the model wrote.
 */
public final class Tokenizer implements AutoCloseable {
    static {
        // The library reports to its makers and, beside a CUDA device, downloads another build of itself. Both are read
        // from system properties when its classes load.
        setDefault("OPT_OUT_TRACKING");
        setDefault("ai.djl.offline");
    }

    /** The library warns of every CUDA device that it cannot use; it needs none. Held, or its level would be collected. */
    private static final Logger LIBRARY_LOG = quiet(Logger.getLogger("ai.djl"));

    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer library;
    private final Vocabulary vocabulary;
    private final TokenizerConfig config;
    private final int[] bos;

    private Tokenizer(HuggingFaceTokenizer library, Vocabulary vocabulary, TokenizerConfig config) {
        this.library = library;
        this.vocabulary = vocabulary;
        this.config = config;
        this.bos = addedInFront();
    }

    private static Logger quiet(Logger logger) {
        if (logger.getLevel() == null) {
            logger.setLevel(Level.SEVERE);
        }
        return logger;
    }

    private static void setDefault(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }

    /**
     * Loads {@code tokenizer.json} (or {@code tokenizer.json.gz}) and, if they are there, {@code tokenizer_config.json} and
     * {@code chat_template.jinja}.
     *
     * @param folder a model's folder
     * @throws UserError when the folder has no tokenizer or the tokenizer cannot be read
     */
    public static Tokenizer load(Path folder) {
        OptionalLibrary.TOKENIZERS.require("Reading a tokenizer.json");
        LIBRARY_LOG.fine(() -> "loading " + folder);
        Path file = file(folder);
        try {
            byte[] json = Vocabulary.bytes(file);
            Vocabulary vocabulary = Vocabulary.parse(new JsonMapper(), json);
            TokenizerConfig config = TokenizerConfig.read(folder);
            return new Tokenizer(
                    HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS), vocabulary, config);
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        } catch (UserError e) {
            throw e;
        } catch (RuntimeException e) {
            // The native library reports every defect of the file as a plain RuntimeException.
            throw Vocabulary.unusable(file, e);
        }
    }

    /**
     * The file that {@link #load} reads.
     *
     * @throws UserError when the folder has none
     */
    public static Path file(Path folder) {
        return Vocabulary.file(folder)
                .orElseThrow(() -> new UserError(
                        Files.isDirectory(folder)
                                ? "there is no tokenizer.json in " + folder + "; copy it there from the model's origin"
                                : folder
                                        + " is not a folder. Expected a model folder with a tokenizer.json of the Hugging Face"
                                        + " tokenizers library."));
    }

    /** What the post-processor puts before a text; what it appends (an EOS of some encoders) does not belong to a prompt. */
    private int[] addedInFront() {
        for (String probe : new String[] {"a", "1", " "}) {
            int[] plain = encode(probe, false);
            int[] full = encode(probe, true);
            for (int at = 0; plain.length > 0 && at + plain.length <= full.length; at++) {
                if (Arrays.equals(full, at, at + plain.length, plain, 0, plain.length)) {
                    return Arrays.copyOf(full, at);
                }
            }
        }
        return encode("", true);
    }

    /** Tokens of a text. Special tokens written out in it are recognised; none is added. */
    public int[] encode(String text) {
        return encode(text, false);
    }

    /** Tokens of a prompt: like {@link #encode}, with the BOS in front if this tokenizer adds one and the text lacks it. */
    public int[] encodePrompt(String text) {
        int[] tokens = encode(text);
        int n = bos.length;
        if (n == 0 || (tokens.length >= n && Arrays.equals(tokens, 0, n, bos, 0, n))) {
            return tokens;
        }
        int[] all = Arrays.copyOf(bos, n + tokens.length);
        System.arraycopy(tokens, 0, all, n, tokens.length);
        return all;
    }

    /**
     * Tokens of a prompt in pieces, each encoded by itself: what is cut in two is no special token.
     *
     * @param pieces of the text, in its order
     */
    public int[] encodePrompt(List<String> pieces) {
        return encoded(encodePrompt(pieces.getFirst()), pieces);
    }

    /** Tokens of a text in pieces, as {@link #encodePrompt(List)}, with no BOS but one that is written. */
    public int[] encode(List<String> pieces) {
        return encoded(encode(pieces.getFirst()), pieces);
    }

    private int[] encoded(int[] first, List<String> pieces) {
        int[] tokens = first;
        for (String piece : pieces.subList(1, pieces.size())) {
            int[] more = encode(piece);
            int before = tokens.length;
            tokens = Arrays.copyOf(tokens, before + more.length);
            System.arraycopy(more, 0, tokens, before, more.length);
        }
        return tokens;
    }

    /** How the tokens are written that control a model, and that {@link #encode} recognises in any text: special ones, and those of chats. */
    public List<String> controlTokens() {
        return vocabulary.controlNames();
    }

    private int[] encode(String text, boolean addSpecial) {
        long[] ids = library.encode(text, addSpecial, false).getIds();
        int[] tokens = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = Math.toIntExact(ids[i]);
        }
        return tokens;
    }

    /** Text of tokens without special tokens. Bytes that form no character become U+FFFD. */
    public String decode(int[] tokens) {
        return decode(tokens, true);
    }

    /** Text of tokens. Ids outside the vocabulary (models may have spare rows) have no text. */
    public String decode(int[] tokens, boolean skipSpecial) {
        return library.decode(Arrays.stream(tokens).asLongStream().toArray(), skipSpecial);
    }

    /** The bytes of a token, which may be a part of a character; none of an id outside the vocabulary. */
    public byte[] bytes(int token) {
        return vocabulary.has(token)
                ? vocabulary.bytes(token).orElseGet(() -> TokenBytes.utf8(decode(new int[] {token}, false)))
                : new byte[0];
    }

    /** Text that a completion adds to its prompt: many tokenizers drop a leading space when the completion stands alone. */
    public String decodeCompletion(int[] prompt, int[] completion) {
        StreamingDecoder decoder = streaming(prompt);
        for (int token : completion) {
            decoder.push(token);
        }
        decoder.flush();
        return decoder.text();
    }

    /** A decoder for tokens that arrive one by one, at the start of a text. Not thread-safe, unlike the tokenizer. */
    public StreamingDecoder streaming() {
        return streaming(new int[0]);
    }

    /** A decoder for a completion's tokens: its text is what they add to the text of the prompt. */
    public StreamingDecoder streaming(int[] promptTokens) {
        return new StreamingDecoder(this, promptTokens);
    }

    /** The id of a token named as in the vocabulary, special tokens included. */
    public OptionalInt id(String token) {
        @Nullable Integer id = vocabulary.id(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The token's name as the vocabulary writes it, for byte-level tokenizers not its text ({@code Ġhello}).
     *
     * @throws IllegalArgumentException when no token has this id
     */
    public String token(int id) {
        return vocabulary.name(id);
    }

    /** Largest id + 1; a model may have more rows. */
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** Whether {@link #decode(int[])} leaves the token out. */
    public boolean isSpecial(int id) {
        return vocabulary.isSpecial(id);
    }

    boolean hasText(int id) {
        return vocabulary.has(id) && !vocabulary.isSpecial(id);
    }

    /** Tokens that {@link #encodePrompt} puts before a text; usually one or none. */
    public int[] bos() {
        return bos.clone();
    }

    /** The EOS that {@code tokenizer_config.json} names, if any; a model's own configuration may name more. */
    public OptionalInt eos() {
        return id(config.eos());
    }

    /** The chat template (Jinja) of {@code chat_template.jinja}, or else of {@code tokenizer_config.json}, if it has one. */
    public Optional<String> chatTemplate() {
        return config.chatTemplate();
    }

    /** The tokens that {@code tokenizer_config.json} names: {@code bos_token}, {@code eos_token} and the like. */
    public Map<String, String> namedTokens() {
        return config.namedTokens();
    }

    @Override
    public void close() {
        library.close();
    }
}
