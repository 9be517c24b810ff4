package zero4j.reproduce.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
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

    /** Draws for each question that was found, without another one, until there seem to be no more. */
    private static final int PATIENCE = 10;

    private final List<QuestionPart> parts;
    private final long seed;
    private final PartOrder order;
    /** Of each part. */
    private final List<LongFunction<Question>> drawn = new ArrayList<>();

    private GeneratedQuestions(List<QuestionPart> parts, long seed) {
        this.parts = List.copyOf(parts);
        this.seed = seed;
        this.order =
                PartOrder.shuffled(parts.stream().map(QuestionPart::questions).toList(), new SplitMix(ORDER, seed));
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            LongFunction<Question> source = source(parts.get(i), i);
            drawn.add(parts.get(i).test() ? different(parts.get(i), source, texts) : source);
        }
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
        return IntStream.range(0, size()).mapToObj(this::question).toList();
    }

    /** How many they are. */
    public int size() {
        return order.size();
    }

    private Question question(int index) {
        return drawn.get(order.part(index)).apply(order.within(index));
    }

    /** Hash of everything that decides the questions (hex). */
    public String fingerprint() {
        List<String> told = new ArrayList<>(List.of(VERSION, NanoWorld.VERSION, Long.toString(seed)));
        parts.forEach(part -> told.add(part.toString()));
        return Sha256.ofTexts(told);
    }

    /** Writes all as JSONL with {@code problem}, {@code answer}, {@code family} and {@code level}. */
    public void write(Path file) {
        Rows.write(file, size(), index -> {
            Question question = question(index);
            Map<String, String> row = new LinkedHashMap<>();
            row.put("problem", question.text());
            row.put("answer", question.answers().getFirst());
            row.put("family", question.tags().getOrDefault("family", ""));
            row.put("level", question.tags().getOrDefault("level", ""));
            return row;
        });
    }

    private static LongFunction<Question> different(
            QuestionPart part, LongFunction<Question> source, Set<String> texts) {
        List<Question> found = new ArrayList<>();
        long last = 0; // draw that found one
        for (long i = 0; found.size() < part.questions(); i++) {
            if (i - last > 10_000 + (long) PATIENCE * texts.size()) {
                throw new UserError("questions is " + part.questions() + " of the kind " + part.kind()
                        + " with test: true, but only "
                        + Words.counted(found.size(), "different question")
                        + " were found; ask for fewer, or allow more steps or operators");
            }
            Question question = source.apply(i);
            if (texts.add(question.text())) {
                found.add(question);
                last = i;
            }
        }
        return index -> found.get((int) index);
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
