package zero4j.analyze;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import zero4j.SplitMix64;
import zero4j.analyze.SelfReflection.Accuracy;
import zero4j.analyze.SelfReflection.Judged;
import zero4j.analyze.SelfReflection.JudgedBy;
import zero4j.analyze.SelfReflection.Judging;
import zero4j.analyze.SelfReflection.Reflecting;

/** Reads a set once by keyword and, where somebody judges, once more what is judged. Keeps numbers of questions only. */
final class ReflectionCounts {
    private final SampleSet samples;
    private final Optional<Judging> judging;
    private final Map<Layout.Way, AccuracyCounts> byKeyword = new LinkedHashMap<>();
    private final Map<Layout.Way, AccuracyCounts> byJudge = new LinkedHashMap<>();

    ReflectionCounts(SampleSet samples, Optional<Judging> judging) {
        this.samples = samples;
        this.judging = judging;
    }

    SelfReflection count() {
        List<KeywordCounts> counts = samples.cells().stream()
                .map(this::keywords)
                .filter(counted -> counted.questions() > 0)
                .toList();
        List<Long> hashes = judging.isEmpty() || counts.isEmpty()
                ? List.of()
                : hashes(counts.getFirst().cell());
        BitSet chosen = judging.map(asked -> chosen(hashes, asked)).orElse(new BitSet());
        List<Reflecting> cells = counts.stream()
                .map(counted -> counted.reflecting(judging.map(asked -> judged(counted.cell(), asked, chosen))))
                .toList();
        List<Accuracy> accuracies = new ArrayList<>();
        byKeyword.forEach((way, counted) -> accuracies.add(counted.accuracy(way, SelfReflection.KEYWORD)));
        judging.ifPresent(asked -> byJudge.forEach((way, counted) -> accuracies.add(counted.accuracy(
                way, asked.keywordsOnly() ? SelfReflection.BOTH : asked.judge().name()))));
        return new SelfReflection(
                cells,
                accuracies.stream().filter(accuracy -> accuracy.questions() > 0).toList(),
                judging.map(asked -> new JudgedBy(
                        asked.judge().name(),
                        asked.judge().says(),
                        chosen.cardinality(),
                        hashes.size(),
                        asked.keywordsOnly(),
                        asked.seed())));
    }

    private KeywordCounts keywords(SampleCell cell) {
        KeywordCounts counted = new KeywordCounts(cell);
        AccuracyCounts accuracy = byKeyword.computeIfAbsent(Layout.Way.of(cell), _ -> new AccuracyCounts());
        accuracy.nextTemperature();
        samples.read(cell, asked -> accuracy.add(asked.completions(), counted.add(asked.completions())));
        return counted;
    }

    private List<Long> hashes(SampleCell cell) {
        long seed = SplitMix64.mix(judging.map(Judging::seed).orElse(0L) + SplitMix64.GOLDEN_GAMMA);
        List<Long> hashes = new ArrayList<>();
        samples.read(cell, asked -> {
            long id = 31L * asked.question().benchmark().hashCode()
                    + asked.question().id().hashCode();
            hashes.add(SplitMix64.mix(seed ^ (id * SplitMix64.GOLDEN_GAMMA)));
        });
        return hashes;
    }

    /** The questions whose hashes are the least, as many as there may be. */
    private BitSet chosen(List<Long> hashes, Judging asked) {
        int most = samples.cells().stream().mapToInt(SampleCell::samples).max().orElse(1);
        int questions = asked.responses() == 0 ? hashes.size() : Math.max(1, asked.responses() / most);
        BitSet chosen = new BitSet(hashes.size());
        IntStream.range(0, hashes.size())
                .boxed()
                .sorted((a, b) -> Long.compareUnsigned(hashes.get(a), hashes.get(b)))
                .limit(questions)
                .forEach(chosen::set);
        return chosen;
    }

    private Judged judged(SampleCell cell, Judging asked, BitSet chosen) {
        AccuracyCounts accuracy = byJudge.computeIfAbsent(Layout.Way.of(cell), _ -> new AccuracyCounts());
        accuracy.nextTemperature();
        JudgePass pass = new JudgePass(asked, accuracy);
        int[] index = {0};
        samples.read(cell, question -> {
            if (chosen.get(index[0]++)) {
                pass.add(question);
            }
        });
        return pass.judged();
    }
}
