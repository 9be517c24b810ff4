package zero4j.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.UserError;

/**
 * Which of a run's processes are started here, and where all of them meet.
 *
 * @param processes on this machine
 * @param nodes machines, each with as many processes
 * @param node number of this machine, from 0
 * @param master host of the first machine, and a free port there as {@code HOST:PORT}; empty on a single machine, where a port is
 *     found at every start
 */
public record LaunchPlan(int processes, int nodes, int node, Optional<String> master) {
    /** Tells the program that it was started by this launcher. */
    public static final String LAUNCHED = "ZERO4J_LAUNCHED";

    private static final String HERE = "127.0.0.1";

    public LaunchPlan {
        require(processes >= 1, "--processes", processes, "at least 1");
        require(nodes >= 1, "--nodes", nodes, "at least 1");
        require(node >= 0 && node < nodes, "--node", node, "from 0 to " + (nodes - 1));
        require(
                master.isPresent() || nodes == 1,
                "--master",
                "not given",
                "the host of node 0 and a free port there (HOST:PORT), the same on all " + nodes + " nodes");
        require(
                master.map(place -> place.matches("\\S+:\\d{1,5}")).orElse(true),
                "--master",
                master.orElse(""),
                "HOST:PORT, such as node-0:29500");
    }

    private static void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new UserError(option + " is " + value + "; it must be " + expected);
        }
    }

    /**
     * The plan of the options, or of a Kubeflow TrainJob, which names pods and not processes ({@code PET_NNODES},
     * {@code PET_NPROC_PER_NODE}, {@code PET_NODE_RANK}, {@code PET_MASTER_ADDR}, {@code PET_MASTER_PORT}).
     *
     * @param processes empty if not given
     */
    public static LaunchPlan of(
            Optional<Integer> processes,
            int nodes,
            int node,
            Optional<String> master,
            Map<String, String> environment) {
        if (processes.isEmpty() && environment.containsKey("PET_NNODES")) {
            String place = environment.getOrDefault("PET_MASTER_ADDR", "") + ":"
                    + environment.getOrDefault("PET_MASTER_PORT", "29500");
            return new LaunchPlan(
                    number(environment, "PET_NPROC_PER_NODE"),
                    number(environment, "PET_NNODES"),
                    number(environment, "PET_NODE_RANK"),
                    Optional.of(place));
        }
        int count = processes.orElseThrow(
                () -> new UserError("--processes is not given; it must be the number of processes on this machine"));
        return new LaunchPlan(count, nodes, node, master);
    }

    private static int number(Map<String, String> environment, String name) {
        String text = environment.getOrDefault(name, "").strip();
        if (!text.matches("\\d{1,9}")) {
            throw new UserError(name + " is '" + text + "'; it must be a number, or give --processes");
        }
        return Integer.parseInt(text);
    }

    /** Processes of all machines. */
    int world() {
        return processes * nodes;
    }

    /** Cores of each process here. */
    public int coresEach() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / processes);
    }

    /** Where the processes meet at this start: on a single machine another port each time, for the last may linger. */
    String meeting() {
        return master.orElseGet(() -> HERE + ":" + freePort());
    }

    /** What a process is told of itself. */
    Map<String, String> environment(int localRank, String meeting) {
        int colon = meeting.lastIndexOf(':');
        return Map.of(
                "MASTER_ADDR",
                meeting.substring(0, colon),
                "MASTER_PORT",
                meeting.substring(colon + 1),
                "RANK",
                String.valueOf(rank(localRank)),
                "WORLD_SIZE",
                String.valueOf(world()),
                "LOCAL_RANK",
                String.valueOf(localRank),
                "LOCAL_WORLD_SIZE",
                String.valueOf(processes),
                LAUNCHED,
                "1");
    }

    /** Number of a process among all. */
    int rank(int localRank) {
        return node * processes + localRank;
    }

    /** What this launcher's own environment says of ranks is not for the processes. */
    static final List<String> FOREIGN =
            List.of("PET_NNODES", "PET_NPROC_PER_NODE", "PET_NODE_RANK", "PET_MASTER_ADDR", "PET_MASTER_PORT");

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
