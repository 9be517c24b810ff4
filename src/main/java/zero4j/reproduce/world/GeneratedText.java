package zero4j.reproduce.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import zero4j.Sha256;
import zero4j.SplitMix64;
import zero4j.data.Question;
import zero4j.data.nano.Mess;
import zero4j.data.nano.NanoCorpus;
import zero4j.data.nano.NanoSplit;
import zero4j.data.nano.NanoWorld;
import zero4j.data.nano.SplitMix;
import zero4j.template.PromptTemplate;

/**
 * A text to pretrain on, generated: documents of several parts, shuffled together. Each is a pure function of parts, templates, seed
 * and index; none contains a question that a {@linkplain QuestionPart#test test set} could have. Thread-safe.
 */
public final class GeneratedText {
    /** Changes whenever the same parts and seed would give other documents. */
    private static final String VERSION = "text-1";

    private static final long STREAM = 11;
    private static final long ORDER = 12;

    private final List<TextPart> parts;
    private final Map<String, PromptTemplate> templates;
    private final long seed;
    private final List<LongFunction<String>> sources = new ArrayList<>();
    private final PartOrder order;

    private GeneratedText(List<TextPart> parts, Map<String, PromptTemplate> templates, long seed) {
        this.parts = List.copyOf(parts);
        this.templates = Map.copyOf(templates);
        this.seed = seed;
        for (int i = 0; i < parts.size(); i++) {
            sources.add(source(parts.get(i), i));
        }
        order = PartOrder.shuffled(parts.stream().map(TextPart::documents).toList(), new SplitMix(ORDER, seed));
    }

    /**
     * A text.
     *
     * @param templates finds those that the parts name
     * @throws zero4j.UserError if there is no part, or a template is unknown
     */
    public static GeneratedText of(List<TextPart> parts, Function<String, PromptTemplate> templates, long seed) {
        Set<String> names =
                new LinkedHashSet<>(parts.stream().map(TextPart::template).toList());
        names.remove("");
        Map<String, PromptTemplate> found = new HashMap<>();
        names.forEach(name -> found.put(name, templates.apply(name)));
        return new GeneratedText(parts, found, seed);
    }

    /** Number of documents. */
    public int size() {
        return order.size();
    }

    /** A document, without an end token. */
    public String document(int index) {
        return sources.get(order.part(index)).apply(order.within(index));
    }

    /** Hash of everything that decides the documents (hex). */
    public String fingerprint() {
        List<String> told = new ArrayList<>(List.of(VERSION, NanoWorld.VERSION, Long.toString(seed)));
        parts.forEach(part -> {
            told.add(part.toString());
            PromptTemplate template = templates.get(part.template());
            told.add(template == null ? "" : inTemplate(template, "?", Task.boxed(0)));
        });
        return Sha256.ofTexts(told);
    }

    /** Writes all as JSONL, {@code {"text": …}} in each line. */
    public void write(Path file) {
        Rows.write(file, size(), index -> Map.of("text", document(index)));
    }

    private LongFunction<String> source(TextPart part, int number) {
        return PartKind.find(part.kind()).map(kind -> own(kind, part, number)).orElseGet(() -> nano(part, number));
    }

    private LongFunction<String> own(PartKind kind, TextPart part, int number) {
        List<Integer> steps = kind.steps(part.steps());
        String signs = Operation.signs(part.operators());
        return index -> {
            SplitMix random = new SplitMix(STREAM, seed, number, index);
            return switch (kind) {
                case EQUATIONS -> Unasked.equations(random);
                case LISTS -> Unasked.lists(random);
                case WORKING ->
                    Chain.draw(steps, signs, random).work(part, random).text().strip();
                case HASTY ->
                    Task.draw(PartKind.CHAIN, steps, signs, NanoSplit.TRAIN, random)
                                    .question() + "\nIt is " + random.below(10) + ".";
                case EXERCISES -> String.join("\n", inTurn(random, Task::question));
                case EXAMPLES ->
                    String.join("\n\n", inTurn(random, task -> task.question() + "\n" + task.solution(part, random)));
                case CHAIN, GUESS -> {
                    Task task = Task.draw(kind, steps, signs, NanoSplit.TRAIN, random);
                    yield written(part, task.question(), task.solution(part, random));
                }
            };
        };
    }

    /**
     * Three to five questions of both kinds in turn.
     *
     * @param written what is written of each before the next is drawn
     */
    private static List<String> inTurn(SplitMix random, Function<Task, String> written) {
        List<String> all = new ArrayList<>();
        int first = random.below(2);
        for (int left = random.between(3, 5); left > 0; left--) {
            PartKind kind = (first + left) % 2 == 0 ? PartKind.CHAIN : PartKind.GUESS;
            all.add(written.apply(
                    Task.draw(kind, kind.steps(List.of()), Operation.signs(""), NanoSplit.TRAIN, random)));
        }
        return all;
    }

    private LongFunction<String> nano(TextPart part, int number) {
        Mess mess = new Mess(part.slips() > 0 ? 0 : 1, part.slips(), 0, 0, 0, 0);
        NanoCorpus corpus = new NanoCorpus(part.kind(), mess, SplitMix64.mix(seed) + number);
        return index -> {
            String document = corpus.document(index, 0);
            int end = document.indexOf('\n');
            return written(part, document.substring(0, end), document.substring(end + 1));
        };
    }

    private String written(TextPart part, String question, String solution) {
        PromptTemplate template = templates.get(part.template());
        return template == null ? question + "\n" + solution : inTemplate(template, question, solution);
    }

    private static String inTemplate(PromptTemplate template, String question, String solution) {
        String prompt = template.render(new Question("", question, List.of("0"), Map.of()));
        if (!template.reward().equals("tag")) {
            return prompt + solution;
        }
        int end = solution.lastIndexOf(Task.BOX);
        String answer = solution.substring(end + Task.BOX.length(), solution.length() - 1);
        return prompt + solution.substring(0, end) + "</think> <answer> " + answer + " </answer>";
    }
}
