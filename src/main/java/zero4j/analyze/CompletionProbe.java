package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.eval.Interval;
import zero4j.reward.RewardFunction;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;

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
     * A question that a model was given the beginning of.
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

    /** How many of a benchmark's first questions are long enough to be cut. */
    public static long count(Benchmark benchmark, int limit) {
        return benchmark.questions(limit).stream()
                .filter(question -> Cut.of(question).isPresent())
                .count();
    }

    /**
     * Asks a benchmark.
     *
     * @param limit only so many of its first questions; 0 is all
     */
    public OfBenchmark ask(Benchmark benchmark, int limit, RolloutBackend.Progress progress) {
        List<Question> questions = benchmark.questions(limit);
        List<Cut> cuts = questions.stream()
                .flatMap(question -> Cut.of(question).stream())
                .toList();
        List<Probe> probes = new ArrayList<>();
        SamplingParams params = SamplingParams.greedy(maxNewTokens);
        for (int from = 0; from < cuts.size(); from += AT_ONCE) {
            List<Cut> asked = new ArrayList<>();
            List<Prompt> prompts = new ArrayList<>();
            for (Cut cut : cuts.subList(from, Math.min(cuts.size(), from + AT_ONCE))) {
                Question whole = cut.question();
                Prompt prompt = prompting.apply(new Question(whole.id(), cut.given(), whole.answers(), whole.tags()));
                if (prompt.tokens().length <= maxPromptTokens) {
                    asked.add(cut);
                    prompts.add(prompt);
                }
            }
            List<CompletionGroup> groups = prompts.isEmpty() ? List.of() : engine.generate(prompts, params, progress);
            for (int i = 0; i < asked.size(); i++) {
                probes.add(probe(asked.get(i), groups.get(i).completions().getFirst()));
            }
        }
        return new OfBenchmark(benchmark.name(), questions.size() - probes.size(), probes);
    }

    private Probe probe(Cut cut, Completion said) {
        List<String> rest = ComparedText.of(cut.rest()).tokens();
        List<String> words = ComparedText.of(said.text()).tokens();
        List<String> begun = words.subList(0, Math.min(words.size(), rest.size()));
        Completion ended =
                new Completion(said.tokens(), said.logprobs(), said.text(), FinishReason.EOS, said.policyVersion());
        boolean answered = reward.score(cut.question(), ended).verdict().correct();
        return new Probe(
                cut.question().id(),
                cut.given(),
                cut.rest(),
                said.text(),
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
