package zero4j.engine.http;

import java.util.List;
import java.util.Optional;

/** What one server speaks. Everything throws a {@link ServerTrouble} where the server does not do it. Thread-safe. */
sealed interface ServerDialect permits VllmDialect, SglangDialect {
    /** Whether it is ready for requests. */
    ServerCalls.Answer health();

    /** Finds out what the server is and which routes it has; called before all that follows. */
    ServerFacts probe();

    /** Completions in the order of the samples. */
    List<ServedPart> generate(Ask ask);

    /**
     * Lets nothing be sampled until {@link #resume}.
     *
     * @param inFlight whether there are completions that are to go on, or be given back as far as they are
     */
    void pause(boolean inFlight);

    /** How weights come into it. */
    WeightTransfer transfer();

    /**
     * Drops what was kept of prompts under other weights.
     *
     * @param inFlight whether there are completions whose cache cannot be dropped: then the salt of requests must do
     */
    void flush(boolean inFlight);

    /** Samples again. May be called of a server that was not paused. */
    void resume();

    /** The label of the weights that it has; empty if it does not say. */
    Optional<String> version();

    /** The ids that it makes of a text; empty if it does not say. */
    Optional<int[]> tokenize(String text, boolean withSpecialTokens);
}
