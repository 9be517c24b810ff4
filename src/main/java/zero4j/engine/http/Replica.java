package zero4j.engine.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One server, and what is known of it. Thread-safe. */
final class Replica {
    /** Failures in a row after which a server is not asked any more. */
    private static final int MOST_FAILURES = 3;

    private final String address;
    private final ServerDialect dialect;
    private final ServerFacts facts;
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    /** Why it is not used; empty while it is. */
    private volatile String out = "";

    private final Consumer<String> says;

    /** @param says told when it is not used any more, and when it is used again */
    Replica(String address, ServerDialect dialect, ServerFacts facts, Consumer<String> says) {
        this.says = says;
        this.address = address;
        this.dialect = dialect;
        this.facts = facts;
    }

    String address() {
        return address;
    }

    ServerDialect dialect() {
        return dialect;
    }

    ServerFacts facts() {
        return facts;
    }

    boolean inUse() {
        return out.isEmpty();
    }

    /** Why it is not used. */
    String reason() {
        return out;
    }

    /** It is not used until {@link #back}. */
    synchronized void out(String why) {
        if (inUse()) {
            says.accept("a server is not used any more. " + why);
        }
        out = why;
    }

    /** It has the right weights. */
    synchronized void back() {
        if (!inUse()) {
            says.accept("the server " + address + " is used again");
        }
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
