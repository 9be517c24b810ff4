package zero4j.verify.extract;

import java.util.Optional;

/** The answer in the last box: the one whose content begins last. */
record BoxedAnswer() implements AnswerExtractor {
    @Override
    public String name() {
        return "last box";
    }

    @Override
    public String missing() {
        return "no closed \\boxed{}";
    }

    @Override
    public Optional<String> extract(String response) {
        return BoxScan.of(response).last().map(box -> box.content(response));
    }
}
