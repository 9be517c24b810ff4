package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import zero4j.UserError;
import zero4j.engine.http.HttpBackend;
import zero4j.engine.http.ServerIdentity;
import zero4j.rollout.Engines;
import zero4j.rollout.ServerSettings;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.ModelConfig;

/**
 * A model that a server serves, as a command names it: the server's address, and behind a {@code #} the folder of its tokenizer and
 * configuration on this machine. Without that it is the folder that the server itself names, if this machine sees it.
 *
 * @param address of the server
 * @param folder with {@code tokenizer.json} and {@code config.json}
 */
record ServedArgument(String address, Path folder) {
    private static final char SIGN = '#';

    /** Whether a model is named that a server serves. */
    static boolean is(String model) {
        return ServerSettings.isAddress(beforeSign(model));
    }

    private static String beforeSign(String model) {
        int sign = model.indexOf(SIGN);
        return sign < 0 ? model : model.substring(0, sign);
    }

    /**
     * The server's model.
     *
     * @param model for which {@link #is} holds
     * @throws UserError if nobody answers, or there is no such folder
     */
    static ServedArgument of(String model) {
        String address = address(model);
        int sign = model.indexOf(SIGN);
        if (sign >= 0) {
            Path folder = ModelArgument.folder(model.substring(sign + 1));
            return new ServedArgument(address, folder);
        }
        String path = ServerIdentity.of(address).path();
        Path folder = path.isEmpty() ? Path.of("") : Path.of(path);
        if (path.isEmpty() || !Files.isRegularFile(folder.resolve("config.json"))) {
            throw new UserError("the tokenizer of the model that " + address + " serves is not found: "
                    + (path.isEmpty()
                            ? "the server does not say where its model is"
                            : path
                                    + ", where the server has it from, is not there or not seen from here (a training that hands"
                                    + " weights over by a folder removes it at its end)")
                    + ". Name a folder with its tokenizer.json and config.json: --tokenizer FOLDER");
        }
        return new ServedArgument(address, folder);
    }

    private static String address(String model) {
        String address = beforeSign(model);
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** What tells models apart: a server's address, or the folder. */
    static String identity(String model) {
        return is(model)
                ? address(model)
                : ModelArgument.folder(model).toAbsolutePath().normalize().toString();
    }

    /** What names files of this model. */
    String name() {
        return address.replaceFirst("^https?://", "").replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    ModelConfig config() {
        return ModelConfig.read(folder);
    }

    /**
     * Connects.
     *
     * @param slots completions that are asked for at the same time
     */
    HttpBackend open(Tokenizer tokenizer, int slots) {
        return HttpBackend.open(new HttpBackend.Opening(
                dialect(),
                ServerSettings.of(List.of(address)),
                config(),
                folder,
                tokenizer,
                slots,
                folder, // nothing is handed over
                false,
                _ -> {}));
    }

    private Engines.Engine dialect() {
        return ServerIdentity.of(address).dialect();
    }
}
