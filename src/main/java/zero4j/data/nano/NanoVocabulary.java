package zero4j.data.nano;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;

/**
 * The 128 tokens of the nano world, and the tokenizer files that hold them in the Hugging Face format: three special tokens,
 * the newline, the 95 printable ASCII characters, and whole phrases of the documents and of the prompt templates. Phrases
 * take precedence over characters, the leftmost longest first. No token joins the end of a question to the newline after it.
 */
public final class NanoVocabulary {
    /** Ends a document; id 0. */
    public static final String EOS = "<|endoftext|>";

    /** Fills rows; id 1. */
    public static final String PAD = "<|pad|>";

    /** Any character that is not ASCII; id 2. */
    public static final String UNKNOWN = "<unk>";

    private static final List<String> SPECIAL = List.of(EOS, PAD, UNKNOWN);

    static final List<String> DOCUMENT_PHRASES = List.of(
            "What is ",
            "Solve ",
            "How many ",
            "the largest of ",
            " mod 10",
            "s are in ",
            " write ",
            " carry ",
            ". ",
            ", ",
            ": ",
            "The answer is ",
            "\\boxed{",
            "Wait, let me recheck: ",
            "Check again: ");

    // So that the long prompts of the templates fit into a small context.
    static final List<String> TEMPLATE_PHRASES = List.of(
            "User: ",
            "\nAssistant: ",
            "<think>",
            "</think>",
            "<answer>",
            "</answer>",
            "A conversation between User and Assistant. The User asks a question, and the Assistant solves it."
                    + " The Assistant first thinks about the reasoning process in the mind and then provides the User"
                    + " with the answer. The reasoning process is enclosed within ",
            " and answer is enclosed within ",
            " tags, respectively, i.e., ",
            " reasoning process here ",
            " answer here ",
            "<|im_start|>",
            "<|im_end|>",
            "Please reason step by step, and put your final answer within ");

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private NanoVocabulary() {}

    /** All tokens; the position is the id. */
    public static List<String> tokens() {
        List<String> tokens = new ArrayList<>(SPECIAL);
        tokens.add("\n");
        for (char c = ' '; c <= '~'; c++) {
            tokens.add(Character.toString(c));
        }
        tokens.addAll(DOCUMENT_PHRASES);
        tokens.addAll(TEMPLATE_PHRASES);
        return List.copyOf(tokens);
    }

    /** Writes {@code tokenizer.json} and {@code tokenizer_config.json} into an existing folder. */
    public static void write(Path folder) {
        AtomicFile.write(folder.resolve("tokenizer.json"), tokenizerJson());
        AtomicFile.write(folder.resolve("tokenizer_config.json"), tokenizerConfigJson());
    }

    /** Writes {@code tokenizer.json} alone: a tokenizer that names no end token, for models that never stop. */
    public static void writeWithoutEos(Path folder) {
        AtomicFile.write(folder.resolve("tokenizer.json"), tokenizerJson());
    }

    /** Regenerates the bundled files: the argument is their folder. */
    static void main(String[] args) {
        write(Path.of(args[0]));
    }

    static String tokenizerJson() {
        List<String> tokens = tokens();
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        List<Map<String, Object>> added = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            vocabulary.put(token, id);
            if (token.length() > 1) {
                added.add(addedToken(id, token));
            }
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("dropout", null);
        model.put("unk_token", UNKNOWN);
        model.put("continuing_subword_prefix", null);
        model.put("end_of_word_suffix", null);
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("vocab", vocabulary);
        model.put("merges", List.of());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", "1.0");
        root.put("truncation", null);
        root.put("padding", null);
        root.put("added_tokens", added);
        root.put("normalizer", null);
        root.put("pre_tokenizer", null);
        root.put("post_processor", null);
        root.put("decoder", Map.of("type", "Fuse"));
        root.put("model", model);
        return JSON.writeValueAsString(root) + "\n";
    }

    static String tokenizerConfigJson() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("eos_token", EOS);
        config.put("pad_token", PAD);
        config.put("unk_token", UNKNOWN);
        config.put("add_bos_token", false);
        config.put("add_eos_token", false);
        config.put("clean_up_tokenization_spaces", false);
        return JSON.writeValueAsString(config) + "\n";
    }

    private static Map<String, Object> addedToken(int id, String token) {
        Map<String, Object> added = new LinkedHashMap<>();
        added.put("id", id);
        added.put("content", token);
        added.put("single_word", false);
        added.put("lstrip", false);
        added.put("rstrip", false);
        added.put("normalized", false);
        added.put("special", SPECIAL.contains(token));
        return added;
    }
}
