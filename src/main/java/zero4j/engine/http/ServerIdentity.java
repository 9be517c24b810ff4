package zero4j.engine.http;

import java.net.http.HttpClient;
import java.util.Optional;
import zero4j.UserError;
import zero4j.rollout.Engines;
import zero4j.rollout.ServerSettings;

/**
 * What serves at an address.
 *
 * @param dialect that it speaks: {@link Engines#VLLM} or {@link Engines#SGLANG}
 * @param model its name for requests
 * @param path of its model on its machine, or the model's name on a hub; empty if it does not say
 * @param label of its weights, if it has one
 */
public record ServerIdentity(Engines.Engine dialect, String model, String path, Optional<String> label) {
    /**
     * Asks the server.
     *
     * @throws UserError if none answers there, or one of another protocol
     */
    public static ServerIdentity of(String address) {
        Optional<String> token = ServerConnection.token(ServerSettings.USUAL_TOKEN, System.getenv());
        Patience patience =
                new Patience(ServerConnection.LOOK, ServerConnection.LOOK, ServerConnection.LOOK, Patience.Pauses.REAL);
        try (HttpClient http = ServerConnection.client()) {
            ServerCalls calls = new ServerCalls(address, token, http);
            ControlCalls control = new ControlCalls(calls, patience);
            ListedModel listed = ListedModel.of(control);
            ServerDialect vllm = new VllmDialect(calls, patience);
            ServerDialect sglang = new SglangDialect(calls, patience);
            boolean isSglang = !listed.ours()
                    && (control.get("/get_model_info").isSuccess()
                            || control.get("/model_info").isSuccess());
            ServerFacts facts = (isSglang ? sglang : vllm).probe();
            return new ServerIdentity(
                    isSglang ? Engines.SGLANG : Engines.VLLM, facts.model(), facts.path(), facts.label());
        } catch (ServerTrouble e) {
            throw new UserError(
                    e.text() + ". Expected the address of a server of vLLM's or SGLang's protocol, without /v1", e);
        }
    }
}
