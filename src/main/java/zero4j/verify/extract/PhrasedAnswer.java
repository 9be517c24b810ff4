package zero4j.verify.extract;

import java.util.Optional;

/** The answer that a phrase announces. */
record PhrasedAnswer() implements SingleRule {
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
        return Prose.hasSentence(said)
                ? LastFormula.first(said)
                        .or(() -> AnswerExtractor.number().extract(said))
                        .orElse(said)
                : said;
    }

    private static String fromParagraph(String said) {
        return Prose.hasSentence(said)
                ? AnswerExtractor.firstOf(AnswerExtractor.formula(), AnswerExtractor.number())
                        .extract(said)
                        .orElse(said)
                : said;
    }
}
