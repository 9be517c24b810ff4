package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import zero4j.analyze.SelfReflection.Judged;
import zero4j.analyze.SelfReflection.Reflecting;
import zero4j.run.CompletionRecord;

/** Counts keywords in the responses of a cell. */
final class KeywordCounts {
    private final SampleCell cell;
    private final ShareCounts shares = new ShareCounts();
    private final long[] occurrences = new long[Keywords.ALL.size()];
    private final long[] containing = new long[Keywords.ALL.size()];

    KeywordCounts(SampleCell cell) {
        this.cell = cell;
    }

    SampleCell cell() {
        return cell;
    }

    int questions() {
        return shares.size();
    }

    /** The next question; which of its responses have a keyword. */
    List<Boolean> add(List<CompletionRecord> completions) {
        List<Boolean> reflects = new ArrayList<>();
        for (CompletionRecord completion : completions) {
            int[] found = Keywords.occurrences(completion.text());
            for (int word = 0; word < found.length; word++) {
                occurrences[word] += found[word];
                containing[word] += found[word] > 0 ? 1 : 0;
            }
            reflects.add(Arrays.stream(found).anyMatch(count -> count > 0));
        }
        shares.add(Collections.frequency(reflects, true), reflects.size());
        return reflects;
    }

    Reflecting reflecting(Optional<Judged> judged) {
        return new Reflecting(
                cell,
                shares.ofQuestions(),
                shares.ofResponses(),
                Arrays.stream(occurrences).boxed().toList(),
                Arrays.stream(containing).boxed().toList(),
                judged);
    }
}
