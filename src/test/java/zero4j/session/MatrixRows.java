package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import zero4j.cli.TinyNanoModel;
import zero4j.rollout.RolloutBackend;

/**
 * Rows of a table that are quickly sampled.
 *
 * @param model a folder with a tiny one
 * @param questions a file of seven
 */
record MatrixRows(Path model, Path questions) {
    static MatrixRows make(Path shared) throws IOException {
        Path model = shared.resolve("model");
        TinyNanoModel.make(model);
        Path questions = shared.resolve("sums.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            lines.append("{\"question\": \"What is ")
                    .append(i)
                    .append("+2 mod 10?\", \"answer\": \"")
                    .append(i + 2)
                    .append("\", \"difficulty\": ")
                    .append(1 + 0.5 * i)
                    .append("}\n");
        }
        Files.writeString(questions, lines);
        return new MatrixRows(model, questions);
    }

    EvalSession row(String template) {
        return EvalSession.of(model.toString())
                .template(template)
                .suite(List.of(questions.toString(), "nano"))
                .questions(5)
                .samples(3)
                .maxNewTokens(8)
                // What a model that knows nothing says is right by chance: enough to see that counts are kept.
                .reward("even", (question, completion) -> completion.text().length() % 2);
    }

    List<EvalSession> rows() {
        return List.of(row("none"), row("r1"));
    }

    /** Counts what is sampled, and may ask to stop. */
    static final class Heard implements EvalListener {
        final AtomicInteger sampled = new AtomicInteger();
        final List<String> warnings = new ArrayList<>();

        @Override
        public RolloutBackend.Progress sampling(long completions) {
            return done -> sampled.incrementAndGet();
        }

        @Override
        public void warning(String text) {
            warnings.add(text);
        }
    }

    static Map<String, String> tables(Path output) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : List.of("table.md", "table.csv", "table.json")) {
            files.put(name, Files.readString(output.resolve(name)));
        }
        return files;
    }
}
