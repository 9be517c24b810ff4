package zero4j.analyze.judge;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import zero4j.UserError;
import zero4j.Words;
import zero4j.analyze.Judge.Response;
import zero4j.analyze.judge.JudgementFile.Judgement;

/** Makes calls beside each other, tries again what may pass, and ends where going on would only cost. */
final class JudgeCalls {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_ASKED_FOR = Duration.ofMinutes(10);

    /** So many replies are looked at before a model is held to be unfit, if more than half of them have no judgement. */
    private static final int BEFORE_UNFIT = 20;

    /** That may be left out, each once more for a request that was on its way. */
    private static final int PARAMETERS = 4;

    private static final int KEPT_OF_REPLY = 80;

    private final JudgeSettings settings;
    private final JudgeModel model;
    private final JudgementFile file;
    private final LlmJudge.Listener listener;
    private final LlmJudge.Pause pause;
    private final InstantSource clock;
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    /** Told since the last reply: what many calls meet at the same time is told once. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong useless = new AtomicLong();

    JudgeCalls(
            JudgeSettings settings,
            JudgeModel model,
            JudgementFile file,
            LlmJudge.Listener listener,
            LlmJudge.Pause pause,
            InstantSource clock) {
        this.settings = settings;
        this.model = model;
        this.file = file;
        this.listener = listener;
        this.pause = pause;
        this.clock = clock;
    }

    /** Why a response was not judged at all; it will be asked about again. */
    Optional<String> refused(String key) {
        return Optional.ofNullable(refused.get(key));
    }

    /**
     * Asks about responses, by their keys, and keeps what is said.
     *
     * @throws UserError if it makes no sense to go on; what was said until then is kept
     */
    void make(JudgeTask task, Map<String, Response> missing) {
        if (missing.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(settings.concurrency(), missing.size()),
                Thread.ofVirtual().name("judge-", 0).factory());
        try {
            ExecutorCompletionService<Void> done = new ExecutorCompletionService<>(threads);
            missing.forEach((key, response) -> done.submit(() -> {
                judge(task, key, response);
                return null;
            }));
            for (int i = 0; i < missing.size(); i++) {
                await(done.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted; what was judged is kept, and the same command goes on", e);
        } finally {
            threads.shutdownNow();
            threads.close();
        }
    }

    private static void await(Future<Void> call) throws InterruptedException {
        try {
            call.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UserError error -> throw new UserError(String.valueOf(error.getMessage()), error);
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void judge(JudgeTask task, String key, Response response) throws InterruptedException {
        Optional<String> reply = reply(task, key, response);
        if (reply.isPresent()) {
            OptionalInt number = JudgeReply.read(reply.get(), task.highest());
            file.put(
                    key,
                    task,
                    number.isPresent() ? Judgement.of(number.getAsInt()) : Judgement.malformed(cut(reply.get())));
            useless.addAndGet(number.isPresent() ? 0 : 1);
        } else {
            useless.incrementAndGet();
        }
        told.clear();
        long all = answered.incrementAndGet();
        listener.answered(all);
        if (all >= BEFORE_UNFIT && 2 * useless.get() > all) {
            file.leaveOutReplies();
            throw new UserError(settings.name() + " did not judge " + useless.get() + " of " + all
                    + " responses as it was asked to; the last time it said \""
                    + reply.map(this::cut).orElse(refused.get(key))
                    + "\". Choose another model for --judge-model. What was judged is kept.");
        }
    }

    private String cut(String reply) {
        String line = Trouble.printable(reply, settings);
        return line.length() <= KEPT_OF_REPLY ? line : line.substring(0, KEPT_OF_REPLY) + "…";
    }

    /** What the model replies; empty if it will not judge this response. */
    private Optional<String> reply(JudgeTask task, String key, Response response) throws InterruptedException {
        int parameters = 0;
        for (int failures = 0; ; ) {
            try {
                return Optional.of(model.reply(task, response));
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                switch (Trouble.of(e, settings, clock)) {
                    case Trouble.OfAll all -> throw new UserError(all.reason() + kept(), e);
                    case Trouble.OfParameter parameter -> {
                        if (++parameters > PARAMETERS) {
                            refused.put(key, "refused for " + parameter.name() + ", which it did not get");
                            return Optional.empty();
                        }
                        leaveOut(parameter.name());
                    }
                    case Trouble.OfResponse refusal -> {
                        refused.put(key, refusal.reason());
                        return Optional.empty();
                    }
                    case Trouble.Passing passing -> pauseAfter(passing, ++failures, e);
                }
            }
        }
    }

    private void leaveOut(String parameter) {
        if (model.without(parameter)) {
            listener.note(settings.name() + " does not take the parameter " + parameter + "; it is asked without");
        }
    }

    private void pauseAfter(Trouble.Passing trouble, int failures, RuntimeException cause) throws InterruptedException {
        if (failures >= trouble.attempts()) {
            throw new UserError(
                    settings.endpoint() + ": " + trouble.reason() + ", "
                            + Words.counted(failures, "time", "times in a row") + kept(),
                    cause);
        }
        if (trouble.pause().compareTo(LONGEST_ASKED_FOR) > 0) {
            throw new UserError(
                    settings.endpoint() + ": " + trouble.reason() + ", and asks to come back in "
                            + Words.counted(trouble.pause().toMinutes(), "minute") + kept(),
                    cause);
        }
        Duration wait = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 5));
        wait = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
        wait = trouble.pause().compareTo(wait) > 0 ? trouble.pause() : wait;
        String note = settings.endpoint() + ": " + trouble.reason() + "; again in " + wait.toSeconds() + " s";
        if (told.add(note)) {
            listener.note(note);
        }
        pause.sleep(wait);
    }

    private static String kept() {
        return ". What was judged is kept, and the same command goes on from there.";
    }
}
