package zero4j.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
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
import zero4j.cli.console.TextScores;
import zero4j.session.Compute;
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

    @Override
    public void run() {
        try (LoadedModel loaded = LoadedModel.openToScore(model, compute.chosen(Compute.DEFAULT))) {
            PrintWriter err = spec.commandLine().getErr();
            loaded.warnings().forEach(text -> err.println("warning: " + text));
            int[] tokens = tokens(loaded);
            Optional<TextScores.Logits> logits =
                    Optional.ofNullable(logitsAt).map(given -> logits(loaded, tokens, given));
            TextScores scores = new TextScores(
                    tokens, loaded.tokenizer().map(t -> pieces(t, tokens)), loaded.logprobs(tokens), logits);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(scores.json());
            } else {
                scores.print(out);
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

    private static TextScores.Logits logits(LoadedModel loaded, int[] tokens, int given) {
        int position = given < 0 ? tokens.length + given : given;
        if (position < 0 || position >= tokens.length) {
            throw new UserError("--logits-at is " + given + "; expected a position from 0 to " + (tokens.length - 1)
                    + ", or from the end, -1 to -" + tokens.length);
        }
        return new TextScores.Logits(position, loaded.logits(tokens, position));
    }

    private static List<String> pieces(Tokenizer tokenizer, int[] tokens) {
        return Arrays.stream(tokens)
                .mapToObj(token -> token < tokenizer.vocabularySize() ? tokenizer.token(token) : "")
                .toList();
    }
}
