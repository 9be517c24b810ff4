package zero4j.dist;

import java.util.List;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import zero4j.UserError;
import zero4j.torch.LibTorch;
import zero4j.torch.Lifetime;

/**
 * Processes whose cards are connected by NCCL, for tensors on a card: over NVLink, PCIe or the network, as it finds them. Its classes are loaded
 * only when a group is opened.
 */
public final class NcclGroup {
    /**
     * How the library is to treat failures: what waits throws, as it does with Gloo. By itself it would end the whole process from a thread
     * of its own.
     */
    private static final List<String> OFF_AND_ON =
            List.of("TORCH_NCCL_ENABLE_MONITORING=0", "TORCH_NCCL_BLOCKING_WAIT=1");

    private NcclGroup() {}

    /**
     * Makes the group; its cards connect when they first communicate.
     *
     * @throws UserError if NCCL is not there: what to do
     */
    static Backend open(Connection connection) {
        requireNatives();
        settle();
        Rendezvous meeting = connection.meeting();
        return connection.connect(
                "connecting the cards",
                () -> Lifetime.beyondScope(new ProcessGroupNCCL(
                        connection.storeOf("nccl"), meeting.rank(), meeting.world(), options(connection))));
    }

    /** Waits as long as the others; the copies and sums go before what else a card computes. */
    static ProcessGroupNCCL.Options options(Connection connection) {
        ProcessGroupNCCL.Options options = ProcessGroupNCCL.Options.create(true);
        options.timeout(connection.deadline());
        return options;
    }

    /** Sets the variables of the library that nobody has set. */
    static void settle() {
        for (String setting : OFF_AND_ON) {
            String[] nameAndValue = setting.split("=", 2);
            torch.set_env(nameAndValue[0], nameAndValue[1], false);
        }
    }

    /**
     * The version of the library.
     *
     * @throws UserError if it is not there: what to do
     */
    public static String version() {
        requireNatives();
        return inWords(torch_nccl.getNcclVersionNumber());
    }

    /** @param code as NCCL gives it: 22903 is 2.29.3 */
    static String inWords(int code) {
        return code / 10_000 + "." + code / 100 % 100 + "." + code % 100;
    }

    /** @throws UserError if the classes or libraries of NCCL are not there */
    static void requireNatives() {
        LibTorch.missing(ProcessGroupNCCL.class).ifPresent(problem -> {
            throw new UserError("several processes with device: cuda are connected by NCCL, but " + problem);
        });
    }
}
