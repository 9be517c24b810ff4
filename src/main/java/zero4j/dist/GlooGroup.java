package zero4j.dist;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import zero4j.torch.Lifetime;

/** Processes that are connected over TCP by Gloo, for tensors on the CPU. */
final class GlooGroup {
    private GlooGroup() {}

    static ProcessGroupGloo open(Connection connection) {
        Rendezvous meeting = connection.meeting();
        return connection.connect("connecting", () -> {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(connection.patience());
            options.devices(new GlooDeviceVector(device(meeting)));
            return Lifetime.beyondScope(
                    new ProcessGroupGloo(connection.storeOf("gloo"), meeting.rank(), meeting.world(), options));
        });
    }

    /** Other machines must be able to reach this one at the address that it offers them: that from which it reaches rank 0. */
    private static org.bytedeco.pytorch.gloo.Device device(Rendezvous meeting) {
        String networkInterface = System.getenv("GLOO_SOCKET_IFNAME");
        if (networkInterface != null && !networkInterface.isBlank()) {
            return ProcessGroupGloo.createDeviceForInterface(networkInterface);
        }
        return addressTowards(meeting)
                .map(ProcessGroupGloo::createDeviceForHostname)
                .orElseGet(ProcessGroupGloo::createDefaultDevice);
    }

    /** A machine's own name may stand for an address that only it can reach, so that it is no answer. */
    private static Optional<String> addressTowards(Rendezvous meeting) {
        try (DatagramSocket socket = new DatagramSocket()) { // chooses a way, and sends nothing
            socket.connect(new InetSocketAddress(InetAddress.getByName(meeting.address()), meeting.port()));
            InetAddress own = socket.getLocalAddress();
            return own.isAnyLocalAddress() ? Optional.empty() : Optional.of(own.getHostAddress());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
