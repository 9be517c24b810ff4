package zero4j.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import zero4j.OneLine;
import zero4j.Words;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.verify.MathVerifier;

/** Tells of questions that are in a set more than once with answers that differ: one of them must be wrong. */
final class RepeatedQuestions {
    private static final int SHOWN = 60;

    private RepeatedQuestions() {}

    static void tell(LoadedQuestions set, Consumer<String> warnings) {
        Map<Object, Question> first = new HashMap<>();
        MathVerifier verifier = new MathVerifier();
        List<String> found = new ArrayList<>();
        for (Question question : set.questions()) {
            Question before = first.putIfAbsent(asked(question), question);
            if (before != null && !agree(before, question, verifier)) {
                found.add(question.id() + ": " + OneLine.of(String.join(", ", question.answers()), SHOWN) + ", but "
                        + before.id() + ": " + OneLine.of(String.join(", ", before.answers()), SHOWN) + ", for "
                        + OneLine.of(question.text(), SHOWN));
            }
        }
        if (!found.isEmpty()) {
            warnings.accept(set.name() + ": " + Words.counted(found.size(), "question")
                    + (found.size() == 1 ? " repeats" : " repeat")
                    + " an earlier one with another answer; a right answer to one is wrong for the other"
                    + LeftOutRows.below(found));
        }
    }

    private static Object asked(Question question) {
        return question.messages().isEmpty() ? question.text().strip() : question.messages();
    }

    private static boolean agree(Question one, Question other, MathVerifier verifier) {
        return one.answers().equals(other.answers())
                || one.answers().stream()
                        .anyMatch(answer ->
                                verifier.verify(answer, other.answers()).correct());
    }
}
