package zero4j.reward;

import java.util.Optional;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.Verifier;
import zero4j.verify.extract.AnswerExtractor;

/** Scores the answer that an extractor finds. */
record ExtractedAnswer(AnswerExtractor extractor, Verifier verifier) {
    ScoredCompletion score(Question question, Completion completion) {
        Optional<String> answer = extractor.extract(completion.text());
        Verdict verdict = completion.truncated()
                ? Verdict.TRUNCATED
                : answer.map(text -> verifier.verify(text, question.answers(), question.text()))
                        .orElseGet(() -> new Verdict(Outcome.NO_ANSWER, extractor.missing()));
        return new ScoredCompletion(completion, verdict.correct() ? 1 : 0, verdict, answer.isPresent(), answer);
    }
}
