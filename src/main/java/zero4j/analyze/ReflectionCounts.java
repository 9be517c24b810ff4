package zero4j.analyze;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Optional<QuestionSubset> chosen =
                judging.map(asked -> QuestionSubset.of(samples, asked.responses(), asked.seed()));
        List<Reflecting> cells = counts.stream()
                .map(counted ->
                        counted.reflecting(judging.map(asked -> judged(counted.cell(), asked, chosen.orElseThrow()))))
                .toList();
        List<Accuracy> accuracies = new ArrayList<>();
        byKeyword.forEach((way, counted) -> accuracies.add(counted.accuracy(way, SelfReflection.KEYWORD)));
        judging.ifPresent(asked -> byJudge.forEach((way, counted) -> accuracies.add(counted.accuracy(
                way, asked.keywordsOnly() ? SelfReflection.BOTH : SelfReflection.JUDGE))));
        return new SelfReflection(
                cells,
                accuracies.stream().filter(accuracy -> accuracy.questions() > 0).toList(),
                judging.map(asked -> new JudgedBy(
                        asked.judge().name(),
                        asked.judge().says(),
                        chosen.orElseThrow().questions(),
                        chosen.orElseThrow().ofQuestions(),
                        asked.keywordsOnly(),
                        asked.seed())));
    }

    private KeywordCounts keywords(SampleCell cell) {
        KeywordCounts counted = new KeywordCounts(cell);
        AccuracyCounts accuracy = byKeyword.computeIfAbsent(Layout.Way.of(cell), _ -> new AccuracyCounts());
        accuracy.nextTemperature();
        samples.readAsked(cell, asked -> accuracy.add(asked.completions(), counted.add(asked.completions())));
        return counted;
    }

    private Judged judged(SampleCell cell, Judging asked, QuestionSubset chosen) {
        AccuracyCounts accuracy = byJudge.computeIfAbsent(Layout.Way.of(cell), _ -> new AccuracyCounts());
        accuracy.nextTemperature();
        JudgePass pass = new JudgePass(asked, accuracy);
        chosen.readAsked(cell, pass::add);
        return pass.judged();
    }
}
