package zero4j.reproduce;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import zero4j.UserError;

/**
 * What a name in an experiment's file stands for.
 *
 * @param name as the file has it
 * @param value for a setting of a recipe
 * @param key says what it is, whatever it is called: SHA-256 (hex), or the word itself where the program knows it
 * @param needs keys of the stages that make it
 * @param inputs that stages read for it, but for what other stages make
 * @param questions about how many there are; 0 of what has none
 */
record Meaning(String name, String value, String key, List<String> needs, List<Input> inputs, long questions) {
    Meaning {
        needs = List.copyOf(needs);
        inputs = List.copyOf(inputs);
    }

    /** Something that must be in order when a stage begins that reads it. */
    sealed interface Input {
        /**
         * Makes sure that it is as it was.
         *
         * @throws UserError if it is not
         */
        void require();
    }

    /**
     * A file that an experiment's declaration says, written when a stage reads it.
     *
     * @param file named by a hash of what is in it, so that it never changes
     * @param writer writes it, whole or not at all
     */
    record Generated(Path file, Consumer<Path> writer) implements Input {
        @Override
        public void require() {
            if (!Files.isRegularFile(file)) {
                writer.accept(file);
            }
        }
    }

    /**
     * A file or folder of the user's, which stages that read it are kept by: it must be what it was when they were planned.
     *
     * @param hash of what was in it then
     * @param now hash of what is in it
     */
    record Given(String name, String hash, Supplier<String> now) implements Input {
        static Given of(String name, Supplier<String> hash) {
            return new Given(name, hash.get(), hash);
        }

        @Override
        public void require() {
            if (!now.get().equals(hash)) {
                throw new UserError(
                        name + " has changed since the experiment was begun, and results would be kept under what it"
                                + " was; the same command, once more, begins with what it is now");
            }
        }
    }

    /** A word that the program knows. */
    static Meaning word(String word, long questions) {
        return new Meaning(word, word, word, List.of(), List.of(), questions);
    }

    /** Something that is there already, and stands for its contents. */
    static Meaning there(Given given, long questions) {
        return new Meaning(given.name(), given.name(), given.hash(), List.of(), List.of(given), questions);
    }

    /** What a stage makes. */
    static Meaning made(String name, Stage stage) {
        Stage.About about = stage.about();
        return new Meaning(name, about.result().toString(), about.key(), List.of(about.key()), List.of(), 0);
    }

    Stage.Named named() {
        return new Stage.Named(name, value);
    }
}
