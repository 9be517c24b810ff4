package zero4j.analyze.judge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import zero4j.analyze.Judge;

/**
 * A response with what a person says of it, who read it.
 *
 * @param answering 1 if it tries to answer the question
 * @param reflection 0 off-topic, 1 none, 2 reflection
 * @param origin the model, template and temperature that it was sampled at, or the manner that it was written in
 * @param part {@code tuned} if rules may have been written by it, {@code aside} if none was
 */
record Labelled(String question, String response, int answering, int reflection, String origin, String part) {
    static List<Labelled> all() {
        try (InputStream in = Labelled.class.getResourceAsStream("/analyze/labelled.jsonl")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonMapper.shared().readValue(line, Labelled.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean aside() {
        return part.equals("aside");
    }

    /** Whether a model said it. */
    boolean sampled() {
        return !origin.startsWith("written");
    }

    Judge.Response asResponse() {
        return new Judge.Response(question, response);
    }
}
