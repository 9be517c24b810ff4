package zero4j.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import zero4j.run.CompletionQuery;
import zero4j.run.EvalRecord;
import zero4j.run.QuestionScore;
import zero4j.run.RunReader;
import zero4j.run.StoredCompletion;

/**
 * Completions that a report shows whole, few of the many that a run recorded.
 *
 * @param shown in this order
 * @param firstLengths tokens of the completions that the first step kept
 * @param lastLengths tokens of those that the last step kept, if it is another one
 */
record SampleGroups(List<Shown> shown, List<Integer> firstLengths, List<Integer> lastLengths) {
    /** Questions that are looked at for the one that changed the most. */
    private static final int AMONG = 500;

    /** Completions of a question that are shown at most. */
    private static final int MOST = 16;

    /**
     * A question with what was answered.
     *
     * @param why it is shown
     * @param what says more of it
     * @param completions by one or two moments of the run
     */
    record Shown(String why, String what, List<List<StoredCompletion>> completions) {}

    static SampleGroups read(RunReader reader, List<EvalRecord> before, List<EvalRecord> after) {
        OptionalLong first = reader.nextCompletions(Optional.empty(), 0);
        OptionalLong last = reader.previousCompletions(Optional.empty(), Long.MAX_VALUE);
        List<Shown> shown = new ArrayList<>();
        evaluated(reader, before, after, shown);
        asked(reader, shown);
        List<List<StoredCompletion>> newest =
                last.isEmpty() ? List.of() : reader.groups(Optional.empty(), last.getAsLong());
        ofStep(newest, shown);
        boolean two = !first.equals(last);
        return new SampleGroups(
                shown,
                first.isEmpty()
                        ? List.of()
                        : lengths(two ? reader.groups(Optional.empty(), first.getAsLong()) : newest),
                two ? lengths(newest) : List.of());
    }

    private static List<Integer> lengths(List<List<StoredCompletion>> groups) {
        return groups.stream()
                .flatMap(List::stream)
                .map(one -> one.record().tokens())
                .toList();
    }

    /** The best and the worst of a step, and one that is both. */
    private static void ofStep(List<List<StoredCompletion>> groups, List<Shown> shown) {
        if (groups.isEmpty()) {
            return;
        }
        long step = groups.getFirst().getFirst().record().step();
        String when = "of training step " + step;
        Comparator<List<StoredCompletion>> byReward = Comparator.comparingDouble(SampleGroups::reward);
        List<StoredCompletion> worst = groups.stream().min(byReward).orElseThrow();
        List<StoredCompletion> best = groups.stream().max(byReward).orElseThrow();
        add(shown, "The worst group " + when, worst);
        if (!best.equals(worst)) {
            add(shown, "The best group " + when, best);
        }
        groups.stream()
                .max(Comparator.comparingDouble(SampleGroups::spread))
                .filter(divided -> !divided.equals(worst) && !divided.equals(best) && spread(divided) > 0)
                .ifPresent(divided -> add(shown, "The most divided group " + when, divided));
    }

    private static void add(List<Shown> shown, String why, List<StoredCompletion> group) {
        shown.add(new Shown(why, "mean reward " + number(reward(group)), List.of(group)));
    }

    /** Of all benchmarks the question that gained the most, and the one that lost the most. */
    private static void evaluated(
            RunReader reader, List<EvalRecord> before, List<EvalRecord> after, List<Shown> shown) {
        if (before.isEmpty() || before.getFirst().step() == after.getFirst().step()) {
            return;
        }
        long first = before.getFirst().step();
        Best gained = new Best();
        Best lost = new Best();
        for (EvalRecord score : after) {
            for (QuestionScore question : reader.scores(score.benchmark(), first, score.step())) {
                gained.offer(score.benchmark(), question, question.after() - question.before());
                lost.offer(score.benchmark(), question, question.before() - question.after());
            }
        }
        gained.show(reader, "The question that gained the most", shown);
        lost.show(reader, "The question that lost the most", shown);
    }

    private static final class Best {
        private double most;
        private String benchmark = "";
        private Optional<QuestionScore> score = Optional.empty();

        void offer(String of, QuestionScore question, double change) {
            if (change > most) {
                most = change;
                benchmark = of;
                score = Optional.of(question);
            }
        }

        void show(RunReader reader, String why, List<Shown> shown) {
            score.ifPresent(found -> shown.add(new Shown(
                    why,
                    "benchmark " + benchmark + ", question " + found.question() + ": " + percent(found.before())
                            + " of its completions right " + moment(found.first()) + ", " + percent(found.after()) + " "
                            + moment(found.last()),
                    List.of(answered(reader, found, found.first()), answered(reader, found, found.last())))));
        }

        private List<StoredCompletion> answered(RunReader reader, QuestionScore found, long step) {
            return answers(reader, CompletionQuery.evaluation(benchmark), found, step);
        }
    }

    private static List<StoredCompletion> answers(
            RunReader reader, CompletionQuery query, QuestionScore found, long step) {
        return reader.page(query.atStep(step).ofQuestion(found.question()).page(Optional.empty(), MOST))
                .completions();
    }

    private static void asked(RunReader reader, List<Shown> shown) {
        Optional<QuestionScore> changed = reader.mostChanged(AMONG).filter(found -> found.before() != found.after());
        changed.ifPresent(found -> {
            CompletionQuery all = CompletionQuery.training();
            shown.add(new Shown(
                    "The training question that changed the most",
                    "question " + found.question() + ": mean reward " + number(found.before()) + " at step "
                            + found.first() + ", " + number(found.after()) + " at step " + found.last(),
                    List.of(answers(reader, all, found, found.first()), answers(reader, all, found, found.last()))));
        });
    }

    /** When an evaluation was, in words. */
    static String moment(long step) {
        return step == 0 ? "before training" : "after step " + step;
    }

    private static double reward(List<StoredCompletion> group) {
        return group.stream()
                .mapToDouble(one -> one.record().reward())
                .average()
                .orElse(Double.NaN);
    }

    private static double spread(List<StoredCompletion> group) {
        double mean = reward(group);
        return group.stream()
                .mapToDouble(one -> Math.abs(one.record().reward() - mean))
                .average()
                .orElse(0);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
