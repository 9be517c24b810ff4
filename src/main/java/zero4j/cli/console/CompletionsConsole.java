package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.Words;
import zero4j.run.CompletionPage;
import zero4j.run.CompletionQuery;
import zero4j.run.CompletionRecord;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/** Shows what a model said: the completions that a run recorded, escaped, each with its reward and why. */
public final class CompletionsConsole {
    private static final String INDENT = "  ";
    private static final String WITHIN = " ".repeat(12);
    /** Begins the rule of a reward that gives a number and looks for no answer. */
    private static final String SCORED_BY = "scored by ";
    /** Characters of a text that is shown in passing. */
    private static final int EXCERPT = 400;
    /** Completions that are read at once. */
    private static final int PAGE = 50;

    private final Screen out;

    public CompletionsConsole(PrintWriter out) {
        this.out = Screen.of(out);
    }

    /**
     * Which completions to show.
     *
     * @param step that sampled them; empty for the last that kept any, or where a question is named for all
     * @param benchmark that asked; empty for training
     * @param question id of the one whose completions are shown; empty for all
     * @param wrong whether those that are correct are left out
     * @param after where an earlier showing ended, in its own words; empty to begin at the first
     * @param limit of how many; 0 for all
     */
    public record Choice(
            OptionalLong step,
            Optional<String> benchmark,
            Optional<String> question,
            boolean wrong,
            Optional<String> after,
            int limit) {}

    /**
     * Shows them whole, page by page: there may be more than the memory holds.
     *
     * @throws UserError where there are none of that step or question
     */
    public void show(RunFolder run, Choice choice) {
        try (RunReader reader = RunReader.open(run.database())) {
            CompletionQuery query = query(reader, choice);
            CompletionQuery judged = choice.wrong() ? query.judged(CompletionQuery.Judged.WRONG) : query;
            int most = choice.limit() == 0 ? Integer.MAX_VALUE : choice.limit();
            int shown = 0;
            Optional<String> next = choice.after();
            do {
                CompletionPage page = reader.page(judged.page(next, Math.min(PAGE, most - shown)));
                page.completions().forEach(completion -> {
                    print(completion.record(), completion.advantage(), Integer.MAX_VALUE);
                    out.println();
                });
                shown += page.completions().size();
                next = page.next();
            } while (next.isPresent() && shown < most);
            if (shown == 0
                    && reader.page(query.page(Optional.empty(), 1))
                            .completions()
                            .isEmpty()) {
                throw new UserError(nothing(reader, choice));
            }
            out.println(Words.counted(shown, choice.wrong() ? "wrong completion" : "completion") + " shown"
                    + next.map(more -> "; --after " + more + " goes on, --limit 0 shows all")
                            .orElse(""));
        }
    }

    private static CompletionQuery query(RunReader reader, Choice choice) {
        CompletionQuery all =
                choice.benchmark().map(CompletionQuery::evaluation).orElseGet(CompletionQuery::training);
        CompletionQuery asked = choice.question().map(all::ofQuestion).orElse(all);
        boolean everyStep = choice.step().isEmpty()
                && choice.question().isPresent()
                && choice.benchmark().isEmpty();
        OptionalLong step = choice.step().isPresent()
                ? choice.step()
                : reader.previousCompletions(choice.benchmark(), Long.MAX_VALUE);
        return everyStep || step.isEmpty() ? asked : asked.atStep(step.getAsLong());
    }

    private static String nothing(RunReader reader, Choice choice) {
        OptionalLong last = reader.previousCompletions(choice.benchmark(), Long.MAX_VALUE);
        return "there are no completions"
                + choice.benchmark().map(name -> " of the benchmark " + name).orElse("")
                + choice.question().map(id -> " of the question " + id).orElse("")
                + (choice.step().isPresent() ? " at step " + choice.step().getAsLong() : "")
                + (last.isPresent() ? "; the last step that has any is " + last.getAsLong() : " yet");
    }

    /** Some of a step's completions, excerpts of them: right and wrong ones as often as they are. */
    void samples(List<CompletionRecord> completions, int count) {
        List<CompletionRecord> sorted = new ArrayList<>(completions);
        sorted.sort(Comparator.comparing(CompletionRecord::correct));
        int shown = Math.min(count, sorted.size());
        for (int i = 0; i < shown; i++) {
            if (i > 0) {
                out.println();
            }
            print(sorted.get((int) ((2L * i + 1) * sorted.size() / (2L * shown))), OptionalDouble.empty(), EXCERPT);
        }
    }

    private void print(CompletionRecord completion, OptionalDouble advantage, int most) {
        text(
                "",
                "",
                PlainText.line(String.format(
                        Locale.ROOT,
                        "step %d, question %s, sample %d: reward %s%s, %s (%s), %s, %s",
                        completion.step(),
                        completion.questionId(),
                        completion.sample(),
                        completion.reward(),
                        advantage.isEmpty()
                                ? ""
                                : String.format(Locale.ROOT, ", advantage %+.3f", advantage.getAsDouble()),
                        completion.outcome().replace('_', ' '),
                        completion.rule(),
                        Words.counted(completion.tokens(), "token"),
                        completion.truncated() ? "cut off" : "ended by " + completion.finishReason())));
        text(INDENT + "prompt    ", WITHIN, PlainText.quoted(cut(completion.prompt(), most)));
        String accepted =
                completion.references().stream().map(PlainText::quoted).collect(Collectors.joining(" or "));
        if (completion.answer().isEmpty() && nothingLookedFor(completion)) {
            text(INDENT + "accepted  ", WITHIN, accepted);
        } else {
            text(
                    INDENT + "answer    ",
                    WITHIN,
                    completion.answer().map(PlainText::quoted).orElse("none found") + ", accepted " + accepted);
        }
        for (String line : cut(completion.text(), most).split("\n", -1)) {
            text(INDENT + "| ", INDENT + "| ", PlainText.line(line));
        }
    }

    /** Rewards of the user's own look for no answer, and one that is cut off counts for nothing whatever it holds. */
    private static boolean nothingLookedFor(CompletionRecord completion) {
        return completion.truncated() || completion.rule().startsWith(SCORED_BY);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    private void text(String first, String others, String text) {
        List<String> parts = PlainText.wrapped(text, out.columns() - first.length());
        for (int i = 0; i < parts.size(); i++) {
            out.println(((i == 0 ? first : others) + parts.get(i)).stripTrailing());
        }
    }
}
