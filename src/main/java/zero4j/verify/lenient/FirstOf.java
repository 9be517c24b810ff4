package zero4j.verify.lenient;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Extracted;

/** Rules that are tried one after another. */
record FirstOf(List<AnswerExtractor> rules) implements AnswerExtractor {
    @Override
    public String name() {
        return rules.stream().map(AnswerExtractor::name).collect(Collectors.joining(", else "));
    }

    @Override
    public Optional<Extracted> find(String response) {
        return rules.stream()
                .flatMap(rule -> rule.find(response).stream())
                .filter(found -> !found.answer().isBlank())
                .findFirst();
    }

    @Override
    public Optional<String> extract(String response) {
        return find(response).map(Extracted::answer);
    }
}
