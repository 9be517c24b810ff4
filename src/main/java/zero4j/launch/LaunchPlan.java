package zero4j.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import zero4j.UserError;
import zero4j.Words;
import zero4j.dist.Rendezvous;

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
    /** Tells the program that it was started by this launcher, whose process id it is. */
    public static final String LAUNCHED = "ZERO4J_LAUNCHED";

    private static final String HERE = "127.0.0.1";
    private static final String OF_POD = "PET_NPROC_PER_NODE";

    public LaunchPlan {
        require(processes >= 1, "--processes", processes, "at least 1");
        require(nodes >= 1, "--nodes", nodes, "at least 1");
        require(node >= 0 && node < nodes, "--node", node, "from 0 to " + (nodes - 1));
        require(
                master.isPresent() || nodes == 1,
                "--master",
                "not given",
                "the host of node 0 and a free port there (HOST:PORT), the same on each of the nodes");
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
     * The plan of the options. What they leave open is asked of the launcher that started this program once on each machine: its ranks
     * (torchrun, Slurm, PyTorchJob, Open MPI: {@link Rendezvous#from}) are machines here; a Kubeflow TrainJob says also how many
     * processes each has ({@code PET_NPROC_PER_NODE}).
     *
     * @throws UserError if it is not known how many processes are to be started
     */
    public static LaunchPlan of(
            Optional<Integer> processes,
            Optional<Integer> nodes,
            Optional<Integer> node,
            Optional<String> master,
            Map<String, String> environment) {
        int here = processes.orElseGet(() -> processesOfPod(environment));
        if (nodes.isPresent() || node.isPresent() || master.isPresent()) {
            return new LaunchPlan(here, nodes.orElse(1), node.orElse(0), master);
        }
        Map<String, String> ofMachine = new HashMap<>(environment);
        ofMachine.remove(OF_POD);
        if (environment.containsKey("PET_NNODES")) { // where RANK counts processes, these still count pods
            ofMachine.keySet().removeAll(List.of("RANK", "WORLD_SIZE"));
        }
        return Rendezvous.from(ofMachine)
                .filter(machine -> machine.world() > 1)
                .map(machine -> new LaunchPlan(
                        here, machine.world(), machine.rank(), Optional.of(machine.address() + ":" + machine.port())))
                .orElseGet(() -> new LaunchPlan(here, 1, 0, Optional.empty()));
    }

    private static int processesOfPod(Map<String, String> environment) {
        String text = environment.getOrDefault(OF_POD, "").strip();
        if (!text.matches("\\d{1,9}")) {
            throw new UserError(
                    "--processes is not given" + (text.isEmpty() ? "" : ", and " + OF_POD + " is '" + text + "'")
                            + "; it must be the number of processes on this machine");
        }
        return Integer.parseInt(text);
    }

    /** What is started, in words. */
    public String inWords() {
        return Words.counted(processes, "process", "processes")
                + (nodes == 1 ? "" : " on machine " + node + " of " + nodes + ", meeting at " + master.orElseThrow());
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
                String.valueOf(ProcessHandle.current().pid()));
    }

    private int rank(int localRank) {
        return node * processes + localRank;
    }

    /** Whether a process here is the one that writes. */
    boolean isFirst(int localRank) {
        return rank(localRank) == 0;
    }

    /** A process by its number among all; equally long for each. */
    String name(int localRank) {
        int digits = String.valueOf(world() - 1).length();
        return String.format(Locale.ROOT, "rank %" + digits + "d", rank(localRank));
    }

    /** What this launcher's own environment says of ranks is not for the processes. */
    static final List<String> FOREIGN =
            List.of("PET_NNODES", OF_POD, "PET_NODE_RANK", "PET_MASTER_ADDR", "PET_MASTER_PORT");

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
