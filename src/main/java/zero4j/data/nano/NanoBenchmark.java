package zero4j.data.nano;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.Sha256;
import zero4j.data.Question;
import zero4j.data.QuestionSet;

/** A hundred distinct evaluation questions of one family, the levels taking turns. */
final class NanoBenchmark implements QuestionSet {
    static final int SIZE = 100;
    private static final long STREAM = 2;

    private final String name;
    private final List<Question> questions;

    NanoBenchmark(NanoFamily family) {
        name = NanoSpec.PREFIX + "-" + family.label();
        SplitMix random = new SplitMix(STREAM, family.label().hashCode());
        Set<String> texts = new HashSet<>();
        List<Question> drawn = new ArrayList<>(SIZE);
        while (drawn.size() < SIZE) {
            NanoSpec.Cell cell = new NanoSpec.Cell(family, 1 + drawn.size() % NanoFamily.LEVELS);
            NanoProblem problem = family.draw(cell.level(), NanoSplit.EVALUATION, random);
            if (texts.add(problem.text())) {
                drawn.add(NanoQuestions.question(name + ":" + drawn.size(), cell, problem));
            }
        }
        questions = List.copyOf(drawn);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return questions.size();
    }

    @Override
    public Question get(long index) {
        return questions.get(Math.toIntExact(Objects.checkIndex(index, size())));
    }

    @Override
    public String fingerprint() {
        return Sha256.ofTexts(questions.stream()
                .flatMap(question -> Stream.concat(Stream.of(question.text()), question.answers().stream()))
                .toList());
    }
}
