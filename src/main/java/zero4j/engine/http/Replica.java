package zero4j.engine.http;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One server, and what is known of it. Thread-safe. */
final class Replica {
    /** Failures in a row after which a server is not asked any more. */
    private static final int MOST_FAILURES = 3;

    private final String address;
    private final Dialect dialect;
    private final ServerFacts facts;
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    /** Why it is not used; empty while it is. */
    private volatile String out = "";

    Replica(String address, Dialect dialect, ServerFacts facts) {
        this.address = address;
        this.dialect = dialect;
        this.facts = facts;
    }

    String address() {
        return address;
    }

    Dialect dialect() {
        return dialect;
    }

    ServerFacts facts() {
        return facts;
    }

    OptionalInt context() {
        return facts.context();
    }

    boolean inUse() {
        return out.isEmpty();
    }

    /** Why it is not used. */
    String reason() {
        return out;
    }

    /** It is not used until {@link #back}. */
    void out(String why) {
        out = why;
    }

    /** It has the right weights. */
    void back() {
        failures.set(0);
        out = "";
    }

    /** Tokens that it was asked for and has not given. */
    long outstanding() {
        return outstanding.get();
    }

    void begins(long tokens) {
        outstanding.addAndGet(tokens);
    }

    void ends(long tokens) {
        outstanding.addAndGet(-tokens);
    }

    void succeeded() {
        failures.set(0);
    }

    /** After several failures in a row it is not used any more. */
    void failed(ServerTrouble trouble) {
        if (failures.incrementAndGet() >= MOST_FAILURES) {
            out(trouble.text());
        }
    }
}
