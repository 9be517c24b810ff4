package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.PlainText;

/**
 * How likely a model found a text, token by token.
 *
 * @param tokens at least one
 * @param pieces their texts, if the model has a tokenizer
 * @param logprobs (nats) of every token but the first
 * @param logits those that were asked for
 */
public record TextScores(int[] tokens, Optional<List<String>> pieces, float[] logprobs, Optional<Logits> logits) {
    /**
     * Scores of what may follow a token.
     *
     * @param position of that token, from 0
     * @param values one for each token of the vocabulary
     */
    public record Logits(int position, float[] values) {}

    /** One object on one line, for scripts. */
    public String json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("tokens", tokens);
        pieces.ifPresent(texts -> object.put("pieces", texts));
        List<@Nullable Float> each = new ArrayList<>();
        each.add(null); // nothing comes before the first token
        for (float logprob : logprobs) {
            each.add(logprob);
        }
        object.put("logprobs", each);
        object.put("sum_logprobs", sum());
        logits.ifPresent(asked -> {
            object.put("logits_at", asked.position());
            object.put("logits", asked.values());
        });
        return JsonText.of(object);
    }

    /** A line for each token, then their sum. */
    public void print(PrintWriter out) {
        out.println("position    token    logprob" + (pieces.isPresent() ? "  piece" : ""));
        for (int i = 0; i < tokens.length; i++) {
            int position = i;
            out.printf(
                    "%8d %8d %10s%s%n",
                    i,
                    tokens[i],
                    i == 0 ? "-" : "%.4f".formatted(logprobs[i - 1]),
                    pieces.map(texts -> "  " + PlainText.line(texts.get(position)))
                            .orElse(""));
        }
        double sum = sum();
        out.printf("sum %.4f nats", sum);
        if (logprobs.length > 0) {
            double mean = sum / logprobs.length;
            out.printf(", mean %.4f, perplexity %.3f", mean, Math.exp(-mean));
        }
        out.println();
        logits.ifPresent(asked ->
                out.println("logits after position " + asked.position() + ": " + Arrays.toString(asked.values())));
    }

    private double sum() {
        double sum = 0;
        for (float logprob : logprobs) {
            sum += logprob;
        }
        return sum;
    }
}
