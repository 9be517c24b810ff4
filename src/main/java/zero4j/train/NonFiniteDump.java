package zero4j.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.algorithm.Response;
import zero4j.learn.NonFiniteUpdate;

/**
 * Keeps the batches of updates that were not finite, so that they can be looked at: a folder {@code step-N-update-K}, complete
 * or absent, with {@code summary.json} and a line of {@code sequences.jsonl} for every response. Numbers that are not finite
 * stand as the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 */
public final class NonFiniteDump {
    /** Folders of one run: what goes wrong at every step must not fill the disk. */
    public static final int MOST = 10;

    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;

    /** @param folder of all dumps of the run; need not exist */
    public NonFiniteDump(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes an update down, unless there are {@link #MOST} already.
     *
     * @param lastCheckpoint in words
     * @return where it is
     * @throws zero4j.UserError if it cannot be written
     */
    public Optional<Path> write(long step, NonFiniteUpdate update, String lastCheckpoint) {
        Path target = folder.resolve("step-" + step + "-update-" + (update.update() + 1));
        if (!Files.exists(target) && count() >= MOST) {
            return Optional.empty();
        }
        AtomicFile.replaceFolder(target, into -> {
            Files.writeString(
                    into.resolve("summary.json"),
                    PRETTY.writeValueAsString(summary(step, update, lastCheckpoint)) + "\n");
            try (BufferedWriter lines = Files.newBufferedWriter(into.resolve("sequences.jsonl"))) {
                for (NonFiniteUpdate.Lost response : update.responses()) {
                    lines.write(JsonMapper.shared().writeValueAsString(line(response)));
                    lines.newLine();
                }
            }
        });
        return Optional.of(target);
    }

    private long count() {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        AtomicFile.mend(folder);
        try (Stream<Path> dumps = Files.list(folder)) {
            return dumps.count();
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    private static Map<String, Object> summary(long step, NonFiniteUpdate update, String lastCheckpoint) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("step", step);
        summary.put("update", update.update() + 1);
        summary.put("not_finite", update.found().inWords());
        summary.put("loss", update.found().loss());
        summary.put("grad_norm", update.found().gradNorm());
        summary.put("critic_grad_norm", update.found().criticNorm());
        summary.put("learning_rate", update.learningRate());
        summary.put("responses", update.responses().size());
        summary.put("last_checkpoint", lastCheckpoint);
        summary.put(
                "about",
                "This update was not applied: weights and moments are as before it. Each line of sequences.jsonl is a"
                        + " response: tokens begin with the prompt's, the other lists have a number for each token of the"
                        + " response (log-probs in nats, the learner's under the weights before the update), and"
                        + " micro_batch_loss is the share of the loss of all responses with the same micro_batch.");
        return summary;
    }

    private static Map<String, Object> line(NonFiniteUpdate.Lost lost) {
        Response response = lost.response();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("question", response.question());
        lost.share().ifPresent(share -> {
            line.put("micro_batch", share.microBatch());
            line.put("micro_batch_loss", share.loss());
        });
        line.put("prompt_length", response.promptLength());
        line.put("tokens", response.tokens());
        line.put("advantages", lost.advantages());
        line.put("sampler_logprobs", response.samplerLogprobs());
        line.put("learner_logprobs", lost.learnerLogprobs());
        return line;
    }
}
