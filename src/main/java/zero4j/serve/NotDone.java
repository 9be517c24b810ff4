package zero4j.serve;

import java.util.List;
import java.util.stream.Stream;

/** Control routes of vLLM and SGLang that have no meaning here: who asks learns why, and what to ask instead. */
final class NotDone {
    private static final String MEMORY =
            "the server keeps its memory: it cannot sleep; pause it, or end it and start it again";
    private static final String READING =
            "weights that are in use cannot be read; GET /weight_info tells what they are called, and each file is checked when it is loaded";
    private static final String NETWORK =
            "weights come from folders here: POST /update_weights_from_disk or /collective_rpc with reload_weights";

    private NotDone() {}

    static List<Route> routes() {
        return Stream.of(
                        refused(
                                MEMORY,
                                "/sleep",
                                "/wake_up",
                                "/release_memory_occupation",
                                "/resume_memory_occupation"),
                        refused(READING, "/weight_checker", "/weights_checker"),
                        refused(
                                NETWORK,
                                "/init_weights_update_group",
                                "/update_weights_from_distributed",
                                "/update_weights_from_tensor"))
                .flatMap(routes -> routes)
                .toList();
    }

    private static Stream<Route> refused(String why, String... paths) {
        return Stream.of(paths)
                .map(path -> new Route("GET,POST", path, Route.Access.CONTROL, _ -> {
                    throw Refusal.invalid(path + " is not done here: " + why);
                }));
    }
}
