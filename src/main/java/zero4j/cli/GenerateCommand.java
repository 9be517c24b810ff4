package zero4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.cli.console.JsonText;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.SamplingParams;
import zero4j.session.LoadedModel;
import zero4j.session.ModelOrigin;

/** {@code zero4j generate}: what a model continues a prompt with. */
@Command(name = "generate", mixinStandardHelpOptions = true, description = "Continue a prompt.")
final class GenerateCommand implements Runnable {
    private static final int USUAL_BUDGET = 256;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            description = "nano, a Hugging Face folder, the folder of a run, or http://HOST:PORT of a server.")
    private String model = "";

    @ArgGroup(multiplicity = "1")
    private Input input = new Input();

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description =
                    "Put the prompt into a template as a question (default: that of the run which trained the model;"
                            + " of another model use the prompt as it is).")
    private @Nullable String template;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0 always takes the most likely token (default: 0).")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Sample from the K most likely tokens (default: all).")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Sample from the most likely tokens of mass P (default: 1).")
    private double topP = 1;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description =
                    "Budget of tokens (default: that of the evaluations of the run which trained the model, or 256).")
    private @Nullable Integer maxNewTokens;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the sampling (default: 1).")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON object with tokens and log-probabilities.")
    private boolean json;

    @Mixin
    private EngineOptions compute = new EngineOptions();

    private static final class Input {
        @Option(
                names = "--prompt",
                paramLabel = "TEXT",
                description = "Text to continue; the tokenizer's BOS is put in front.")
        private @Nullable String text;

        @Option(
                names = "--tokens",
                paramLabel = "IDS",
                description =
                        "Token ids to continue, separated by commas. Without a tokenizer.json ids are printed, too.")
        private @Nullable String tokens;
    }

    @Override
    public void run() {
        if (input.text != null && input.text.isEmpty()) {
            throw new UserError("--prompt is empty");
        }
        String named = compute.located(List.of(model)).getFirst();
        ModelOrigin origin = ModelOrigin.of(named);
        SamplingParams params = sampling(origin);
        try (LoadedModel loaded = LoadedModel.open(named, compute.chosen(origin.compute(), 1))) {
            PrintWriter err = spec.commandLine().getErr();
            loaded.warnings().forEach(text -> err.println("warning: " + text));
            Prompt prompt = prompt(loaded, origin);
            Completion completion = loaded.generate(prompt, params);
            PrintWriter out = spec.commandLine().getOut();
            boolean hasText = loaded.tokenizer().isPresent();
            if (json) {
                out.println(asJson(prompt, completion, hasText));
            } else {
                out.println(hasText ? completion.text() : TokensArgument.text(completion.tokens()));
            }
        }
    }

    private SamplingParams sampling(ModelOrigin origin) {
        int budget = maxNewTokens != null
                ? maxNewTokens
                : origin.recipe().map(recipe -> recipe.eval().maxNewTokens()).orElse(USUAL_BUDGET);
        if (temperature == 0 && (topK != 0 || topP != 1)) {
            say("warning: --top-k and --top-p change nothing at temperature 0");
        }
        try {
            return new SamplingParams(1, budget, temperature, topK, topP, seed);
        } catch (IllegalArgumentException e) {
            throw new UserError("--" + String.valueOf(e.getMessage()).replace('_', '-'), e);
        }
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    private Prompt prompt(LoadedModel loaded, ModelOrigin origin) {
        if (input.tokens != null) {
            return loaded.prompt(TokensArgument.parse("--tokens", input.tokens, loaded.config()));
        }
        loaded.tokenizerFor("--prompt");
        String text = input.text == null ? "" : input.text;
        if (template == null && origin.recipe().isPresent()) {
            String own = origin.recipe().get().template();
            say("template " + own + origin.inWords());
            return loaded.prompt(own, text);
        }
        return template == null ? loaded.prompt(text) : loaded.prompt(template, text);
    }

    private static String asJson(Prompt prompt, Completion completion, boolean hasText) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("prompt_tokens", prompt.tokens());
        object.put("tokens", completion.tokens());
        if (hasText) {
            object.put("text", completion.text());
        }
        object.put("logprobs", completion.logprobs());
        object.put("finish_reason", completion.finishReason().name().toLowerCase(Locale.ROOT));
        return JsonText.of(object);
    }
}
