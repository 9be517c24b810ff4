package zero4j.verify.extract;

import java.util.Optional;

/** The answer between {@code <answer>} tags. */
record TaggedAnswer() implements AnswerExtractor {
    private static final String OPENING = "</think> <answer>";
    private static final String OPEN = "<answer>";
    private static final String CLOSE = "</answer>";

    @Override
    public String name() {
        return "answer tags behind </think>";
    }

    @Override
    public String missing() {
        return "no </think> <answer>…</answer>";
    }

    @Override
    public Optional<String> extract(String response) {
        if (!response.contains(OPENING) || !response.contains(CLOSE) || BoxScan.isThinking(response)) {
            return Optional.empty();
        }
        int start = response.lastIndexOf(OPEN) + OPEN.length();
        int end = response.indexOf(CLOSE, start);
        String answer = response.substring(start, end < 0 ? response.length() : end);
        if (BoxScan.mentionedIn(answer)) {
            return AnswerExtractor.boxed().extract(answer);
        }
        return Optional.of(answer.strip());
    }
}
