package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zero4j.Words;
import zero4j.analyze.SelfReflection.Accuracy;
import zero4j.analyze.SelfReflection.Judged;
import zero4j.analyze.SelfReflection.JudgedBy;
import zero4j.analyze.SelfReflection.Reflecting;
import zero4j.eval.PairedDifference;

/** What is said of self-reflection. */
final class ReflectionWords {
    private final SelfReflection found;
    private final List<String> says = new ArrayList<>();

    private ReflectionWords(SelfReflection found) {
        this.found = found;
    }

    static List<String> of(SelfReflection found) {
        ReflectionWords words = new ReflectionWords(found);
        if (found.cells().isEmpty()) {
            return List.of("There are no samples: nothing can be said.");
        }
        words.keywords();
        found.judge().ifPresent(words::judge);
        words.never();
        found.accuracies().forEach(words::accuracy);
        return words.says;
    }

    private void keywords() {
        Reflecting first = found.cells().getFirst();
        int samples = found.cells().stream()
                .mapToInt(cell -> cell.cell().samples())
                .max()
                .orElse(0);
        says.add(
                "By keyword a response reflects if its text, whatever its capitals, has one of these, also inside of a longer word: "
                        + String.join(", ", Keywords.ALL)
                        + ". A question counts if at least one of its responses does: more samples"
                        + " make that more likely; here there are "
                        + Words.counted(first.questions().all(), "question") + " and "
                        + Words.counted(samples, "sample")
                        + " of each per temperature, one if it is greedy. Intervals are of 95 %, over questions.");
    }

    private void judge(JudgedBy judge) {
        String which = judge.questions() == judge.ofQuestions()
                ? "all questions"
                : judge.questions() + " of " + Words.counted(judge.ofQuestions(), "question") + ", drawn with seed "
                        + judge.seed() + ", the same ones in every row";
        says.addAll(judge.says());
        says.add((judge.keywordsOnly()
                        ? "Judged are responses that have a keyword, of "
                        : "Judged is every response to ")
                + which + ". By both: judged to reflect, and with a keyword.");
        List<Judged> all = found.cells().stream()
                .map(Reflecting::judged)
                .flatMap(Optional::stream)
                .toList();
        long unjudged = all.stream().mapToLong(Judged::unjudged).sum();
        if (unjudged > 0) {
            says.add("No judgement was to be had of " + Words.counted(unjudged, "response") + "; "
                    + (unjudged == 1 ? "it is" : "they are") + " left out of what is said of the judge.");
        }
        long with = all.stream().mapToLong(Judged::withKeyword).sum();
        long reflecting = all.stream().mapToLong(Judged::reflection).sum();
        long both = all.stream().mapToLong(Judged::reflectingWithKeyword).sum();
        String words = "Of " + Words.counted(with, "judged response") + " with a keyword " + both + " "
                + (both == 1 ? "was" : "were") + " judged to reflect";
        says.add(
                judge.keywordsOnly()
                        ? words + "."
                        : words + "; of " + Words.counted(reflecting, "response") + " judged to reflect "
                                + (reflecting - both) + " " + (reflecting - both == 1 ? "has" : "have")
                                + " no keyword.");
    }

    private void never() {
        List<String> never = new ArrayList<>();
        for (Layout.Way way :
                new Layout(found.cells().stream().map(Reflecting::cell).toList()).ways()) {
            if (found.cells().stream()
                    .filter(cell -> Layout.Way.of(cell.cell()).equals(way))
                    .allMatch(cell -> cell.responses().found() == 0)) {
                never.add(way.inWords());
            }
        }
        if (!never.isEmpty()) {
            says.add("No response has a keyword: " + String.join("; ", never) + ".");
        }
    }

    private void accuracy(Accuracy accuracy) {
        String whose = accuracy.model() + ", " + accuracy.template() + ", by " + accuracy.by() + ": of "
                + Words.counted(accuracy.withBoth(), "question") + " with responses of both kinds, ";
        accuracy.difference()
                .ifPresent(difference -> says.add(whose
                        + (accuracy.isComparison() ? compared(difference) : "none has a response that is right.")));
    }

    private static String compared(PairedDifference difference) {
        long tenths = Math.round(1000 * difference.mean());
        if (tenths == 0) {
            return "those that reflect are as often right as the others at the same temperature.";
        }
        boolean clear = difference.interval().low() > 0 || difference.interval().high() < 0;
        return String.format(
                Locale.ROOT,
                "those that reflect are %.1f points %s often right than the others at the same temperature%s",
                Math.abs(tenths) / 10.0,
                tenths < 0 ? "less" : "more",
                clear ? "." : ", which is no more than noise.");
    }
}
