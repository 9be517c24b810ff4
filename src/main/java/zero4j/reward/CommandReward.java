package zero4j.reward;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zero4j.OneLine;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

/**
 * A reward that a program gives: it is started once, reads a JSON object a line for each completion, and answers each with a line that
 * has the score (docs/rewards.md). It looks for no answer: the program says what is correct, else what is above 0 is. A truncated completion earns nothing, without
 * being asked about. Whatever the program does wrong ends the training; nothing earns 0 for that. Thread-safe: batches wait for each other.
 */
final class CommandReward implements RewardFunction {
    /** Begins the names of these rewards. */
    static final String PREFIX = "command:";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // So that it can be said.
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int SHOWN = 200;

    private final String name;
    private final List<String> words;
    private final Duration deadline;
    private final RewardLog log = new RewardLog();
    private @Nullable RewardProgram program;
    private long nextId;
    private boolean failed;

    /**
     * A reward of this name, whose program is started when it is first asked.
     *
     * @param deadline for a batch of completions
     * @throws UserError if there is no such program
     */
    CommandReward(String name, Duration deadline) {
        this.name = name;
        this.words = CommandWords.split(name.substring(PREFIX.length()));
        this.deadline = deadline;
        if (words.isEmpty()) {
            throw new UserError("the reward " + name + " names no program");
        }
        CommandWords.program(words.getFirst());
    }

    /** One completion to be scored. */
    private record Request(Question question, Optional<String> prompt, Completion completion) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public String rules() {
        return "what this program says, within " + deadline.toSeconds()
                + " s a batch; correct is what it calls so, else what is above 0";
    }

    @Override
    public synchronized void requireReady() {
        Completion probe = new Completion(new int[0], new float[0], "1+1 is \\boxed{2}", FinishReason.EOS, 0);
        Question question = new Question("probe:0", "What is 1+1?", List.of("2"), Map.of());
        scores(List.of(new Request(question, Optional.of(question.text()), probe)), true);
    }

    @Override
    public void keepLogIn(Path folder) {
        log.keepIn(folder);
    }

    @Override
    public ScoredCompletion score(Question question, Completion completion) {
        return scored(List.of(new Request(question, Optional.empty(), completion)))
                .getFirst();
    }

    @Override
    public List<ScoredGroup> scoreAll(List<CompletionGroup> groups) {
        List<Request> requests = groups.stream()
                .flatMap(group -> group.completions().stream()
                        .map(completion -> new Request(
                                group.prompt().question(),
                                Optional.of(group.prompt().text()),
                                completion)))
                .toList();
        List<ScoredCompletion> scored = scored(requests);
        List<ScoredGroup> result = new ArrayList<>();
        int from = 0;
        for (CompletionGroup group : groups) {
            int to = from + group.completions().size();
            result.add(new ScoredGroup(group.prompt(), scored.subList(from, to)));
            from = to;
        }
        return result;
    }

    private synchronized List<ScoredCompletion> scored(List<Request> requests) {
        List<Request> asked = requests.stream()
                .filter(request -> !request.completion().truncated())
                .toList();
        List<Score> scores = scores(asked, false);
        List<ScoredCompletion> scored = new ArrayList<>();
        int next = 0;
        for (Request request : requests) {
            Completion completion = request.completion();
            boolean truncated = completion.truncated();
            Score score = truncated ? new Score(0, false) : scores.get(next++);
            Verdict verdict = truncated
                    ? Verdict.TRUNCATED
                    : new Verdict(score.correct() ? Outcome.CORRECT : Outcome.INCORRECT, "scored by " + name);
            scored.add(new ScoredCompletion(completion, score.value(), verdict, !truncated, Optional.empty()));
        }
        return scored;
    }

    private List<Score> scores(List<Request> requests, boolean probe) {
        if (requests.isEmpty()) {
            return List.of();
        }
        if (failed) {
            throw new UserError("the reward " + name + " failed before");
        }
        try {
            if (program == null) {
                program = RewardProgram.start(words, log);
            }
            return exchange(program, requests, probe);
        } catch (RuntimeException e) {
            failed = true; // What it still writes belongs to this batch and would be read as another's.
            close();
            throw e instanceof UserError
                    ? new UserError("the reward " + name + " failed: " + e.getMessage() + "." + log.lastWords(), e)
                    : e;
        }
    }

