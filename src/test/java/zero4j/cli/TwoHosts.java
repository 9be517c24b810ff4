package zero4j.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Two network namespaces of this machine with a link between them, which are two machines to whatever runs in them. */
final class TwoHosts implements AutoCloseable {
    /** Of the first host. */
    static final String ADDRESS = "10.77.29.1";

    /** On the first host, where the processes meet. */
    static final int PORT = 29500;

    /** As the kernel's table of connections has it. */
    private static final String PORT_IN_TABLE = String.format(":%04X", PORT);

    private static final String ESTABLISHED = "01";

    private static final List<String> ADDRESSES = List.of(ADDRESS, "10.77.29.2");

    private static final String CARD = "net0";

    private final List<String> names;

    private TwoHosts(List<String> names) {
        this.names = names;
    }

    /** Makes them, or leaves out the test that asks, loudly, where the system does not let it. */
    static TwoHosts open() throws IOException, InterruptedException {
        String unique = "zero4j-" + ProcessHandle.current().pid();
        TwoHosts hosts = new TwoHosts(List.of(unique + "-a", unique + "-b"));
        try {
            for (String name : hosts.names) {
                ip("netns", "add", name);
            }
        } catch (IOException impossible) {
            hosts.close();
            String words = "NOT TESTED: training on two hosts, since network namespaces cannot be made here ("
                    + impossible.getMessage() + "); it needs iproute2 and root";
            System.err.println(words);
            return abort(words);
        }
        hosts.connect();
        return hosts;
    }

    private void connect() throws IOException, InterruptedException {
        ip("link", "add", "name", CARD, "netns", name(0), "type", "veth", "peer", "name", CARD, "netns", name(1));
        for (int host = 0; host < 2; host++) {
            ip("-n", name(host), "address", "add", ADDRESSES.get(host) + "/24", "dev", CARD);
            ip("-n", name(host), "link", "set", "lo", "up");
            link(host, "up");
        }
    }

    /** Name of the namespace of a host, 0 or 1. */
    String name(int host) {
        return names.get(host);
    }

    /** Whether a process of the second host has a connection to the first one's place of meeting. */
    boolean areConnected() throws IOException, InterruptedException {
        return ip("netns", "exec", name(1), "cat", "/proc/net/tcp", "/proc/net/tcp6")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(
                        words -> words.length > 3 && words[2].endsWith(PORT_IN_TABLE) && words[3].equals(ESTABLISHED));
    }

    /** Lets nothing through any more. */
    void cut() throws IOException, InterruptedException {
        link(1, "down");
    }

    /** Lets all through again. */
    void mend() throws IOException, InterruptedException {
        link(1, "up");
    }

    private void link(int host, String state) throws IOException, InterruptedException {
        ip("-n", name(host), "link", "set", CARD, state);
    }

    private static String ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
        return said;
    }

    @Override
    public void close() {
        for (String name : names) {
            try {
                ip("netns", "delete", name);
            } catch (IOException neverMade) {
                // Then there is nothing to undo.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
