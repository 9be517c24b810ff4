package zero4j.verify.extract;

import java.util.Optional;

/** A rule that is no chain of others. */
sealed interface SingleRule extends AnswerExtractor
        permits BoxedAnswer, JoinedBoxes, TaggedAnswer, LooseTags, PhrasedAnswer, LastFormula, LastNumber {
    @Override
    Optional<String> extract(String response);

    @Override
    default Optional<Extracted> find(String response) {
        return extract(response).map(answer -> new Extracted(answer, name()));
    }
}
