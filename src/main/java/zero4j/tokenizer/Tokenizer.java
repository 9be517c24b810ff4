package zero4j.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import zero4j.UserError;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/**
 * Text to token ids and back, as a Hugging Face {@code tokenizer.json} says.
 *
 * <p>Byte-pair encodings with the steps of Qwen, Llama, Mistral and their kin (docs/models.md), in pure Java; steps that are not known are
 * refused by name. Thread-safe: any number of threads may encode, decode and open streaming decoders at once.
 *
 * <p>Differs from the tokenizers library of Hugging Face: {@code clean_up_tokenization_spaces} of {@code tokenizer_config.json} is not
 * applied, so that decoding never changes what the model wrote; {@code dropout} is not either, so that a text has one encoding; added tokens
 * have the ids that are written; white space that a token with {@code rstrip} takes is no token itself; where some tokens for bytes are
 * missing, unknown tokens stay where their characters are; a {@code Metaspace} whose mark only the {@code first} word has gives it to the
 * first one that a {@code Split} before it has left.
 */
public final class Tokenizer {
    /** Halves of a character without the other, which no tokenizer has bytes for. */
    private static final Pattern HALVES = Pattern.compile("\\p{Cs}");

    private final AddedTokens raw;
    private final UnaryOperator<String> normalizer;
    private final AddedTokens normalized;
    private final PreTokenizer preTokenizer;
    private final Bpe model;
    private final TokenDecoder decoder;
    private final Vocabulary vocabulary;
    private final TokenizerConfig config;
    private final int[] bos;

    private Tokenizer(TokenizerJson json, TokenizerConfig config) {
        this.vocabulary = json.vocabulary();
        this.config = config;
        this.normalizer = TextNormalizer.of(json.step("normalizer"));
        this.raw = new AddedTokens(json.added(), false, normalizer);
        this.normalized = new AddedTokens(json.added(), true, normalizer);
        this.preTokenizer = PreTokenizer.of(json.step("pre_tokenizer"));
        this.model = new Bpe(json);
        this.decoder = TokenDecoder.of(json.step("decoder"));
        this.bos = inFront(json.step("post_processor"));
    }

    /**
     * Loads {@code tokenizer.json} (or {@code tokenizer.json.gz}) and, if they are there, {@code tokenizer_config.json} and
     * {@code chat_template.jinja}.
     *
     * @param folder a model's folder
     * @throws UserError when the folder has no tokenizer or the tokenizer cannot be read
     */
    public static Tokenizer load(Path folder) {
        Path file = file(folder);
        return TokenizerJson.read(file, true, json -> new Tokenizer(json, TokenizerConfig.read(folder)));
    }

    /**
     * The file that {@link #load} reads.
     *
     * @throws UserError when the folder has none
     */
    public static Path file(Path folder) {
        return TokenizerJson.file(folder)
                .orElseThrow(() -> new UserError(
                        Files.isDirectory(folder)
                                ? "there is no tokenizer.json in " + folder + "; copy it there from the model's origin"
                                : folder
                                        + " is not a folder. Expected a model folder with a tokenizer.json of the Hugging Face"
                                        + " tokenizers library."));
    }

    /** What the post-processor puts before a text; what it appends (an EOS of some encoders) does not belong to a prompt. */
    private static int[] inFront(JsonNode processor) {
        return switch (TokenizerJson.type(processor)) {
            case "", "ByteLevel" -> new int[0];
            case "Sequence" ->
                TokenizerJson.steps(processor, "processors").stream()
                        .map(Tokenizer::inFront)
                        .flatMapToInt(Arrays::stream)
                        .toArray();
            case "TemplateProcessing" ->
                TokenizerJson.array(processor, "single")
                        .takeWhile(piece -> !piece.has("Sequence"))
                        .map(piece -> piece.path("SpecialToken").path("id").asString(""))
                        .flatMap(name -> TokenizerJson.array(
                                processor.path("special_tokens").path(name), "ids"))
                        .mapToInt(JsonNode::asInt)
                        .toArray();
            case "BertProcessing", "RobertaProcessing" -> {
                JsonNode id = processor.path("cls").path(1);
                if (!id.isInt()) {
                    throw new IllegalArgumentException("its post_processor names no cls");
                }
                yield new int[] {id.asInt()};
            }
            default -> throw new UnknownKind("its post_processor is " + TokenizerJson.type(processor));
        };
    }

    /** Tokens of a text. Special tokens written out in it are recognised; none is added. */
    public int[] encode(String text) {
        IntStream.Builder found = IntStream.builder();
        for (AddedTokens.Part part : raw.parts(HALVES.matcher(text).replaceAll("\uFFFD"), true)) {
            if (part.text() == null) {
                found.add(part.id());
            } else {
                addNormalized(normalizer.apply(part.text()), part.first(), found);
            }
        }
        return found.build().toArray();
    }

    private void addNormalized(String text, boolean first, IntStream.Builder found) {
        for (AddedTokens.Part part : normalized.parts(text, first)) {
            if (part.text() == null) {
                found.add(part.id());
            } else {
                for (String word : preTokenizer.pieces(part.text(), part.first())) {
                    for (int token : model.encode(word)) {
                        found.add(token);
                    }
                }
            }
        }
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

    /** Text of tokens without special tokens. Bytes that form no character become U+FFFD. */
    public String decode(int[] tokens) {
        return decode(tokens, true);
    }

    /** Text of tokens. Ids outside the vocabulary (models may have spare rows) have no text. */
    public String decode(int[] tokens, boolean skipSpecial) {
        List<String> names = Arrays.stream(tokens)
                .filter(token -> vocabulary.has(token) && !(skipSpecial && vocabulary.isSpecial(token)))
                .mapToObj(vocabulary::name)
                .toList();
        return String.join("", decoder.decoded(names));
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
}
