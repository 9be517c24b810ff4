package zero4j.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.Rewards;
import zero4j.run.LaunchRecord;
import zero4j.run.Metric;
import zero4j.run.Provenance;
import zero4j.run.WarningRecord;

/** What happened in a run, in plain words. */
final class RunWords {
    /** A share of completions or groups that deserves a word. */
    private static final double MUCH = 0.5;

    private final ReportedRun run;

    RunWords(ReportedRun run) {
        this.run = run;
    }

    /** What was trained, how, for how long, and what ended it. */
    String done() {
        String what = run.recipe()
                .map(recipe -> "Model " + recipe.model() + ", trained by "
                        + recipe.algorithm().preset() + " on the questions "
                        + recipe.data().train() + " with the reward " + reward(recipe))
                .orElse("A model was trained by settings that this version of the program does not understand");
        return what + ": " + Words.counted(run.steps(), "step") + batch() + ", " + duration(run.seconds())
                + " of work. " + end();
    }

    /** The name that `auto` stood for, where it was kept. */
    private String reward(TrainRecipe recipe) {
        return run.provenance().map(Provenance::reward).orElse(recipe.reward());
    }

    /** What to know of a gain, if the reward is a control. */
    Optional<String> caution() {
        return run.recipe()
                .map(TrainRecipe::reward)
                .filter(named -> run.provenance()
                        .map(made -> named.equals(made.reward())) // else a program gave another one
                        .orElse(true))
                .flatMap(Rewards::caution);
    }

    private String batch() {
        return run.recipe()
                .map(TrainRecipe::rollout)
                .map(rollout -> " of " + Words.counted(rollout.prompts(), "question") + " with "
                        + Words.counted(rollout.groupSize(), "completion") + " each")
                .orElse("");
    }

    private String end() {
        String outcome = run.launches().isEmpty()
                ? ""
                : run.launches().getLast().outcome().orElse("");
        return switch (run.state()) {
            case FINISHED -> "All its steps are done.";
            case STOPPED -> "It was asked to stop after step " + run.steps() + " of " + run.planned() + ".";
            case FAILED ->
                "It ended after step " + run.steps() + " of " + run.planned() + ", because it "
                        + outcome.replaceFirst("^failed: ", "failed: ") + ".";
            case RUNNING ->
                "It is still going on: this is how far it had come, step " + run.steps() + " of " + run.planned() + ".";
            case KILLED ->
                "It ended without a word after step " + run.steps() + " of " + run.planned()
                        + ": the process was killed, or the machine went down.";
            case NOT_STARTED, UNREADABLE -> "Nothing of it was recorded.";
        };
    }

    /** When it was started, and how often. */
    String when() {
        if (run.launches().isEmpty()) {
            return "";
        }
        LaunchRecord first = run.launches().getFirst();
        LaunchRecord last = run.launches().getLast();
        int more = run.launches().size() - 1;
        return "Started " + time(first.started())
                + last.ended().map(end -> ", ended " + time(end)).orElse("")
                + (more == 0 ? "" : ", resumed " + (more == 1 ? "once" : more + " times")) + ".";
    }

    private static String time(Instant time) {
        return time.toString().replaceFirst("T(\\d\\d:\\d\\d).*", " $1") + " UTC";
    }

    /** What became of the scores, a sentence each. */
    List<String> learnt() {
        List<String> said = new ArrayList<>();
        if (run.compared()) {
            var shared = Score.shared(run.before(), run.after());
            String of = " of " + Words.counted(shared.getLast().size(), "benchmark");
            change(
                            "Sampled accuracy (avg@" + k() + ", mean" + of + ")",
                            Score.sampled(shared.getFirst()),
                            Score.sampled(shared.getLast()))
                    .ifPresent(said::add);
            change("Greedy accuracy (mean" + of + ")", Score.greedy(shared.getFirst()), Score.greedy(shared.getLast()))
                    .ifPresent(said::add);
        } else if (!run.after().isEmpty()) {
            said.add("It was evaluated once only, so nobody knows what has changed.");
        }
        training().ifPresent(said::add);
        return said;
    }

    String k() {
        return run.after().stream()
                .map(score -> Integer.toString(score.k()))
                .distinct()
                .collect(Collectors.joining("/"));
    }

    private static Optional<String> change(String what, Optional<Score> before, Optional<Score> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        Score change = after.get().above(before.get());
        String verb = !change.clear() ? "hardly changed" : change.share() > 0 ? "rose" : "fell";
        return Optional.of(what + " " + verb + ": " + before.get().inWords() + " before, "
                + after.get().inWords() + " after, a change of " + change.asChange() + " points (95 % interval)"
                + (change.clear() ? "." : ", which chance alone may make."));
    }

