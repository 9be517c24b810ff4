package zero4j.dashboard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import zero4j.UserError;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/** What the page asks for, as JSON: each question opens what it needs, reads, and closes it again. */
final class Api {
    static final String PREFIX = "/api/";

    private final WatchedRuns runs;
    private final RunLines lines;
    private final Map<String, Function<Query, Object>> answers = new TreeMap<>();

    Api(WatchedRuns runs, RunLines lines) {
        this.runs = runs;
        this.lines = lines;
        answers.put("runs", _ -> overview());
        answers.put("metrics", _ -> Map.of("metrics", catalogue()));
        answers.put("settings", query -> SettingsOfRun.of(run(query)));
        answers.put("curves", reading((run, reader, query) -> Curves.of(run.name(), reader, query)));
        answers.put("evaluations", reading((_, reader, _) -> Map.of("scores", reader.evaluations())));
        answers.put(
                "levels",
                reading((_, reader, query) ->
                        Map.of("levels", reader.levels(query.need("benchmark"), query.needNumber("step")))));
        answers.put("groups", reading((_, reader, query) -> CompletionAnswers.ofStep(reader, query)));
        answers.put("question", reading((_, reader, query) -> CompletionAnswers.ofQuestion(reader, query)));
        answers.put("completions", reading((_, reader, query) -> CompletionAnswers.search(reader, query)));
        answers.put("tokens", reading((_, reader, query) -> CompletionAnswers.tokens(reader, query)));
        answers.put("completion", reading(Explained::of));
    }

    /** An answer from a run's database. */
    @FunctionalInterface
    private interface Reading {
        Object read(RunFolder run, RunReader reader, Query query);
    }

    private Function<Query, Object> reading(Reading reading) {
        return query -> {
            RunFolder run = run(query);
            try (RunReader reader = RunReader.open(run.database())) {
                return reading.read(run, reader, query);
            }
        };
    }

    /** The answer to a path behind {@value #PREFIX}. */
    Reply answer(String path, Query query) {
        Function<Query, Object> answer = answers.get(path);
        if (answer == null) {
            return Reply.problem(404, "The server knows nothing called " + path + ".");
        }
        try {
            return Reply.json(answer.apply(query));
        } catch (Query.Misuse e) {
            return Reply.problem(400, "The address is not understood: " + e.getMessage() + ".");
        } catch (NoSuchRun e) {
            return Reply.problem(404, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Reply.problem(400, "The address is not understood: " + e.getMessage() + ".");
        } catch (UserError e) {
            return Reply.problem(503, sentence(String.valueOf(e.getMessage())));
        }
    }

    private static String sentence(String message) {
        return message.isEmpty() ? message : message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
    }

    private static final class NoSuchRun extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSuchRun(String message) {
            super(message);
        }
    }

    private RunFolder run(Query query) {
        String name = query.need("run");
        Optional<RunFolder> run = runs.find(name);
        return run.orElseThrow(() -> new NoSuchRun("There is no run of this name in " + runs.folder() + "."));
    }

    /** All runs, the newest first. */
    private Map<String, Object> overview() {
        return Map.of("folder", runs.folder().toString(), "runs", lines.list(runs));
    }

    private record CatalogueEntry(String key, String unit, String meaning, String formula, String group) {}

    private static List<CatalogueEntry> catalogue() {
        return Arrays.stream(Metric.values())
                .map(metric -> new CatalogueEntry(
                        metric.key(),
                        metric.unit(),
                        metric.meaning(),
                        metric.formula(),
                        metric.group().title()))
                .toList();
    }
}
