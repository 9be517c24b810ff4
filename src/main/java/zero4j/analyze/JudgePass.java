package zero4j.analyze;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.Words;
import zero4j.analyze.Judge.Reflection;
import zero4j.analyze.SelfReflection.Judged;
import zero4j.analyze.SelfReflection.Judging;
import zero4j.run.CompletionRecord;

/** Asks a judge about responses of a cell, many at a time, and counts what it says. */
final class JudgePass {
    /** Enough for many requests beside each other, and few to keep in memory. */
    private static final int AT_A_TIME = 512;

    private final Judging judging;
    private final AccuracyCounts accuracy;
    private final List<SampledQuestion> pending = new ArrayList<>();
    private int responses;
    private final Map<Reflection, Long> said = new EnumMap<>(Reflection.class);
    private final ShareCounts byJudge = new ShareCounts();
    private final ShareCounts byBoth = new ShareCounts();
    private long unjudged;
    private long withKeyword;
    private long reflectingWithKeyword;

    /** @param accuracy is told which responses reflect */
    JudgePass(Judging judging, AccuracyCounts accuracy) {
        this.judging = judging;
        this.accuracy = accuracy;
    }

    void add(SampledQuestion question) {
        pending.add(question);
        responses += question.completions().size();
        if (responses >= AT_A_TIME) {
            judge();
        }
    }

    /** What was said of all that was added. */
    Judged judged() {
        judge();
        return new Judged(
                said(Reflection.OFF_TOPIC),
                said(Reflection.NONE),
                said(Reflection.REFLECTION),
                unjudged,
                withKeyword,
                reflectingWithKeyword,
                judging.keywordsOnly() ? Optional.empty() : Optional.of(byJudge.shares()),
                byBoth.shares());
    }

    private long said(Reflection kind) {
        return said.getOrDefault(kind, 0L);
    }

    private boolean isShown(CompletionRecord completion) {
        return !judging.keywordsOnly() || Keywords.reflects(completion.text());
    }

    private void judge() {
        List<Judge.Response> asked = new ArrayList<>();
        for (SampledQuestion question : pending) {
            question.completions().stream()
                    .filter(this::isShown)
                    .forEach(completion ->
                            asked.add(new Judge.Response(question.question().text(), completion.text())));
        }
        List<Optional<Reflection>> answers =
                asked.isEmpty() ? List.of() : judging.judge().reflection(asked);
        if (answers.size() != asked.size()) {
            throw new IllegalStateException(judging.judge().name() + " judged " + answers.size() + " of "
                    + Words.counted(asked.size(), "response"));
        }
        int next = 0;
        for (SampledQuestion question : pending) {
            int shown =
                    (int) question.completions().stream().filter(this::isShown).count();
            count(question.completions(), answers.subList(next, next + shown));
            next += shown;
        }
        pending.clear();
        responses = 0;
    }

    /** @param answers about those of the completions that were shown */
    private void count(List<CompletionRecord> completions, List<Optional<Reflection>> answers) {
        List<CompletionRecord> known = new ArrayList<>();
        List<Boolean> reflects = new ArrayList<>();
        int both = 0;
        int next = 0;
        for (CompletionRecord completion : completions) {
            boolean keyword = Keywords.reflects(completion.text());
            boolean shown = isShown(completion);
            Optional<Reflection> answer = shown ? answers.get(next++) : Optional.empty();
            if (shown && answer.isEmpty()) {
                unjudged++;
                continue;
            }
            answer.ifPresent(kind -> said.merge(kind, 1L, Long::sum));
            // Without a keyword it is not of both, whatever a judge would have said.
            boolean reflecting = answer.equals(Optional.of(Reflection.REFLECTION));
            known.add(completion);
            reflects.add(reflecting);
            withKeyword += keyword ? 1 : 0;
            both += keyword && reflecting ? 1 : 0;
        }
        reflectingWithKeyword += both;
        byJudge.add(Collections.frequency(reflects, true), known.size());
        byBoth.add(both, known.size());
        accuracy.add(known, reflects);
    }
}
