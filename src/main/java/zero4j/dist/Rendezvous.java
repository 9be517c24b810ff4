package zero4j.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.UserError;
import zero4j.Words;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.LibTorch;

/**
 * Where the processes of a run meet, as launchers give it in environment variables.
 *
 * @param address host of rank 0
 * @param port a free port there
 * @param rank number of this process, from 0
 * @param world number of processes
 * @param localRank number of this process among those of its machine: which of its cards it has
 * @param launcher who said so, in words
 * @param attempt where the launcher itself holds the store by which they meet, through all its restarts: the name of this one; empty where
 *     rank 0 holds it
 */
public record Rendezvous(
        String address, int port, int rank, int world, int localRank, String launcher, Optional<String> attempt) {
    /** Where nothing else is said; the same as torchrun's. */
    private static final int USUAL_PORT = 29500;
    /** Jobs of one Slurm cluster can share a machine: their ports are spread over so many. */
    private static final int SLURM_PORTS = 1000;

    private static final String RANK = "RANK";
    private static final String WORLD = "WORLD_SIZE";
    private static final String SLURM_WORLD = "SLURM_STEP_NUM_TASKS";
    private static final String PODS = "PET_NNODES";
    private static final String POD = "PET_NODE_RANK";
    private static final String MPI_WORLD = "OMPI_COMM_WORLD_SIZE";

    /** Variables by which a launcher is known. */
    public static final List<String> SIGNS = List.of(RANK, WORLD, SLURM_WORLD, PODS, POD, MPI_WORLD);

    private static final String VISIBLE_CARDS = "CUDA_VISIBLE_DEVICES";

    private static final String ADDRESS = "MASTER_ADDR";
    private static final String PORT = "MASTER_PORT";
    private static final Pattern FIRST_HOST = Pattern.compile("([^,\\[]+)(?:\\[(\\w+)[^]]*])?.*");

    public Rendezvous {
        List<String> problems = new ArrayList<>();
        check(!address.isBlank(), problems, ADDRESS + " is empty; it must be the host of rank 0");
        check(port >= 1 && port <= 65535, problems, PORT + " is " + port + "; it must be from 1 to 65535");
        check(world >= 1, problems, "the number of processes is " + world + "; it must be at least 1");
        check(
                rank >= 0 && (world < 1 || rank < world),
                problems,
                "the rank is " + rank + "; it must be from 0 to "
                        + (world < 1 ? "the number of processes less 1" : world - 1));
        refuse(problems);
    }

    /** A place where rank 0 holds the store. */
    public Rendezvous(String address, int port, int rank, int world, int localRank, String launcher) {
        this(address, port, rank, world, localRank, launcher, Optional.empty());
    }

    /** A place that no launcher has named. */
    public Rendezvous(String address, int port, int rank, int world) {
        this(address, port, rank, world, rank, "the program");
    }

    /**
     * Reads the variables of the launcher that started this process: {@code RANK}, {@code WORLD_SIZE}, {@code LOCAL_RANK}, {@code MASTER_ADDR}
     * and {@code MASTER_PORT} (this program's own launcher, torchrun, PyTorchJob), those of a Slurm step, of a Kubeflow TrainJob
     * ({@code PET_*}), of Open MPI; in this order.
     *
     * @param environment of the process, or settings of the same names
     * @return empty if no launcher is found: a single process
     * @throws UserError naming every variable that is missing or wrong
     */
    public static Optional<Rendezvous> from(Map<String, String> environment) {
        Reader reader = new Reader(environment);
        if (reader.any(RANK, WORLD)) {
            return Optional.of(reader.plain());
        }
        if (reader.any(SLURM_WORLD)) {
            return Optional.of(reader.slurm());
        }
        if (reader.any(PODS, POD)) {
            return Optional.of(reader.kubeflow());
        }
        return reader.any(MPI_WORLD) ? Optional.of(reader.mpi()) : Optional.empty();
    }

    /**
     * Where a process computes: alone where its settings say, and one of several that have {@code cuda} on the card of its number on the
     * machine.
     *
     * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
     * @param dtype {@code float32} or {@code bfloat16}
     * @throws UserError if it has no card
     */
    public static DeviceAndDtype placement(Optional<Rendezvous> meeting, String device, String dtype) {
        if (meeting.isPresent() && LibTorch.isThere()) {
            LibTorch.loadInTurn();
        }
        DeviceAndDtype alone = DeviceAndDtype.of(device, dtype);
        if (meeting.isEmpty() || !device.equals("cuda")) {
            return alone;
        }
        int card = meeting.get().card(DeviceAndDtype.cards(), System.getenv());
        return DeviceAndDtype.of("cuda:" + card, dtype);
    }

    /**
     * The card of this process. A launcher that shows each process one card only has chosen already.
     *
     * @param cards that this process sees
     * @throws UserError if there are fewer than processes on this machine
     */
    int card(int cards, Map<String, String> environment) {
        boolean chosen =
                cards == 1 && !environment.getOrDefault(VISIBLE_CARDS, "").isBlank();
        if (localRank >= cards && !chosen) {
            throw new UserError(
                    "process " + localRank + " of this machine, counted from 0, has no card with device: cuda: it sees "
                            + Words.counted(cards, "CUDA card") + ". Start one process for each card, or look at "
                            + VISIBLE_CARDS);
        }
        return chosen ? 0 : localRank;
    }

    /** The same place for another meeting of the same processes, while the first one's store is open. */
    Rendezvous beside(String name) {
        String within = attempt.map(first -> first + "/").orElse("") + name;
        return new Rendezvous(address, port, rank, world, localRank, launcher, Optional.of(within));
    }

    /** Where it came from and what it is, in words. */
    public String inWords() {
        return "rank " + rank + " of " + world + ", meeting at " + address + ":" + port + " (" + launcher + ")";
    }

    /** The variables of an environment, and what is wrong with them. */
    private static final class Reader {
        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        private Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        private boolean any(String... names) {
            return List.of(names).stream().anyMatch(environment::containsKey);
        }

        private Rendezvous plain() {
            String launcher = any("ZERO4J_LAUNCHED")
                    ? "zero4j launch"
                    : any("TORCHELASTIC_RUN_ID") ? "torchrun" : "RANK and WORLD_SIZE";
            int rank = integer(RANK, "the number of this process, from 0");
            int world = integer(WORLD, "the number of processes");
            int local = any("LOCAL_RANK") ? integer("LOCAL_RANK", "the number of this process on its machine") : rank;
            Rendezvous place = checked(
                    text(ADDRESS, "the host of rank 0"),
                    integer(PORT, "a free port there"),
                    rank,
                    world,
                    local,
                    launcher);
            return new Rendezvous(place.address(), place.port(), rank, world, local, launcher, attempt());
        }

        /** Where torchrun's agent listens at the port already, its workers are all guests there, under a name of each restart. */
        private Optional<String> attempt() {
            return environment.getOrDefault("TORCHELASTIC_USE_AGENT_STORE", "").equals("True")
                    ? Optional.of("worker/attempt_" + environment.getOrDefault("TORCHELASTIC_RESTART_COUNT", "0"))
                    : Optional.empty();
        }

        private Rendezvous slurm() {
            int rank = integer("SLURM_PROCID", "the number of this task, from 0");
            int world = integer(SLURM_WORLD, "the number of tasks");
            int local = integer("SLURM_LOCALID", "the number of this task on its node");
            String nodes =
                    environment.getOrDefault("SLURM_STEP_NODELIST", environment.getOrDefault("SLURM_JOB_NODELIST", ""));
            String address = environment.containsKey(ADDRESS) ? text(ADDRESS, "the host of rank 0") : firstHost(nodes);
            int job = any("SLURM_JOB_ID") ? integer("SLURM_JOB_ID", "the number of the job") : 0;
            int port = any(PORT) ? integer(PORT, "a free port there") : USUAL_PORT + job % SLURM_PORTS;
            check(
                    !address.isBlank(),
                    problems,
                    "neither SLURM_STEP_NODELIST nor " + ADDRESS + " names the host of rank 0");
            return checked(address, port, rank, world, local, "Slurm");
        }

        private Rendezvous kubeflow() {
            int each = any("PET_NPROC_PER_NODE") ? processesPerNode() : 1;
            check(
                    each == 1,
                    problems,
                    "PET_NPROC_PER_NODE is " + each
                            + ": start the program by `launch`, which makes that many processes of it");
            int node = integer(POD, "the number of this pod, from 0");
            int nodes = integer(PODS, "the number of pods");
            return checked(
                    text("PET_MASTER_ADDR", "the host of pod 0"),
                    any("PET_MASTER_PORT") ? integer("PET_MASTER_PORT", "a free port there") : USUAL_PORT,
                    node,
                    nodes,
                    0,
                    "Kubeflow TrainJob");
        }

        private int processesPerNode() {
            String text = environment.getOrDefault("PET_NPROC_PER_NODE", "").strip();
            return text.equals("auto") || text.equals("cpu") || text.equals("gpu")
                    ? 1
                    : integer("PET_NPROC_PER_NODE", "a number");
        }

        private Rendezvous mpi() {
            int rank = integer("OMPI_COMM_WORLD_RANK", "the number of this process, from 0");
            int world = integer(MPI_WORLD, "the number of processes");
            int local = integer("OMPI_COMM_WORLD_LOCAL_RANK", "the number of this process on its machine");
            boolean here =
                    environment.getOrDefault("OMPI_COMM_WORLD_LOCAL_SIZE", "").equals(String.valueOf(world));
            check(
                    here || any(ADDRESS),
                    problems,
                    ADDRESS + " is not set, and Open MPI does not name the host of rank 0: mpirun -x " + ADDRESS
                            + "=HOST");
            String address = any(ADDRESS) ? text(ADDRESS, "the host of rank 0") : "127.0.0.1";
            int port = any(PORT) ? integer(PORT, "a free port there") : USUAL_PORT;
            return checked(address, port, rank, world, local, "Open MPI");
        }

        private Rendezvous checked(String address, int port, int rank, int world, int localRank, String launcher) {
            refuse(problems);
            return new Rendezvous(address, port, rank, world, localRank, launcher);
        }

        private String text(String name, String expected) {
            String text = environment.getOrDefault(name, "").strip();
            check(!text.isEmpty(), problems, name + " is not set; it must be " + expected);
            return text;
        }

        private int integer(String name, String expected) {
            String text = environment.getOrDefault(name, "").strip();
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException notANumber) {
                problems.add(
                        name + (text.isEmpty() ? " is not set" : " is '" + text + "'") + "; it must be " + expected);
                return 0;
            }
        }

        /** Of a list such as {@code gpu[07-09,12],big3}. */
        private static String firstHost(String nodes) {
            Matcher matcher = FIRST_HOST.matcher(nodes.strip());
            return matcher.matches() ? matcher.group(1) + (matcher.group(2) == null ? "" : matcher.group(2)) : "";
        }
    }

    private static void check(boolean holds, List<String> problems, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new UserError("the processes of this run cannot meet: " + String.join("; ", problems));
        }
    }
}
