package zero4j.analyze;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.Sha256;

/**
 * Questions of well-known benchmarks by hashes alone, so that a training set that holds them is noticed where the benchmark is not at hand.
 * Equal are questions as {@link OverlapSearch} has the same text; variants of them are not found.
 */
public final class KnownBenchmarks {
    private static final String RESOURCE = "known-benchmarks.txt";
    private static final String NAME = "# ";

    /** Of SHA-256, in hex: 64 bits, with which no two of millions of questions are alike by chance. */
    private static final int DIGITS = 16;

    private final List<Known> benchmarks;

    private record Known(String name, List<String> hashes) {}

    /**
     * What a training set has of a benchmark.
     *
     * @param questions of the benchmark
     * @param same of them in the training set, with the same text
     */
    public record Seen(String benchmark, int questions, int same) {}

    private KnownBenchmarks(List<Known> benchmarks) {
        this.benchmarks = benchmarks;
    }

    /** The test set of GSM8K and the five benchmarks of arXiv 2503.20783. */
    public static KnownBenchmarks bundled() {
        try (InputStream in = KnownBenchmarks.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a benchmark the line {@code # name}, and a line for each question. */
    static KnownBenchmarks read(Stream<String> lines) {
        List<Known> benchmarks = new ArrayList<>();
        lines.forEach(line -> {
            if (line.startsWith(NAME)) {
                benchmarks.add(new Known(line.substring(NAME.length()), new ArrayList<>()));
            } else {
                benchmarks.getLast().hashes().add(line);
            }
        });
        return new KnownBenchmarks(benchmarks);
    }

    /** What {@link #read} reads, of one benchmark. */
    static List<String> lines(String name, List<String> questions) {
        List<String> lines = new ArrayList<>(List.of(NAME + name));
        questions.forEach(question -> lines.add(hash(question)));
        return lines;
    }

    /**
     * Looks for the benchmarks in a training set.
     *
     * @param training its questions
     * @param told questions of which is told elsewhere, which do not count
     * @return the benchmarks that it has questions of
     */
    public List<Seen> in(List<String> training, List<String> told) {
        Set<String> hashes = new HashSet<>();
        training.forEach(question -> hashes.add(hash(question)));
        told.forEach(question -> hashes.remove(hash(question)));
        return benchmarks.stream()
                .map(known -> new Seen(known.name(), known.hashes().size(), (int)
                        known.hashes().stream().filter(hashes::contains).count()))
                .filter(seen -> seen.same() > 0)
                .toList();
    }

    private static String hash(String question) {
        return Sha256.ofTexts(List.of(ComparedText.of(question).symbols())).substring(0, DIGITS);
    }
}
