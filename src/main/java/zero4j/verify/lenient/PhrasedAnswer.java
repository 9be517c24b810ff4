package zero4j.verify.lenient;

import java.util.Optional;
import java.util.regex.Pattern;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Span;

/** The answer that a phrase announces. */
record PhrasedAnswer() implements AnswerExtractor {
    private static final Pattern REMARK = Pattern.compile("\\s*+(\\(|[,;:]\\s*+(?!and\\b|or\\b)\\p{L}{2})");

    private static final Pattern VERB = Pattern.compile(" (?:is|are|was|were|equals) (?=\\S)");

    @Override
    public String name() {
        return "answer phrase";
    }

    @Override
    public Optional<String> extract(String response) {
        for (int at = AnswerCue.last(response, response.length()); at >= 0; at = AnswerCue.last(response, at)) {
            AnswerCue cue = AnswerCue.at(response, at);
            String said = cue.found() ? Sentence.from(response, cue.end()) : "";
            if (!said.isEmpty()) {
                return Optional.of(cue.heading() ? fromParagraph(said) : fromSentence(said));
            }
        }
        return Optional.empty();
    }

    private static String fromSentence(String sentence) {
        String said = afterLastVerb(sentence);
        return Prose.hasSentence(said) || Prose.tellsOfNumber(said) || remarkFollows(said)
                ? LastFormula.first(said)
                        .or(() -> LenientRules.number().extract(said))
                        .or(() -> LenientRules.formula().extract(said))
                        .orElse(said)
                : said;
    }

    /** "The volume of $B$ is 120" says 120. */
    private static String afterLastVerb(String sentence) {
        FormulaScan formulas = new FormulaScan(sentence);
        int start = 0;
        for (int i = 0; i < sentence.length(); ) {
            Span formula = formulas.at(i);
            int end =
                    VERB.matcher(sentence).region(i, sentence.length()).lookingAt() ? sentence.indexOf(' ', i + 1) : -1;
            start = formula == null && end > 0 ? end : start;
            i = formula == null ? formulas.after(i) : formula.to();
        }
        return sentence.substring(start).strip();
    }

    private static String fromParagraph(String said) {
        return Prose.hasSentence(said)
                ? LenientRules.firstOf(new LastFormula(false), LenientRules.number(), LenientRules.formula())
                        .extract(said)
                        .orElse(said)
                : said;
    }

    /** Whether the text is formulas and then a remark, as in "$5$, you know", not a unit or another element of a list. */
    private static boolean remarkFollows(String said) {
        FormulaScan scan = new FormulaScan(said);
        int behind = 0;
        for (int i = 0; i < said.length(); ) {
            Span formula = scan.at(i);
            if (formula != null && (i == 0 || Joint.between(said, behind, i) != Joint.NONE)) {
                behind = formula.to();
            }
            i = formula == null ? scan.after(i) : formula.to();
        }
        return behind > 0 && REMARK.matcher(said).region(behind, said.length()).lookingAt();
    }
}
