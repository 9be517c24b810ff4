package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import zero4j.UserError;

/**
 * A model by the name that tables have for it.
 *
 * @param argument names the model as a command does
 */
record NamedModel(String name, String argument) {
    /**
     * {@code NAME=MODEL}, or a model with its own name.
     *
     * @throws UserError if no model is named
     */
    static NamedModel of(String argument) {
        int sign = argument.indexOf('=');
        if (sign >= 0 && sign == argument.strip().length() - 1 && !Files.exists(Path.of(argument))) {
            throw new UserError("'" + argument + "' names no model behind the =; expected NAME=MODEL, such as "
                    + (sign == 0 ? "NAME" : argument.substring(0, sign)) + "=nano, or a model alone");
        }
        return sign > 0 && !Files.exists(Path.of(argument))
                ? new NamedModel(argument.substring(0, sign), argument.substring(sign + 1))
                : new NamedModel(ModelOrigin.of(argument).name(), argument);
    }

    /** The folder of its files. */
    Path path() {
        return (ServedArgument.is(argument) ? ServedArgument.of(argument).folder() : ModelArgument.folder(argument))
                .toAbsolutePath()
                .normalize();
    }
}
