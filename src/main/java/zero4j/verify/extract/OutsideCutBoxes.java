package zero4j.verify.extract;

import java.util.Optional;

/** Another rule, for texts that do not end inside a box. */
record OutsideCutBoxes(AnswerExtractor rule) implements AnswerExtractor {
    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public Optional<Extracted> find(String response) {
        return BoxScan.of(response).cutOff() ? Optional.empty() : rule.find(response);
    }
}
