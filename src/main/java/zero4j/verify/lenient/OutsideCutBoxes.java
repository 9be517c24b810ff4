package zero4j.verify.lenient;

import java.util.Optional;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.BoxScan;
import zero4j.verify.extract.Extracted;

/** Another rule, for texts that do not end inside a box. */
record OutsideCutBoxes(AnswerExtractor rule) implements AnswerExtractor {
    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public Optional<Extracted> find(String response) {
        return BoxScan.of(response).cutOff() || BoxScan.isThinking(response) ? Optional.empty() : rule.find(response);
    }

    @Override
    public Optional<String> extract(String response) {
        return find(response).map(Extracted::answer);
    }
}
