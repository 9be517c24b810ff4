package zero4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.session.LoadedModel;
import zero4j.tokenizer.Tokenizer;

/** {@code zero4j score}: how likely a model finds a text. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Show the log-probability (nats) of every token of a text given those before it.")
final class ScoreCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "nano, a Hugging Face folder, or the folder of a run.")
    private String model = "";

    @ArgGroup(multiplicity = "1")
    private Input input = new Input();

    @Option(
            names = "--logits-at",
            paramLabel = "POS",
            description = "Also show the logits after the token at this position, counted from 0; -1 is the last.")
    private @Nullable Integer logitsAt;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    private static final class Input {
        @Option(
                names = "--text",
                paramLabel = "TEXT",
                description = "Text to score; the tokenizer's BOS is put in front.")
        private @Nullable String text;

        @Option(names = "--tokens", paramLabel = "IDS", description = "Token ids, separated by commas.")
        private @Nullable String tokens;
    }

    /**
     * The answer.
     *
     * @param logprobs of every token but the first
     * @param logits of the position that was asked for; empty if none was
     */
    private record Scores(int[] tokens, float[] logprobs, float[] logits) {}

    @Override
    public void run() {
        try (LoadedModel loaded = LoadedModel.open(model, compute.chosen())) {
            int[] tokens = tokens(loaded);
            float[] logits = logitsAt == null ? new float[0] : loaded.logits(tokens, position(tokens.length));
            Scores scores = new Scores(tokens, loaded.logprobs(tokens), logits);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(asJson(scores, loaded.tokenizer()));
            } else {
                print(out, scores, loaded.tokenizer());
            }
        }
    }

    private int[] tokens(LoadedModel loaded) {
        int[] tokens = input.tokens != null
                ? TokensArgument.parse("--tokens", input.tokens, loaded.config())
                : loaded.tokenizerFor("--text").encodePrompt(input.text == null ? "" : input.text);
        if (tokens.length == 0) {
            throw new UserError("--text: there are no tokens in it");
        }
        return tokens;
    }

    private int position(int length) {
        int given = logitsAt == null ? 0 : logitsAt;
        int position = given < 0 ? length + given : given;
        if (position < 0 || position >= length) {
            throw new UserError("--logits-at is " + given + "; expected a position from 0 to " + (length - 1)
                    + ", or from the end, -1 to -" + length);
        }
        return position;
    }

    private String asJson(Scores scores, Optional<Tokenizer> tokenizer) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("tokens", scores.tokens());
        tokenizer.ifPresent(t -> object.put("pieces", pieces(t, scores.tokens())));
        List<@Nullable Float> logprobs = new ArrayList<>();
        logprobs.add(null); // nothing comes before the first token
        for (float logprob : scores.logprobs()) {
            logprobs.add(logprob);
        }
        object.put("logprobs", logprobs);
        object.put("sum_logprobs", sum(scores.logprobs()));
        if (logitsAt != null) {
            object.put("logits_at", position(scores.tokens().length));
            object.put("logits", scores.logits());
        }
        return JsonText.of(object);
    }

    private void print(PrintWriter out, Scores scores, Optional<Tokenizer> tokenizer) {
        out.println("position    token    logprob" + (tokenizer.isPresent() ? "  piece" : ""));
        for (int i = 0; i < scores.tokens().length; i++) {
            int token = scores.tokens()[i];
            String logprob = i == 0 ? "-" : "%.4f".formatted(scores.logprobs()[i - 1]);
            out.printf(
                    "%8d %8d %10s%s%n",
                    i,
                    token,
                    logprob,
                    tokenizer.map(t -> "  " + piece(t, token)).orElse(""));
        }
        double sum = sum(scores.logprobs());
        out.printf("sum %.4f nats", sum);
        if (scores.logprobs().length > 0) {
            double mean = sum / scores.logprobs().length;
            out.printf(", mean %.4f, perplexity %.3f", mean, Math.exp(-mean));
        }
        out.println();
        if (logitsAt != null) {
            out.println("logits after position " + position(scores.tokens().length) + ": "
                    + Arrays.toString(scores.logits()));
        }
    }

    private static double sum(float[] logprobs) {
        double sum = 0;
        for (float logprob : logprobs) {
            sum += logprob;
        }
        return sum;
    }

    private static List<String> pieces(Tokenizer tokenizer, int[] tokens) {
        return Arrays.stream(tokens).mapToObj(token -> piece(tokenizer, token)).toList();
    }

    private static String piece(Tokenizer tokenizer, int token) {
        return token < tokenizer.vocabularySize() ? tokenizer.token(token) : "";
    }
}
