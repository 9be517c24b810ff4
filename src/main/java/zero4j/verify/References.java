package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
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
                    + "|for|with|given|at|than|least|most|but|other|\\w+n't)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FORMULA =
            Pattern.compile("\\$\\$?[^$]*\\$\\$?|\\\\\\((?:(?!\\\\\\)).)*\\\\\\)|\\\\\\[(?:(?!\\\\]).)*\\\\]");

    /** Between formulas that are one list. */
    private static final Pattern JOINING = Pattern.compile("\\s*(?:,|;|and|or|,\\s*and|,\\s*or)\\s*");

    /** The last words before a formula that is the answer. */
    private static final Pattern ANNOUNCING = Pattern.compile(
            ".*\\b(?:is|are|be|was|equals?|equal to|gives?|gets?|obtain|have|thus|so|hence|therefore)[\\s,:]*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern LABEL = Pattern.compile("\\s*(?:[A-Za-z]+\\s+){0,3}[A-Za-z]+:\\s*");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z ]+");

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
                        .or(() -> OTHERWISE.matcher(reference).find() ? Optional.empty() : announced(reference))
                        .stream()
                        .filter(answer -> !answer.equals(reference))
                        .toList();
                all = new ArrayList<>(all);
                all.addAll(said);
            }
        }
        return all;
    }

    /**
     * The formulas at the end of a sentence that says that they are the answer, with the words behind them: "the number is $5$",
     * "so there are $9$ apples". Other words before a formula say another thing of it: "multiples of $2$".
     */
    private static Optional<String> announced(String sentence) {
        List<String> between = new ArrayList<>();
        Matcher formula = FORMULA.matcher(sentence);
        int end = 0;
        while (formula.find()) {
            between.add(sentence.substring(end, formula.start()));
            end = formula.end();
        }
        int first = between.size() - 1;
        while (first > 0 && JOINING.matcher(between.get(first)).matches()) {
            first--;
        }
        long announcements = between.stream()
                .filter(words -> ANNOUNCING.matcher(words).matches())
                .count();
        String before = first < 0 ? "" : between.get(first);
        boolean announced = announcements == 1 && ANNOUNCING.matcher(before).matches();
        boolean label = first == 0 && LABEL.matcher(before).matches();
        String behind = sentence.substring(end).replaceAll("^[\\s,]+|[\\s.!]+$", "");
        if (!(announced || label) || !(behind.isEmpty() || WORDS.matcher(behind).matches())) {
            return Optional.empty();
        }
        return LenientRules.formula()
                .extract(sentence)
                .map(found -> behind.isEmpty() ? found : found + " \\text{ " + behind + "}");
    }
}
