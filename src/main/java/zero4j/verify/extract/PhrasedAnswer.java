package zero4j.verify.extract;

import java.util.Optional;
import java.util.regex.Pattern;

/** The answer that a phrase announces. */
record PhrasedAnswer() implements SingleRule {
    private static final Pattern REMARK = Pattern.compile("\\s*+(\\(|[,;:]\\s*+(?!and\\b|or\\b)\\p{L}{2})");

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

    private static String fromSentence(String said) {
        return Prose.hasSentence(said) || remarkFollows(said)
                ? LastFormula.first(said)
                        .or(() -> AnswerExtractor.number().extract(said))
                        .or(() -> AnswerExtractor.formula().extract(said))
                        .orElse(said)
                : said;
    }

    private static String fromParagraph(String said) {
        return Prose.hasSentence(said)
                ? AnswerExtractor.firstOf(new LastFormula(false), AnswerExtractor.number(), AnswerExtractor.formula())
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
