package zero4j.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import zero4j.tokenizer.TokenizerJson.UnknownKind;

/**
 * Byte-pair encoding (arXiv 1508.07909): a word begins as its characters, and the pair of neighbours whose merge comes first in the list is
 * merged, leftmost first, until no pair has one. Thread-safe.
 */
final class Bpe {
    /** Words that are remembered, which most words of most texts are. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final int LONGEST_REMEMBERED = 64;
    private static final int NONE = -1;

    private final Map<String, Integer> ids;
    private final Merges merges;
    private final boolean wholeWords;
    private final int @Nullable [] byteTokens; // by byte
    private final int unknown; // NONE if characters without a token are left out
    private final boolean fused;
    private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

    /**
     * Reads one.
     *
     * @throws UnknownKind if it is of a kind that is not known here
     * @throws IllegalArgumentException if it does not fit together
     */
    Bpe(TokenizerJson json) {
        String type = json.setting("type").asString("BPE"); // which the first files did not say
        if (!type.equals("BPE")) {
            throw new UnknownKind("its model is " + type + ", and not BPE");
        }
        for (String setting : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!json.setting(setting).asString("").isEmpty()) {
                throw new UnknownKind("its model has " + setting);
            }
        }
        this.ids = json.ids();
        this.merges = new Merges(ids, json.merges());
        this.wholeWords = json.setting("ignore_merges").asBoolean(false);
        this.byteTokens = json.setting("byte_fallback").asBoolean(false) ? byteTokens(ids) : null;
        this.unknown = ids.getOrDefault(json.setting("unk_token").asString(""), NONE);
        this.fused = json.setting("fuse_unk").asBoolean(false);
    }

    private static int known(Map<String, Integer> ids, String name) {
        Integer id = ids.get(name);
        if (id == null) {
            throw new IllegalArgumentException("token " + name + " is not in its vocabulary");
        }
        return id;
    }

    /** The tokens that stand for bytes, {@link #NONE} for those that have none. */
    private static int[] byteTokens(Map<String, Integer> ids) {
        int[] tokens = new int[0x100];
        for (int value = 0; value < tokens.length; value++) {
            tokens[value] = ids.getOrDefault("<0x%02X>".formatted(value), NONE);
        }
        return tokens;
    }

    /** The tokens of a word. */
    int[] encode(String word) {
        int[] known = remembered.get(word);
        if (known != null) {
            return known;
        }
        Integer whole = wholeWords ? ids.get(word) : null;
        int[] tokens = whole != null ? new int[] {whole} : merges.merged(characters(word));
        if (word.length() <= LONGEST_REMEMBERED && remembered.size() < MOST_REMEMBERED) {
            remembered.put(word, tokens);
        }
        return tokens;
    }

    /** A token for each character; for one that has none those of its bytes, or the unknown token. */
    private int[] characters(String word) {
        int[] tokens = new int[3 * word.length()]; // most bytes of a char
        int count = 0;
        boolean afterUnknown = false;
        for (int at = 0; at < word.length(); ) {
            int character = word.codePointAt(at);
            at += Character.charCount(character);
            String name = Character.toString(character);
            Integer id = ids.get(name);
            int[] bytes = id == null ? bytes(name) : null;
            boolean isUnknown = id == null && bytes == null;
            if (id != null) {
                tokens[count++] = id;
            } else if (bytes != null) {
                System.arraycopy(bytes, 0, tokens, count, bytes.length);
                count += bytes.length;
            } else if (unknown != NONE && !(fused && afterUnknown)) {
                tokens[count++] = unknown;
            }
            afterUnknown = isUnknown;
        }
        return Arrays.copyOf(tokens, count);
    }

    private int @Nullable [] bytes(String character) {
        if (byteTokens == null) {
            return null;
        }
        byte[] bytes = TokenBytes.utf8(character);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = byteTokens[bytes[i] & 0xFF];
            if (tokens[i] == NONE) {
                return null;
            }
        }
        return tokens;
    }

    /** Pairs of tokens that become one, by their place in the list. */
    private static final class Merges {
        private final long[] pairs; // left and right token; -1 where nothing is
        private final int[] ranks;
        private final int[] results;

        Merges(Map<String, Integer> ids, List<String> names) {
            int count = names.size() / 2;
            int room = Integer.highestOneBit(Math.max(1, count)) * 4; // at most half full
            this.pairs = new long[room];
            this.ranks = new int[room];
            this.results = new int[room];
            Arrays.fill(pairs, -1);
            for (int rank = 0; rank < count; rank++) {
                String left = names.get(2 * rank);
                String right = names.get(2 * rank + 1);
                long pair = pair(known(ids, left), known(ids, right));
                int place = place(pair);
                pairs[place] = pair;
                ranks[place] = rank;
                results[place] = known(ids, left + right);
            }
        }

        private static long pair(int left, int right) {
            return (long) left << 32 | right;
        }

        /** Where a pair is, or would be. */
        private int place(long pair) {
            int place = (int) ((pair * 0x9E3779B97F4A7C15L) >>> 33) & pairs.length - 1;
            while (pairs[place] != pair && pairs[place] != -1) {
                place = place + 1 & pairs.length - 1;
            }
            return place;
        }

        /** A merge that may be due: of the token at a place and the one behind it. */
        private record Due(int rank, int at, long pair) implements Comparable<Due> {
            @Override
            public int compareTo(Due other) {
                return rank != other.rank ? Integer.compare(rank, other.rank) : Integer.compare(at, other.at);
            }
        }

        /** The tokens after all merges. */
        int[] merged(int[] tokens) {
            int[] next = new int[tokens.length];
            int[] previous = new int[tokens.length];
            PriorityQueue<Due> due = new PriorityQueue<>();
            for (int at = 0; at < tokens.length; at++) {
                next[at] = at + 1;
                previous[at] = at - 1;
                add(due, tokens, at, at + 1);
            }
            int left = tokens.length;
            while (!due.isEmpty()) {
                Due first = due.poll();
                int at = first.at();
                int behind = tokens[at] < 0 ? tokens.length : next[at];
                if (behind == tokens.length || pair(tokens[at], tokens[behind]) != first.pair()) {
                    continue; // another merge was first
                }
                tokens[at] = results[place(first.pair())];
                tokens[behind] = -1;
                next[at] = next[behind];
                if (next[at] < tokens.length) {
                    previous[next[at]] = at;
                }
                left--;
                add(due, tokens, at, next[at]);
                if (previous[at] >= 0) {
                    add(due, tokens, previous[at], at);
                }
            }
            int[] result = new int[left];
            for (int at = 0, i = 0; i < left; at = next[at], i++) {
                result[i] = tokens[at];
            }
            return result;
        }

        private void add(PriorityQueue<Due> due, int[] tokens, int at, int behind) {
            if (behind < tokens.length) {
                long pair = pair(tokens[at], tokens[behind]);
                int place = place(pair);
                if (pairs[place] == pair) {
                    due.add(new Due(ranks[place], at, pair));
                }
            }
        }
    }
}
