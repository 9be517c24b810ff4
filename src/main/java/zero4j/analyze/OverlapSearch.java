package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zero4j.data.Question;
import zero4j.data.TrainingText;
import zero4j.eval.Benchmark;

/**
 * Looks for the questions of benchmarks in training sets: the same text, or n-grams of {@link #WORDS} words, as
 * {@link ComparedText} has them (the n of GPT-3's analysis, arXiv 2005.14165, appendix C). The benchmarks are in memory, of a
 * training set one text at a time. N-grams are found by their hashes and compared word by word. Not thread-safe.
 */
public final class OverlapSearch {
    /** Words of an n-gram. */
    public static final int WORDS = 13;

    private static final int UNKNOWN = -1;
    private static final int PASSAGE = 400;

    private final List<Benchmark> benchmarks;
    private final List<Indexed> questions = new ArrayList<>();
    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final Map<String, List<Indexed>> bySymbols = new HashMap<>();
    private final Map<Long, List<Place>> byHash = new HashMap<>();

    /** A question as it is looked for. */
    private static final class Indexed {
        private final Question question;
        private final int[] words;
        private Overlap.@Nullable Found best;
        private long texts;

        private Indexed(Question question, int[] words) {
            this.question = question;
            this.words = words;
        }

        private int ngrams() {
            return Math.max(0, words.length - WORDS + 1);
        }
    }

    private record Place(Indexed question, int from) {}

    /** Indexes all questions. */
    public OverlapSearch(List<Benchmark> benchmarks) {
        this.benchmarks = List.copyOf(benchmarks);
        benchmarks.forEach(benchmark -> benchmark.questions(0).forEach(this::index));
    }

    private void index(Question question) {
        ComparedText text = ComparedText.of(question.text());
        int[] words = text.words().stream()
                .mapToInt(word -> vocabulary.computeIfAbsent(word, _ -> vocabulary.size()))
                .toArray();
        Indexed indexed = new Indexed(question, words);
        questions.add(indexed);
        if (!text.symbols().isEmpty()) {
            bySymbols.computeIfAbsent(text.symbols(), _ -> new ArrayList<>(1)).add(indexed);
        }
        for (int from = 0; from < indexed.ngrams(); from++) {
            byHash.computeIfAbsent(hash(words, from), _ -> new ArrayList<>(1)).add(new Place(indexed, from));
        }
    }

    /** Something that gives every text of a training set to whom it is told. */
    @FunctionalInterface
    public interface Texts {
        void each(Consumer<TrainingText> text);
    }

    /** Reads a training set to its end. */
    public Overlap in(String training, Texts texts) {
        questions.forEach(question -> {
            question.best = null;
            question.texts = 0;
        });
        long[] count = new long[1];
        texts.each(text -> {
            count[0]++;
            compare(text);
        });
        List<Overlap.OfBenchmark> found = new ArrayList<>();
        int next = 0;
        for (Benchmark benchmark : benchmarks) {
            List<Indexed> own = questions.subList(next, next + (int) benchmark.count(0));
            next += own.size();
            found.add(new Overlap.OfBenchmark(
                    benchmark.name(),
                    own.size(),
                    (int) own.stream()
                            .filter(question -> question.ngrams() == 0)
                            .count(),
                    own.stream().flatMap(question -> found(question).stream()).toList()));
        }
        return new Overlap(training, count[0], found);
    }

    private static List<Overlap.Found> found(Indexed question) {
        Overlap.Found best = question.best;
        return best == null
                ? List.of()
                : List.of(new Overlap.Found(
                        best.question(),
                        best.text(),
                        best.ngrams(),
                        best.shared(),
                        best.exact(),
                        best.training(),
                        best.passage(),
                        question.texts));
    }

    private void compare(TrainingText training) {
        ComparedText text = ComparedText.of(training.text());
        Map<Indexed, Match> matches = matches(text);
        same(training, text).forEach(question -> matches.computeIfAbsent(question, _ -> new Match(0)).exact = true);
        matches.forEach((question, match) -> keep(training, text, question, match));
    }

    /** Questions that are this text, or what it asks. */
    private List<Indexed> same(TrainingText training, ComparedText text) {
        List<Indexed> whole = bySymbols.getOrDefault(text.symbols(), List.of());
        if (training.question().isEmpty() || training.question().equals(training.text()) || !whole.isEmpty()) {
            return whole;
        }
        return bySymbols.getOrDefault(ComparedText.of(training.question()).symbols(), List.of());
    }

    /** What a training text has of a question. */
    private static final class Match {
        private final BitSet places = new BitSet();
        private final int firstWord;
        private boolean exact;

        private Match(int firstWord) {
            this.firstWord = firstWord;
        }
    }

    private Map<Indexed, Match> matches(ComparedText text) {
        Map<Indexed, Match> matches = new LinkedHashMap<>();
        int[] words = new int[text.words().size()];
        int known = 0;
        for (int i = 0; i < words.length; i++) {
            words[i] = vocabulary.getOrDefault(text.words().get(i), UNKNOWN);
            known = words[i] == UNKNOWN ? 0 : known + 1;
            if (known >= WORDS) {
                int from = i - WORDS + 1;
                for (Place place : byHash.getOrDefault(hash(words, from), List.of())) {
                    if (same(place, words, from)) {
                        matches.computeIfAbsent(place.question(), _ -> new Match(from))
                                .places
                                .set(place.from());
                    }
                }
            }
        }
        return matches;
    }

    private static boolean same(Place place, int[] words, int from) {
        return Arrays.equals(place.question().words, place.from(), place.from() + WORDS, words, from, from + WORDS);
    }

    private static long hash(int[] words, int from) {
        long hash = 0;
        for (int i = from; i < from + WORDS; i++) {
            hash = (hash ^ words[i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    private static void keep(TrainingText training, ComparedText text, Indexed question, Match match) {
        question.texts++;
        int shared = match.places.cardinality();
        Overlap.Found best = question.best;
        if (best == null || (match.exact && !best.exact()) || (match.exact == best.exact() && shared > best.shared())) {
            question.best = new Overlap.Found(
                    question.question.id(),
                    question.question.text(),
                    question.ngrams(),
                    shared,
                    match.exact,
                    training.id(),
                    passage(text, match.firstWord),
                    0);
        }
    }

    private static String passage(ComparedText text, int firstWord) {
        String whole = text.text();
        int start = text.words().isEmpty() ? 0 : Math.min(whole.length(), text.starts()[firstWord]);
        int from = start <= PASSAGE / 4 ? 0 : start;
        int to = whole.offsetByCodePoints(from, Math.min(PASSAGE, whole.codePointCount(from, whole.length())));
        return whole.substring(from, to);
    }
}
