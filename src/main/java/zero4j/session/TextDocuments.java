package zero4j.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import zero4j.UserError;
import zero4j.data.PromptOrder;
import zero4j.pretrain.Documents;

/** The documents of a text, shuffled anew for every pass. Documents longer than a row are cut into rows. Not thread-safe. */
final class TextDocuments implements Documents {
    private final List<int[]> documents;
    private final long seed;
    private long pass = -1;
    private long[] order = {};

    private TextDocuments(List<int[]> documents, long seed) {
        this.documents = documents;
        this.seed = seed;
    }

    /**
     * The documents of texts.
     *
     * @param encode from text to tokens, the end token included
     * @param row longest document (tokens)
     * @throws UserError if no text has two tokens
     */
    static TextDocuments of(List<String> texts, Function<String, int[]> encode, int row, long seed) {
        List<int[]> documents = new ArrayList<>();
        for (String text : texts) {
            int[] tokens = encode.apply(text);
            for (int start = 0; start < tokens.length; start += row) {
                int[] part = Arrays.copyOfRange(tokens, start, Math.min(tokens.length, start + row));
                if (part.length > 1) { // a single token has no next one to learn
                    documents.add(part);
                }
            }
        }
        if (documents.isEmpty()) {
            throw new UserError("data: no text is longer than a token, so there is nothing to predict");
        }
        return new TextDocuments(documents, seed);
    }

    /** Documents of one pass, cut into rows. */
    int count() {
        return documents.size();
    }

    /** Tokens of one pass. */
    long tokens() {
        return documents.stream().mapToLong(document -> document.length).sum();
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