    private List<Score> exchange(RewardProgram asked, List<Request> requests, boolean probe) {
        asked.surplus().ifPresent(line -> {
            throw new UserError("it wrote a line that nothing asked for: " + OneLine.of(line, SHOWN));
        });
        long first = nextId;
        nextId += requests.size();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            lines.add(line(requests.get(i), first + i, i, requests.size(), probe));
        }
        long end = System.nanoTime() + deadline.toNanos();
        asked.send(lines);
        Scores scores = new Scores(first, requests.size());
        for (int i = 0; i < requests.size(); i++) {
            scores.add(i, next(asked, end, i, requests.size()));
        }
        asked.surplus().ifPresent(line -> {
            throw new UserError("it wrote more lines than the " + requests.size() + " it was asked for: "
                    + OneLine.of(line, SHOWN));
        });
        return List.of(scores.values);
    }

    private String next(RewardProgram asked, long end, int done, int all) {
        try {
            return asked.next(end)
                    .orElseThrow(() ->
                            new UserError(asked.ending() + " after " + done + " of " + Words.counted(all, "score")));
        } catch (RewardProgram.LateException e) {
            throw new UserError(
                    "there were " + done + " of " + Words.counted(all, "score") + " after " + deadline.toSeconds()
                            + " s. It must write a line for each line that it reads, and flush its output after it; if it needs"
                            + " longer, raise reward_timeout (eval: --reward-timeout)",
                    e);
        }
    }

    private static String line(Request request, long id, int index, int size, boolean probe) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", id);
        line.put("question_id", request.question().id());
        line.put("question", request.question().text());
        request.prompt().ifPresent(prompt -> line.put("prompt", prompt));
        line.put("completion", request.completion().text());
        line.put("answer", request.question().answers().getFirst());
        request.question().answers().forEach(line.putArray("answers")::add);
        request.question().tags().forEach(line.putObject("tags")::put);
        line.put("batch_index", index);
        line.put("batch_size", size);
        if (probe) {
            line.put("probe", true);
        }
        return line.toString();
    }

    /** What the program says of one completion. */
    private record Score(double value, boolean correct) {
        private static final Score UNKNOWN = new Score(Double.NaN, false);
    }

    /** The scores of one batch as they come. */
    private static final class Scores {
        private final long first;
        private final Score[] values;

        private Scores(long first, int size) {
            this.first = first;
            values = new Score[size];
            Arrays.fill(values, Score.UNKNOWN);
        }

        /** @param position of the line among the answers: a score without an id belongs to the request in that place */
        private void add(int position, String line) {
            JsonNode node = parsed(line);
            JsonNode score = node.isObject() ? node.path("score") : node;
            JsonNode id = node.path("id");
            boolean whole = id.canConvertToExactIntegral() && id.canConvertToLong();
            if (!(score.isNumber() || score.isBoolean()) || !(id.isMissingNode() || whole)) {
                throw noScore(line);
            }
            long index = id.isMissingNode() ? position : id.asLong() - first;
            if (index < 0 || index >= values.length) {
                throw new UserError("it scored the id " + id + ", which this batch does not have: " + shown(line));
            }
            if (!Double.isNaN(values[(int) index].value())) {
                throw new UserError("it scored the id " + (first + index) + " twice: " + shown(line));
            }
            double value = value(score);
            if (!Double.isFinite(value)) {
                throw new UserError("a score must be a finite number, not " + value + ": " + shown(line));
            }
            JsonNode right = node.path("correct");
            if (!right.isMissingNode() && !right.isBoolean()) {
                throw new UserError("correct must be true or false, not " + OneLine.of(right.toString(), SHOWN) + ": "
                        + shown(line));
            }
            values[(int) index] = new Score(value, right.isMissingNode() ? value > 0 : right.asBoolean());
        }

        private static double value(JsonNode score) {
            if (score.isBoolean()) {
                return score.asBoolean() ? 1 : 0;
            }
            try {
                return score.asDouble();
            } catch (JacksonException e) {
                return Double.POSITIVE_INFINITY; // More digits than a double has room for.
            }
        }

        private static JsonNode parsed(String line) {
            try {
                return JSON.readTree(line);
            } catch (JacksonException e) {
                throw noScore(line);
            }
        }

        private static UserError noScore(String line) {
            return new UserError("it wrote a line that is neither a number nor {\"id\": …, \"score\": number}: "
                    + (line.isBlank() ? "an empty line" : shown(line)));
        }

        private static String shown(String line) {
            return OneLine.of(line, SHOWN);
        }
    }

    @Override
    public synchronized void close() {
        if (program != null) {
            program.close();
            program = null;
        }
    }
}
