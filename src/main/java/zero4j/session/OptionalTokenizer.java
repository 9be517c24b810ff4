package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import zero4j.UserError;
import zero4j.tokenizer.Tokenizer;

/** The tokenizer of a model's folder, which may have none: token ids can be used without. */
final class OptionalTokenizer {
    private final Path folder;
    private final Optional<Tokenizer> tokenizer;

    private OptionalTokenizer(Path folder, Optional<Tokenizer> tokenizer) {
        this.folder = folder;
        this.tokenizer = tokenizer;
    }

    /** Loads it if there is one. */
    static OptionalTokenizer of(Path folder) {
        boolean present =
                Files.exists(folder.resolve("tokenizer.json")) || Files.exists(folder.resolve("tokenizer.json.gz"));
        return new OptionalTokenizer(folder, present ? Optional.of(Tokenizer.load(folder)) : Optional.empty());
    }

    Optional<Tokenizer> get() {
        return tokenizer;
    }

    /**
     * The tokenizer.
     *
     * @param what the option or verb that needs it
     * @throws UserError if there is none
     */
    Tokenizer required(String what) {
        return tokenizer.orElseThrow(
                () -> new UserError(what + " needs a tokenizer, and there is no tokenizer.json in " + folder
                        + "; copy it there from the model's origin"
                        + (what.startsWith("--") ? ", or give token ids with --tokens" : "")));
    }
}
