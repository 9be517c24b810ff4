package zero4j.verify.lenient;

import java.util.Optional;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.BoxScan;

/** The answer behind an {@code <answer>} tag, whatever stands before it. */
record LooseTags() implements AnswerExtractor {
    private static final String OPEN = "<answer>";
    private static final String CLOSE = "</answer>";

    @Override
    public String name() {
        return "answer tags";
    }

    static boolean mentionedIn(String text) {
        return text.contains(OPEN);
    }

    @Override
    public Optional<String> extract(String response) {
        int limit = response.length();
        // Every content ends at the next tag at the latest, so that all of them together are read once.
        for (int at = response.lastIndexOf(OPEN); at >= 0; at = response.lastIndexOf(OPEN, at - 1)) {
            int start = at + OPEN.length();
            int close = response.indexOf(CLOSE, start, limit);
            String answer = response.substring(start, close < 0 ? limit : close);
            if (!answer.isBlank()) {
                return BoxScan.mentionedIn(answer)
                        ? LenientRules.joinedBoxes().extract(answer)
                        : Optional.of(answer.strip());
            }
            limit = at;
        }
        return Optional.empty();
    }
}
