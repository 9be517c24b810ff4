package zero4j.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.eval.Interval;
import zero4j.recipe.RunSettings;
import zero4j.run.CompletionRecord;
import zero4j.run.LevelScore;
import zero4j.run.Metric;
import zero4j.run.Provenance;
import zero4j.run.StoredCompletion;

/** The report of one run, in its parts. */
final class RunPage {
    private final ReportedRun run;
    private final RunWords words;

    RunPage(ReportedRun run) {
        this.run = run;
        this.words = new RunWords(run);
    }

    void write(Html page, List<RunFigures.Figure> figures) {
        page.element("h1", run.name());
        page.element("p", words.done());
        words.caution().ifPresent(caution -> page.element("p", "Mind: " + caution + ".", "class", "warning"));
        words.learnt().forEach(sentence -> page.element("p", sentence));
        page.element("p", words.when(), "class", "soft");
        words.warnings().forEach(warning -> page.element("p", "Warning: " + warning, "class", "warning"));
        tiles(page);
        if (!figures.isEmpty()) {
            page.element("h2", "Curves");
            page.element(
                    "p",
                    "Bold: smoothed. Faint: every step, or where there are very many, the range of neighbouring steps.",
                    "class",
                    "soft");
            RunReport.charts(page, figures);
        }
        evaluation(page);
        groups(page);
        settings(page);
        provenance(page);
    }

    private void tiles(Html page) {
        page.open("div", "class", "tiles");
        if (run.compared()) {
            var shared = Score.shared(run.before(), run.after());
            Score.sampled(shared.getLast())
                    .ifPresent(after -> tile(
                            page,
                            Score.sampled(shared.getFirst())
                                            .map(before -> percent(before.share()) + " → ")
                                            .orElse("")
                                    + percent(after.share()),
                            "avg@" + words.k() + " on the benchmarks"));
            Score.greedy(shared.getLast())
                    .ifPresent(after -> tile(
                            page,
                            percent(Score.greedy(shared.getFirst())
                                            .orElse(after)
                                            .share()) + " → " + percent(after.share()),
                            "greedy on the benchmarks"));
        }
        ends(page, Metric.REWARD, "%.3f", "mean reward in training");
        ends(page, Metric.LENGTH, "%.0f", "tokens of a completion");
        ends(page, Metric.ENTROPY, "%.3f", "entropy, nats per token");
        if (run.has(Metric.ROLLOUT_TOKENS_PER_SECOND)) {
            OptionalDouble last = run.curve(Metric.ROLLOUT_TOKENS_PER_SECOND).last();
            tile(page, RunWords.number("%,.0f", last), "sampled tokens per second");
        }
        page.close();
    }

    private void ends(Html page, Metric metric, String format, String what) {
        DrawnCurve curve = run.curve(metric);
        if (curve.last().isPresent()) {
            String last = RunWords.number(format, curve.last());
            tile(page, run.steps() < 2 ? last : RunWords.number(format, curve.first()) + " → " + last, what);
        }
    }

    private static void tile(Html page, String value, String what) {
        page.open("div", "class", "tile")
                .element("b", value)
                .element("span", what)
                .close();
    }

    private static String percent(double share) {
        return Words.percent(share);
    }

    private void evaluation(Html page) {
        if (run.after().isEmpty()) {
            return;
        }
        page.element("h2", "Evaluation");
        long last = run.after().getFirst().step();
        if (run.compared()) {
            long first = run.before().getFirst().step();
            page.element(
                    "p",
                    "Before is " + SampleGroups.moment(first) + ", after is " + SampleGroups.moment(last)
                            + ". In brackets 95 % intervals; changes are in percentage points.",
                    "class",
                    "soft");
            page.table(EvalTable.beforeAfter(run.before(), run.after()));
            page.element("h3", "All of it " + SampleGroups.moment(last));
        } else {
            page.element("h3", "Scores " + SampleGroups.moment(last));
        }
        page.table(EvalTable.of(run.after()));
        if (!run.levels().isEmpty()) {
            page.element("h3", "By level").table(levels());
        }
    }

    private Table levels() {
        boolean sampled = run.levels().values().stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .anyMatch(score -> score.sampled() > 0);
        Table table = sampled
                ? Table.of("benchmark and level", "questions", "greedy before", "after", "sampled before", "after")
                : Table.of("benchmark and level", "questions", "greedy before", "after");
        run.levels().forEach((benchmark, moments) -> {
            Map<String, LevelScore> before =
                    moments.getFirst().stream().collect(Collectors.toMap(LevelScore::level, score -> score));
            for (LevelScore after : moments.getLast()) {
                LevelScore first = before.getOrDefault(after.level(), after);
                String name = benchmark + ", " + (after.level().isEmpty() ? "without a level" : after.level());
                String asked = Integer.toString(after.greedy());
                String greedyBefore = interval(first.greedyCorrect(), first.greedy());
                String greedyAfter = interval(after.greedyCorrect(), after.greedy());
                table.row(
                        sampled
                                ? List.of(
                                        name,
                                        asked,
                                        greedyBefore,
                                        greedyAfter,
                                        share(first.sampledCorrect(), first.sampled()),
                                        share(after.sampledCorrect(), after.sampled()))
                                : List.of(name, asked, greedyBefore, greedyAfter));
            }
        });
        return table;
    }