    private Optional<String> training() {
        DrawnCurve reward = run.curve(Metric.REWARD);
        int ends = DrawnCurve.ends(run.steps());
        if (reward.first().isEmpty() || reward.last().isEmpty() || run.steps() < 2) {
            return reward.last().isEmpty()
                    ? Optional.empty()
                    : Optional.of("One step tells of no change: mean reward " + number("%.3f", reward.last()) + ".");
        }
        double gain = reward.last().getAsDouble() - reward.first().getAsDouble();
        String steps = ends == 1 ? "step" : Words.counted(ends, "step");
        String verb = Math.abs(gain) <= CompareReport.CLEAR ? "hardly changed" : gain > 0 ? "rose" : "fell";
        return Optional.of("In training the mean reward " + verb + ": " + number("%.3f", reward.first())
                + " in the first " + steps + ", " + number("%.3f", reward.last()) + " in the last"
                + (ends == 1 ? "" : " " + ends) + "." + accuracy() + lengths());
    }

    /** Where the reward is something else. */
    private String accuracy() {
        DrawnCurve accuracy = run.curve(Metric.ACCURACY);
        return accuracy.first().isEmpty()
                        || accuracy.last().isEmpty()
                        || run.curve(Metric.REWARD).isLike(accuracy)
                ? ""
                : " Accuracy, which the verifier tells: " + number("%.3f", accuracy.first()) + " then, "
                        + number("%.3f", accuracy.last()) + " at last.";
    }

    private String lengths() {
        DrawnCurve right = run.curve(Metric.LENGTH_CORRECT);
        DrawnCurve wrong = run.curve(Metric.LENGTH_INCORRECT);
        if (right.first().isEmpty()
                || right.last().isEmpty()
                || wrong.first().isEmpty()
                || wrong.last().isEmpty()) {
            return "";
        }
        return " Right completions " + tokens(right) + ", wrong ones " + tokens(wrong) + ".";
    }

    private static String tokens(DrawnCurve lengths) {
        String first = number("%.0f", lengths.first());
        String last = number("%.0f", lengths.last());
        return first.equals(last) ? "stayed at " + last + " tokens" : "went from " + first + " to " + last + " tokens";
    }

    /** What somebody should look at. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        run.nothingLearnt()
                .ifPresent(why -> warnings.add(why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1)));
        if (!run.skipped().isEmpty()) {
            warnings.add(Words.counted(run.skipped().size(), "update") + " not applied, the first in step "
                    + run.skipped().getFirst().step() + ": "
                    + run.skipped().getFirst().reason() + ".");
        } else if (run.curve(Metric.SKIPPED_UPDATES).sum() > 0) {
            warnings.add("Some updates were not applied, because loss or gradient were not finite.");
        }
        share(
                        Metric.TRUNCATED,
                        "of the completions of the last steps were cut off by the token budget"
                                + " (rollout.max_new_tokens): they earn nothing.")
                .ifPresent(warnings::add);
        share(
                        Metric.DEAD_GROUPS,
                        "of the questions of the last steps taught nothing, because all their completions earned"
                                + " the same: the questions may have become too easy, or are too hard.")
                .ifPresent(warnings::add);
        Map<String, List<WarningRecord>> told = run.warnings().stream()
                .collect(Collectors.groupingBy(WarningRecord::text, LinkedHashMap::new, Collectors.toList()));
        told.forEach(
                (text, times) -> warnings.add(text + (times.size() == 1 ? "" : " (told " + times.size() + " times)")));
        return warnings;
    }

    private Optional<String> share(Metric metric, String what) {
        OptionalDouble last = run.curve(metric).last();
        return last.isPresent() && last.getAsDouble() >= MUCH
                ? Optional.of(String.format(Locale.ROOT, "%.0f %% %s", 100 * last.getAsDouble(), what))
                : Optional.empty();
    }

    /** A time, for example {@code 1 min 20 s}. */
    static String duration(double seconds) {
        Duration all = Duration.ofSeconds(Math.round(seconds));
        if (all.toMinutes() == 0) {
            return (seconds < 10 ? String.format(Locale.ROOT, "%.1f", seconds) : Long.toString(all.toSeconds()))
                    + "\u00a0s";
        }
        return all.toHours() == 0
                ? all.toMinutes() + "\u00a0min " + all.toSecondsPart() + "\u00a0s"
                : all.toHours() + "\u00a0h " + all.toMinutesPart() + "\u00a0min";
    }

    static String number(String format, OptionalDouble value) {
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, format, value.getAsDouble());
    }
}
