package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.lenient.LenientRules;
import zero4j.verify.lenient.Prose;

/** What references say that mark their answer by a box or a phrase, as worked solutions do. */
final class References {
    // No numbers: "there are 3 of them" is not 3.
    private static final AnswerExtractor MARKED =
            LenientRules.firstOf(LenientRules.joinedBoxes(), LenientRules.phrase());

    // "No solution for $n = 2$" is not 2, and "$n = 5$ if $m = 7$" is not 7.
    private static final Pattern OTHERWISE = Pattern.compile(
            "\\b(?:no|not|none|never|nor|except|excluding|unless|undefined|impossible|without|cannot|false|wrong|if|when|where"
                    + "|for|with|given|\\w+n't)\\b",
            Pattern.CASE_INSENSITIVE);

    private References() {}

    /** The references, and behind them what those say that are sentences. */
    static List<String> accepted(List<String> references) {
        List<String> accepted = new ArrayList<>(references);
        accepted.addAll(said(references));
        return accepted;
    }

    /** What those of the references say that are sentences. */
    static List<String> said(List<String> references) {
        List<String> all = List.of();
        for (String reference : references) {
            if (Prose.possible(reference) && Prose.in(reference)) {
                List<String> said = MARKED
                        .extract(reference)
                        .or(() -> OTHERWISE.matcher(reference).find()
                                ? Optional.empty()
                                : LenientRules.formula().extract(reference))
                        .stream()
                        .filter(answer -> !answer.equals(reference))
                        .toList();
                all = new ArrayList<>(all);
                all.addAll(said);
            }
        }
        return all;
    }
}
