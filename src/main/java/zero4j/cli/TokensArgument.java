package zero4j.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import zero4j.UserError;
import zero4j.weights.ModelConfig;

/** Token ids given on the command line. */
final class TokensArgument {
    private TokensArgument() {}

    /**
     * Reads ids separated by commas or blanks.
     *
     * @throws UserError if one is no id of the model's vocabulary
     */
    static int[] parse(String option, String text, ModelConfig model) {
        String[] words = text.strip().split("[,\\s]+", -1);
        return Arrays.stream(words)
                .mapToInt(word -> id(option, word, model.vocabSize()))
                .toArray();
    }

    /** Ids as {@link #parse} reads them. */
    static String text(int[] ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static int id(String option, String word, int vocabulary) {
        try {
            int id = Integer.parseInt(word);
            if (id >= 0 && id < vocabulary) {
                return id;
            }
        } catch (NumberFormatException notANumber) {
            // Told below.
        }
        throw new UserError(
                option + ": '" + word + "' is not a token id of this model; expected whole numbers from 0 to "
                        + (vocabulary - 1) + ", separated by commas");
    }
}
