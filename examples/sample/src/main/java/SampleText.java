import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import zero4j.data.Question;
import zero4j.engine.EngineSettings;
import zero4j.engine.GenerationRequest;
import zero4j.engine.vector.VectorBackend;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Prompt;
import zero4j.rollout.SamplingParams;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;

/** Continues a prompt four times by the engine in pure Java and prints the tokens of the first as they come. */
public final class SampleText {
    private SampleText() {}

    /** @param args the model's folder and the prompt */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        Tokenizer tokenizer = Tokenizer.load(folder);
        try (VectorBackend engine = VectorBackend.open(folder, tokenizer, new EngineSettings(8, 2), Dtype.F32)) {
            Question question = new Question("the-prompt", args[1], List.of("unknown"), Map.of());
            Prompt prompt = new Prompt(question, args[1], tokenizer.encodePrompt(args[1]), StopRule.NONE);
            SamplingParams params = new SamplingParams(4, 100, 0.7, 0, 1, 1);
            CompletionGroup group = engine.submit(new GenerationRequest(prompt, params), SampleText::print)
                    .result()
                    .join();
            System.out.println();
            for (Completion completion : group.completions()) {
                System.out.println(completion.length() + " tokens, " + completion.finishReason() + ": "
                        + completion.text().strip());
            }
            CompletionGroup again =
                    engine.submit(new GenerationRequest(prompt, params)).result().join();
            if (!texts(again).equals(texts(group))) {
                throw new AssertionError("the same request with the same seed gave other texts");
            }
        }
    }

    private static void print(int sample, int token, float logprob, String text) {
        if (sample == 0) {
            System.out.print(text);
        }
    }

    private static List<String> texts(CompletionGroup group) {
        return group.completions().stream().map(Completion::text).toList();
    }
}