    private static String interval(int correct, int all) {
        if (all == 0) {
            return "-";
        }
        Interval interval = Interval.wilson(correct, all);
        return share(correct, all)
                + String.format(Locale.ROOT, " [%.1f, %.1f]", 100 * interval.low(), 100 * interval.high());
    }

    private static String share(int correct, int all) {
        if (all == 0) {
            return "-";
        }
        return percent((double) correct / all) + " (" + correct + "/" + all + ")";
    }

    private void groups(Html page) {
        if (run.read().shown().isEmpty()) {
            return;
        }
        page.element("h2", "What the model said");
        for (SampleGroups.Shown shown : run.read().shown()) {
            page.element("h3", shown.why()).element("p", shown.what(), "class", "soft");
            CompletionRecord any = shown.completions().stream()
                    .flatMap(List::stream)
                    .findFirst()
                    .map(StoredCompletion::record)
                    .orElse(null);
            if (any == null) {
                continue;
            }
            page.open("div", "class", "prompt").element("pre", any.prompt());
            page.element("p", "Accepted: " + String.join(" or ", any.references()), "class", "soft")
                    .close();
            for (List<StoredCompletion> moment : shown.completions()) {
                if (shown.completions().size() > 1 && !moment.isEmpty()) {
                    long step = moment.getFirst().record().step();
                    boolean evaluation = moment.getFirst().record().benchmark().isPresent();
                    page.element("p", evaluation ? SampleGroups.moment(step) : "at step " + step, "class", "soft");
                }
                page.open("div", "class", "answers");
                alike(moment).forEach(same -> answer(page, same.getFirst(), same.size()));
                page.close();
            }
        }
    }

    /** Completions that say the same, and were judged and sampled alike, are shown once. */
    private static Collection<List<StoredCompletion>> alike(List<StoredCompletion> completions) {
        return completions.stream()
                .collect(Collectors.groupingBy(
                        one -> List.of(
                                one.record().text(),
                                one.record().outcome(),
                                one.record().reward(),
                                one.record().temperature() == 0),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    private static void answer(Html page, StoredCompletion completion, int times) {
        CompletionRecord record = completion.record();
        boolean right = record.correct();
        page.open("section", "class", right ? "answer right" : "answer").open("header");
        page.element("b", record.outcome().replace('_', ' '));
        StringBuilder said = new StringBuilder(" (" + record.rule() + ")");
        said.append(record.answer().map(answer -> ", answer " + answer).orElse(", no answer"));
        said.append(String.format(Locale.ROOT, " · reward %s", brief(record.reward())));
        completion.advantage().ifPresent(value -> said.append(String.format(Locale.ROOT, " · advantage %+.3f", value)));
        said.append(" · ").append(Words.counted(record.tokens(), "token"));
        said.append(record.truncated() ? ", cut off" : "");
        said.append(record.temperature() == 0 ? " · greedy" : "");
        said.append(times == 1 ? "" : " · " + times + " times");
        page.text(said.toString()).close().element("pre", record.text()).close();
    }

    private static String brief(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
    }

    private void settings(Html page) {
        page.element("h2", "Settings");
        if (run.recipe().isEmpty()) {
            page.element("p", "This version of the program does not understand the run's recipe.yaml.");
            return;
        }
        Map<String, RunSettings.Change> changes =
                RunSettings.changes(run.recipe().get());
        if (changes.isEmpty()) {
            page.element("p", "All settings are the defaults.");
            return;
        }
        page.element(
                "p", "What differs from the defaults; recipe.yaml in the folder of the run has all.", "class", "soft");
        Table table = Table.ofTexts("setting", "value", "default");
        changes.forEach((key, change) -> table.row(key, change.value(), change.usual()));
        page.table(table);
    }

    private void provenance(Html page) {
        page.element("h2", "Made with");
        Table table =
                Table.ofTexts("what", "which").row("folder", run.folder().path().toString());
        run.provenance().ifPresent(made -> rows(table, made));
        if (run.provenance().isEmpty()) {
            page.element("p", "provenance.json is missing or damaged: nobody knows what the run was made with.");
        }
        page.table(table);
    }

    private static void rows(Table table, Provenance made) {
        table.row("program", "zero4j " + made.program())
                .row("LibTorch", made.libtorch())
                .row("JVM", made.jvm())
                .row("system", made.os())
                .row("processor", made.cpu())
                .row("device", made.device())
                .row("seed", Long.toString(made.seed()))
                .row("model, hash", made.model());
        made.data().forEach((name, hash) -> table.row("questions " + name, hash));
    }
}
