package zero4j.analyze;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import zero4j.OneLine;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.eval.CompletionLog;
import zero4j.eval.EvalSettings;
import zero4j.eval.Evaluator;
import zero4j.eval.Interval;
import zero4j.reward.RewardFunction;
import zero4j.rollout.Completion;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.run.CompletionRecord;

/**
 * Whether a model has read benchmarks: it is given the beginning of each question, without a template, and goes on greedily. Who
 * says the rest word for word has probably seen it (arXiv 2507.10532, figure 1).
 *
 * <p>Words and signs are compared as {@link ComparedText} has them. ROUGE-L is the F measure of the longest common subsequence of the
 * rest and of as many words and signs of the continuation as the rest has.
 *
 * @param engine that goes on
 * @param prompting puts a text, without a template, into tokens
 * @param maxPromptTokens longest prompt; questions whose beginning is longer are not asked
 * @param reward finds the answer in what follows, whether the budget cut it off or not
 * @param maxNewTokens budget of a continuation
 */
public record CompletionProbe(
        RolloutBackend engine,
        Function<Question, Prompt> prompting,
        int maxPromptTokens,
        RewardFunction reward,
        int maxNewTokens) {
    /** Share of a question's characters that the model is given. */
    public static final double GIVEN = 0.6;

    /** Words and signs that a question must have, and its rest: of fewer anybody can guess the rest. */
    private static final int LEAST = 8;

    private static final int LEAST_OF_REST = 3;
    private static final int AT_ONCE = 512;
    private static final int SHOWN = 240;

    /** Share of the way to the cut from which on a blank is near. */
    private static final double NEAR = 0.75;

    /**
     * What a model did with a benchmark.
     *
     * @param leftOut questions that are too short to be cut, or too long to be asked
     * @param probes of the others, in their order
     */
    public record OfBenchmark(String benchmark, int leftOut, List<Probe> probes) {
        public OfBenchmark {
            probes = List.copyOf(probes);
        }

        /** Questions whose rest came word for word. */
        public int verbatim() {
            return (int) probes.stream().filter(Probe::verbatim).count();
        }

        /** Questions whose answer followed, though they were not asked to their end. */
        public int answered() {
            return (int) probes.stream().filter(Probe::answered).count();
        }

        /** Mean over the questions; no number if there are none. */
        public double rougeL() {
            return probes.stream().mapToDouble(Probe::rougeL).average().orElse(Double.NaN);
        }

        /** 95 % interval of that mean. */
        public Interval rougeLInterval() {
            return Interval.ofMean(probes.stream().mapToDouble(Probe::rougeL).toArray());
        }
    }

    /**
     * A question that a model was given the beginning of. Texts are what fits into a line: there may be many.
     *
     * @param given the beginning
     * @param rest of the question
     * @param said by the model
     * @param verbatim whether what it said begins with the rest
     * @param rougeL in [0, 1]
     * @param answered whether the right answer follows
     */
    public record Probe(
            String question,
            String given,
            String rest,
            String said,
            boolean verbatim,
            double rougeL,
            boolean answered) {}

    /** A question in two parts. */
    record Cut(Question question, String given, String rest) {
        /**
         * Before the blank that is nearest before the share, if it is near; otherwise between two words or signs. Empty if the
         * question is too short.
         */
        static Optional<Cut> of(Question question) {
            String text = question.text().strip();
            int at = text.offsetByCodePoints(0, (int) Math.ceil(GIVEN * text.codePointCount(0, text.length())));
            int blank = at;
            while (blank > NEAR * at && !isBlank(text, blank)) {
                blank--;
            }
            int cut = isBlank(text, blank) ? blank : at;
            while (cut > 0 && isInsideWord(text, cut)) {
                cut--;
            }
            Cut parts = new Cut(
                    question,
                    text.substring(0, cut).strip(),
                    text.substring(cut).strip());
            boolean enough = ComparedText.of(parts.rest).tokens().size() >= LEAST_OF_REST
                    && ComparedText.of(text).tokens().size() >= LEAST;
            return enough ? Optional.of(parts) : Optional.empty();
        }

        /** The beginning in the place of the question. */
        Question begun() {
            return new Question(question.id(), given, question.answers(), question.tags());
        }

        private static boolean isBlank(String text, int at) {
            return at < text.length() && Character.isWhitespace(text.charAt(at));
        }

        private static boolean isInsideWord(String text, int at) {
            if (at >= text.length()) {
                return false;
            }
            int before = text.codePointBefore(at);
            int behind = text.codePointAt(at);
            boolean ideographs = Character.isIdeographic(before) || Character.isIdeographic(behind);
            boolean pair = Character.isLowSurrogate(text.charAt(at));
            return pair
                    || (!ideographs && Character.isLetterOrDigit(before) && Character.isLetterOrDigit(behind))
                    || before == '\\';
        }
    }

    /**
     * The beginnings of those questions that are long enough to be cut and short enough to be asked; a benchmark that has none is left
     * out.
     *
     * @param limit only so many of a benchmark's first questions; 0 is all
     */
    public List<Benchmark> beginnings(List<Benchmark> benchmarks, int limit) {
        return benchmarks.stream()
                .flatMap(benchmark -> {
                    List<Question> begun = benchmark.questions(limit).stream()
                            .flatMap(question -> Cut.of(question).stream())
                            .map(Cut::begun)
                            .filter(question -> prompting.apply(question).tokens().length <= maxPromptTokens)
                            .toList();
                    return begun.isEmpty()
                            ? Stream.<Benchmark>empty()
                            : Stream.of(new Benchmark(benchmark.name(), new LoadedQuestions(benchmark.name(), begun)));
                })
                .toList();
    }

    /**
     * Asks the model.
     *
     * @param beginnings of questions, from {@link #beginnings}
     * @param log is given what it says as it comes
     * @param each is given all of it in order, also what the log kept; for {@link Probes}
     */
    public void ask(
            List<Benchmark> beginnings,
            CompletionLog log,
            RolloutBackend.Progress progress,
            Consumer<CompletionRecord> each) {
        EvalSettings all = new EvalSettings(List.of(), 0, 0, maxNewTokens, 0, 1);
        new Evaluator(engine, prompting, maxPromptTokens, reward, all, 0, AT_ONCE)
                .ask(
                        beginnings,
                        SamplingParams.greedy(maxNewTokens),
                        log,
                        progress,
                        () -> false,
                        group -> group.forEach(each));
    }

    /** @param said by the model behind the beginning */
    static Probe probe(Cut cut, String said, RewardFunction reward) {
        List<String> rest = ComparedText.of(cut.rest()).tokens();
        List<String> words = ComparedText.of(said).tokens();
        List<String> begun = words.subList(0, Math.min(words.size(), rest.size()));
        Completion ended = new Completion(new int[0], new float[0], said, FinishReason.EOS, 0);
        boolean answered = reward.score(cut.question(), ended).verdict().correct();
        return new Probe(
                cut.question().id(),
                OneLine.of(cut.given(), SHOWN),
                OneLine.of(cut.rest(), SHOWN),
                OneLine.of(said, SHOWN),
                begun.equals(rest),
                rougeL(rest, begun),
                answered);
    }

    /** The F measure of the longest common subsequence (C.-Y. Lin, "ROUGE", 2004, section 3); 0 if either is empty. */
    static double rougeL(List<String> reference, List<String> candidate) {
        if (reference.isEmpty() || candidate.isEmpty()) {
            return 0;
        }
        int[] before = new int[candidate.size() + 1];
        for (String word : reference) {
            int[] row = new int[before.length];
            for (int j = 1; j < row.length; j++) {
                row[j] = word.equals(candidate.get(j - 1)) ? before[j - 1] + 1 : Math.max(before[j], row[j - 1]);
            }
            before = row;
        }
        return 2.0 * before[candidate.size()] / (reference.size() + candidate.size());
    }
}
