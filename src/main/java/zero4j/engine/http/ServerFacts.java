package zero4j.engine.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import zero4j.Words;

/**
 * What a server says of itself.
 *
 * @param program with its version, as far as it says it
 * @param model its name for requests
 * @param path where its model is on its machine; empty if it does not say
 * @param context longest sequence (tokens)
 * @param workers processes that share the model
 * @param ours whether it is this program
 * @param determinism what ours promises, as a word; empty of others
 * @param generating the route of completions, in words
 * @param updating the route of weights, in words; empty if it cannot be controlled
 * @param label of its weights, if it has one
 * @param problem what is missing for training, and how to get it
 */
record ServerFacts(
        String program,
        String model,
        String path,
        OptionalInt context,
        OptionalInt workers,
        boolean ours,
        String determinism,
        String generating,
        String updating,
        Optional<String> label,
        Optional<String> problem) {
    /** One line for the header. */
    String inWords(boolean control) {
        List<String> parts = new ArrayList<>();
        parts.add(program);
        parts.add("model " + model);
        context.ifPresent(tokens -> parts.add("context " + tokens));
        workers.ifPresent(count -> parts.add(Words.counted(count, "worker")));
        label.ifPresent(name -> parts.add("weights " + name));
        return String.join(", ", parts) + "; tokens by " + generating
                + (control && !updating.isEmpty() ? "; weights by " + updating : "");
    }
}
