package zero4j.verify.lenient;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.BoxScan;
import zero4j.verify.extract.Span;

/**
 * What is said last, behind all that is marked: the answer of a phrase behind the last box, or a number that the last sentence
 * announces behind the last formula.
 *
 * @param boxes whether the marks are boxes, otherwise formulas
 */
record LastWord(boolean boxes) implements AnswerExtractor {
    private static final Pattern VALUE =
            Pattern.compile("[-+($\\\\{\\[.]{0,4}\\s?\\d.*|\\$.+|\\\\\\(.+|\\\\(frac|dfrac|sqrt|pi).*");
    private static final Pattern ANNOUNCED = Pattern.compile(
            ".*\\b(?:so|thus|therefore|hence|gives?|giving|gets?|got|obtain|yields?|equals?|total)\\b([^.\\n]*+(?:\\.\\d[^.\\n]*+)*+)\\.?\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ONE_NUMBER = Pattern.compile("[^0-9]*+[0-9][0-9.,/]*+[^0-9]{0,30}");
    private static final int LONGEST = 400;

    @Override
    public String name() {
        return boxes ? "phrase behind the last box" : "number behind the last formula";
    }

    @Override
    public Optional<String> extract(String response) {
        return boxes ? behindBoxes(response) : behindFormulas(response);
    }

    private static Optional<String> behindBoxes(String response) {
        return BoxScan.of(response)
                .last()
                .map(box -> response.substring(box.to()))
                .flatMap(LenientRules.phrase()::extract)
                .filter(said -> VALUE.matcher(said).matches() && !Prose.in(said));
    }

    private static Optional<String> behindFormulas(String response) {
        FormulaScan scan = new FormulaScan(response);
        int behind = -1;
        for (int i = 0; i < response.length(); ) {
            Span formula = scan.at(i);
            i = formula == null ? scan.after(i) : formula.to();
            behind = formula == null ? behind : i;
        }
        if (behind < 0) {
            return Optional.empty();
        }
        Matcher last = ANNOUNCED.matcher(response.substring(Math.max(behind, response.length() - LONGEST)));
        return last.matches() && ONE_NUMBER.matcher(last.group(1)).matches()
                ? LenientRules.number().extract(last.group(1))
                : Optional.empty();
    }
}
