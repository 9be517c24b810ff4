package zero4j.reproduce.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import zero4j.Sha256;
import zero4j.SplitMix64;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.Question;
import zero4j.data.nano.NanoQuestions;
import zero4j.data.nano.NanoSplit;
import zero4j.data.nano.NanoWorld;
import zero4j.data.nano.SplitMix;

/**
 * A set of questions, generated: several parts, shuffled together; a pure function of parts and seed. Questions of test sets are all
 * different, and no text or training set contains any of them, whatever its seed. Each is tagged with its family (the kind, or the
 * family of the nano world) and level (number of operations, or the level of the nano world).
 */
public final class GeneratedQuestions {
    /** Changes whenever the same parts and seed would give other questions. */
    private static final String VERSION = "questions-1";

    private static final long STREAM = 13;
    private static final long ORDER = 14;

    /** Draws for each question that is wanted until there seem to be no more different ones. */
    private static final int PATIENCE = 200;

    private final List<QuestionPart> parts;
    private final long seed;
    private final List<Question> questions;

    private GeneratedQuestions(List<QuestionPart> parts, long seed) {
        this.parts = List.copyOf(parts);
        this.seed = seed;
        PartOrder order =
                PartOrder.shuffled(parts.stream().map(QuestionPart::questions).toList(), new SplitMix(ORDER, seed));
        Set<String> texts = new HashSet<>();
        List<List<Question>> drawn = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            drawn.add(drawn(parts.get(i), source(parts.get(i), i), texts));
        }
        List<Question> shuffled = new ArrayList<>(order.size());
        for (int i = 0; i < order.size(); i++) {
            shuffled.add(drawn.get(order.part(i)).get(order.within(i)));
        }
        questions = List.copyOf(shuffled);
    }

    /**
     * A set.
     *
     * @throws UserError if there is no part, some are for evaluation and others are not, or there are fewer different questions
     *     than asked for
     */
    public static GeneratedQuestions of(List<QuestionPart> parts, long seed) {
        if (parts.stream().map(QuestionPart::test).distinct().count() > 1) {
            throw new UserError(
                    "a set of questions has parts with and without test: true; all of a set are for evaluation, or none:"
                            + " make two sets");
        }
        return new GeneratedQuestions(parts, seed);
    }

    /** All of them. */
    public List<Question> questions() {
        return questions;
    }

    /** Hash of everything that decides the questions (hex). */
    public String fingerprint() {
        List<String> told = new ArrayList<>(List.of(VERSION, NanoWorld.VERSION, Long.toString(seed)));
        parts.forEach(part -> told.add(part.toString()));
        return Sha256.ofTexts(told);
    }

    /** Writes all as JSONL with {@code problem}, {@code answer}, {@code family} and {@code level}. */
    public void write(Path file) {
        Rows.write(file, questions.size(), index -> {
            Question question = questions.get(index);
            Map<String, String> row = new LinkedHashMap<>();
            row.put("problem", question.text());
            row.put("answer", question.answers().getFirst());
            row.put("family", question.tags().getOrDefault("family", ""));
            row.put("level", question.tags().getOrDefault("level", ""));
            return row;
        });
    }

    private static List<Question> drawn(QuestionPart part, LongFunction<Question> source, Set<String> texts) {
        List<Question> drawn = new ArrayList<>(part.questions());
        long most = (long) PATIENCE * part.questions() + 10_000;
        for (long i = 0; i < most && drawn.size() < part.questions(); i++) {
            Question question = source.apply(i);
            if (!part.test() || texts.add(question.text())) {
                drawn.add(question);
            }
        }
        if (drawn.size() < part.questions()) {
            throw new UserError(
                    "questions is " + part.questions() + " of the kind " + part.kind() + " with test: true, but only "
                            + Words.counted(drawn.size(), "different question")
                            + " were found; ask for fewer, or allow more steps or operators");
        }
        return drawn;
    }

    private LongFunction<Question> source(QuestionPart part, int number) {
        NanoSplit split = part.test() ? NanoSplit.EVALUATION : NanoSplit.TRAIN;
        return PartKind.find(part.kind())
                .map(kind -> own(kind, part, split, number))
                .orElseGet(() -> new NanoQuestions(part.kind(), split, SplitMix64.mix(seed) + number)::get);
    }

    private LongFunction<Question> own(PartKind kind, QuestionPart part, NanoSplit split, int number) {
        List<Integer> steps = kind.steps(part.steps());
        String signs = Operation.signs(part.operators());
        return index -> {
            Task task = Task.draw(kind, steps, signs, split, new SplitMix(STREAM, seed, number, index));
            return new Question(
                    part.kind() + ":" + index,
                    task.question(),
                    List.of(Integer.toString(task.answer())),
                    Map.of("family", part.kind(), "level", Integer.toString(task.level())));
        };
    }
}
