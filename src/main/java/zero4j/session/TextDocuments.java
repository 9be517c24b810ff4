package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.data.PromptOrder;
import zero4j.pretrain.Documents;

/**
 * The documents of a file, shuffled anew for every pass: of a {@code .jsonl} file the {@code text} of each line, of any other
 * the parts between blank lines. Documents longer than a row are cut into rows. Not thread-safe.
 */
final class TextDocuments implements Documents {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<int[]> documents;
    private final long seed;
    private long pass = -1;
    private long[] order = {};

    private TextDocuments(List<int[]> documents, long seed) {
        this.documents = documents;
        this.seed = seed;
    }

    /**
     * Reads a whole file.
     *
     * @param encode from text to tokens, the end token included
     * @param row longest document (tokens)
     * @throws UserError if the file cannot be read or holds no text
     */
    static TextDocuments read(Path file, Function<String, int[]> encode, int row, long seed) {
        List<int[]> documents = new ArrayList<>();
        for (String text : texts(file)) {
            int[] tokens = encode.apply(text);
            for (int start = 0; start < tokens.length; start += row) {
                int[] part = Arrays.copyOfRange(tokens, start, Math.min(tokens.length, start + row));
                if (part.length > 1) { // a single token has no next one to learn
                    documents.add(part);
                }
            }
        }
        if (documents.isEmpty()) {
            throw new UserError("data: there is no text in " + file);
        }
        return new TextDocuments(documents, seed);
    }

    private static List<String> texts(Path file) {
        try {
            return file.toString().endsWith(".jsonl")
                    ? lines(file)
                    : Arrays.stream(Files.readString(file).split("\\R\\s*\\R"))
                            .map(String::strip)
                            .filter(text -> !text.isEmpty())
                            .toList();
        } catch (IOException e) {
            throw new UserError(
                    "data: cannot read " + file + (Files.exists(file) ? ": " + e : ", there is no such file"), e);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        List<String> texts = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank()) {
                texts.add(text(line, file + ":" + number));
            }
        }
        return texts;
    }

    private static String text(String line, String origin) {
        try {
            JsonNode text = JSON.readTree(line).path("text");
            if (text.isString()) {
                return text.stringValue();
            }
        } catch (JacksonException notJson) {
            throw new UserError("data: " + origin + " is not JSON: " + notJson.getOriginalMessage(), notJson);
        }
        throw new UserError("data: " + origin + " has no \"text\"; expected lines such as {\"text\": \"…\"}");
    }

    @Override
    public int[] document(long index, double progress) {
        int size = documents.size();
        if (index / size != pass) {
            pass = index / size;
            order = new PromptOrder(seed, pass * size).next(size, size).indices();
        }
        return documents.get(Math.toIntExact(order[(int) (index % size)]));
    }
}
