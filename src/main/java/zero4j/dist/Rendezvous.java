package zero4j.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.UserError;

/**
 * Where the processes of a run meet. Launchers such as torchrun, Slurm scripts and Kubernetes' PyTorchJob give it in environment
 * variables of these names.
 *
 * @param address {@code MASTER_ADDR}, host of rank 0
 * @param port {@code MASTER_PORT}, a free port there
 * @param rank {@code RANK}, number of this process from 0
 * @param world {@code WORLD_SIZE}, number of processes
 */
public record Rendezvous(String address, int port, int rank, int world) {
    private static final String ADDRESS = "MASTER_ADDR";
    private static final String PORT = "MASTER_PORT";
    private static final String RANK = "RANK";
    private static final String WORLD = "WORLD_SIZE";

    public Rendezvous {
        List<String> problems = new ArrayList<>();
        check(!address.isBlank(), problems, ADDRESS + " is empty; it must be the host of rank 0");
        check(port >= 1 && port <= 65535, problems, PORT + " is " + port + "; it must be from 1 to 65535");
        check(world >= 1, problems, WORLD + " is " + world + "; it must be at least 1");
        check(
                rank >= 0 && (world < 1 || rank < world),
                problems,
                RANK + " is " + rank + "; it must be from 0 to " + WORLD + " - 1"
                        + (world < 1 ? "" : ", " + (world - 1)));
        refuse(problems);
    }

    /**
     * Reads the variables.
     *
     * @param environment of the process, or settings of the same names
     * @return empty if neither {@code RANK} nor {@code WORLD_SIZE} is set: a single process
     * @throws UserError naming every variable that is missing or wrong
     */
    public static Optional<Rendezvous> from(Map<String, String> environment) {
        if (!environment.containsKey(RANK) && !environment.containsKey(WORLD)) {
            return Optional.empty();
        }
        List<String> problems = new ArrayList<>();
        String address = environment.getOrDefault(ADDRESS, "");
        check(!address.isBlank(), problems, ADDRESS + " is not set; it must be the host of rank 0");
        int port = integer(environment, PORT, "a free port on the host of rank 0", problems);
        int rank = integer(environment, RANK, "the number of this process, from 0", problems);
        int world = integer(environment, WORLD, "the number of processes", problems);
        refuse(problems);
        return Optional.of(new Rendezvous(address, port, rank, world));
    }

    private static int integer(Map<String, String> environment, String name, String expected, List<String> problems) {
        String text = environment.getOrDefault(name, "").strip();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            problems.add(name + (text.isEmpty() ? " is not set" : " is '" + text + "'") + "; it must be " + expected);
            return 0;
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
