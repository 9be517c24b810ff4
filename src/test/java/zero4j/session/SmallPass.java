package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.analyze.SampledQuestion;
import zero4j.rollout.RolloutBackend;

/** Passes of sampling of ten questions with the bundled model. */
abstract class SmallPass {
    static final String NANO = "models/nano";

    @TempDir
    Path temporary = Path.of("");

    final List<SampleCell> sampled = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final AtomicLong finished = new AtomicLong();
    List<Long> keptAndDue = List.of();

    Path pass() {
        return temporary.resolve("pass");
    }

    AnalyzeSession session(String... models) {
        sampled.clear();
        told.clear();
        return AnalyzeSession.of(List.of(models)).listener(new AnalyzeListener() {
            @Override
            public void planned(Path folder, SamplePass pass, List<SampleCell> cells, List<SampleCell> missing) {
                sampled.addAll(missing);
            }

            @Override
            public RolloutBackend.Progress sampling(long kept, long completions) {
                keptAndDue = List.of(kept, completions);
                finished.set(0);
                return _ -> finished.incrementAndGet();
            }

            @Override
            public void warning(String text) {
                told.add(text);
            }
        });
    }

    /** Ten questions in four cells. */
    AnalyzeSession small(String... models) {
        return session(models)
                .folder(pass())
                .questions(2)
                .maxNewTokens(24)
                .templates(List.of("none", "r1"))
                .temperatures(List.of(1.0))
                .samples(2);
    }

    static List<SampledQuestion> read(SampleFolder samples, SampleCell cell) {
        List<SampledQuestion> read = new ArrayList<>();
        samples.read(cell, read::add);
        return read;
    }

    /** All files of completions. */
    Map<String, String> stored() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(pass())) {
            for (Path file :
                    files.filter(path -> path.endsWith("completions.jsonl")).toList()) {
                contents.put(pass().relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
