package zero4j.analyze.judge;

import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zero4j.EnvironmentProxy;
import zero4j.OptionalLibrary;
import zero4j.Words;
import zero4j.analyze.Judge;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleSet;
import zero4j.analyze.judge.JudgementFile.Judgement;

/**
 * A language model that judges, behind any endpoint that speaks as OpenAI's does. What it says is kept in a file as it comes, so that
 * whatever ends an analysis, the next one goes on behind it and asks nothing twice.
 */
public final class LlmJudge implements Judge {
    /** Name of the file of judgements in the folder of a pass. */
    public static final String FILE = "judgements.jsonl";

    /** A digit, and the end. */
    static final int REPLY_TOKENS = 2;

    private static final int EXAMPLES = 3;

    private final JudgeSettings settings;
    private final JudgementFile file;
    private final JudgeModel model;
    private final JudgeCalls calls;
    private JudgeTask last = JudgeTask.ANSWERING;
    private long responses;
    private long unjudged;
    private final Set<String> malformed = new HashSet<>();
    private final Map<String, String> examples = new LinkedHashMap<>();

    /** Waits; {@link Thread#sleep(Duration)} outside of tests. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** Hears what happens meanwhile, from any thread. */
    public interface Listener {
        /** Hears nothing. */
        Listener NONE = new Listener() {};

        /** Something was not as it should be, and it goes on. */
        default void note(String text) {}

        /**
         * A call was answered.
         *
         * @param answered calls since the judge was opened
         */
        default void answered(long answered) {}
    }

    LlmJudge(JudgeSettings settings, Path folder, Listener listener, Pause pause, InstantSource clock) {
        OptionalLibrary.LANGCHAIN4J.require("A language model as judge");
        boolean local = settings.endpoint().getHost().matches("localhost|127\\..*|\\[::1]");
        this.settings = settings;
        this.file = JudgementFile.open(folder.resolve(FILE), settings, listener::note);
        this.model = new JudgeModel(settings, local ? ProxySelector.of(null) : new EnvironmentProxy(System.getenv()));
        this.calls = new JudgeCalls(settings, model, file, listener, pause, clock);
        if (!local
                && settings.endpoint().getScheme().equals("http")
                && settings.key().isPresent()) {
            listener.note("the key of " + settings.keyName() + " goes to " + settings.endpoint()
                    + " where others may read it: https:// would hide it");
        }
    }

    /**
     * A judge that keeps what it is told.
     *
     * @param folder of the pass of sampling, which has the file {@value #FILE}; only one judge at a time has it open
     * @throws zero4j.UserError if the file cannot be had
     */
    public static LlmJudge open(JudgeSettings settings, Path folder, Listener listener) {
        return new LlmJudge(settings, folder, listener, Thread::sleep, InstantSource.system());
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public List<Optional<Boolean>> answering(List<Response> asked) {
        return ask(JudgeTask.ANSWERING, asked).stream()
                .map(judgement -> judgement.map(number -> number == 1))
                .toList();
    }

    @Override
    public List<Optional<Reflection>> reflection(List<Response> asked) {
        return ask(JudgeTask.REFLECTION, asked).stream()
                .map(judgement -> judgement.map(JudgeTask::reflection))
                .toList();
    }

    /**
     * What judging a set will take; reads all of it and sends nothing.
     *
     * @param tasks that responses are judged by
     */
    public JudgeCost cost(SampleSet samples, List<JudgeTask> tasks) {
        long[] sums = new long[3];
        Set<String> seen = new HashSet<>();
        for (SampleCell cell : samples.cells()) {
            samples.readAsked(
                    cell,
                    question -> question.completions().forEach(completion -> {
                        Response response = new Response(question.question().text(), completion.text());
                        for (JudgeTask task : tasks) {
                            String key = task.key(settings, response);
                            sums[0]++;
                            if (file.get(key).isEmpty() && seen.add(key)) {
                                sums[1]++;
                                sums[2] += TokenEstimate.of(task.system()) + TokenEstimate.of(task.user(response));
                            }
                        }
                    }));
        }
        return new JudgeCost(sums[0], sums[0] - sums[1], sums[1], sums[2], sums[1] * REPLY_TOKENS, settings.price());
    }

    private List<Optional<Integer>> ask(JudgeTask task, List<Response> asked) {
        Map<String, Response> missing = new LinkedHashMap<>();
        List<String> keys =
                asked.stream().map(response -> task.key(settings, response)).toList();
        for (int i = 0; i < keys.size(); i++) {
            if (file.get(keys.get(i)).isEmpty()) {
                missing.put(keys.get(i), asked.get(i));
            }
        }
        calls.make(task, missing);
        synchronized (malformed) {
            if (task != last) {
                last = task;
                responses = 0;
                unjudged = 0;
                malformed.clear();
                examples.clear();
            }
            return keys.stream().map(this::counted).toList();
        }
    }

    private Optional<Integer> counted(String key) {
        Judgement judgement =
                file.get(key).orElse(Judgement.malformed(calls.refused(key).orElse("")));
        responses++;
        if (judgement.number().isPresent()) {
            return Optional.of(judgement.number().getAsInt());
        }
        unjudged++;
        if (malformed.add(key) && examples.size() < EXAMPLES && !examples.containsValue(judgement.said())) {
            examples.put(key, judgement.said());
        }
        return Optional.empty();
    }

    @Override
    public List<String> says() {
        synchronized (malformed) {
            return sentences();
        }
    }

    /** Of what was asked last: answering, or reflection. */
    private List<String> sentences() {
        String judged = "Judged by the model " + name() + ", which can err as well.";
        if (unjudged == 0) {
            return List.of(judged);
        }
        return List.of(
                judged,
                "Of " + Words.counted(responses, "response") + " " + unjudged
                        + " have no judgement, because the model did not reply with one, and are left out: "
                        + String.join(
                                "; ",
                                examples.values().stream()
                                        .map(said -> "\"" + said + "\"")
                                        .toList())
                        + (malformed.size() > examples.size() ? ", …" : "."));
    }

    @Override
    public void close() {
        model.close();
        file.close();
    }
}
