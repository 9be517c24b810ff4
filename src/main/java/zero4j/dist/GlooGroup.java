package zero4j.dist;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import zero4j.torch.Lifetime;

/** Processes that are connected over TCP by Gloo, for tensors on the CPU. */
final class GlooGroup {
    private GlooGroup() {}

    static ProcessGroupGloo open(Connection connection) {
        Rendezvous meeting = connection.meeting();
        try (var _ = new PointerScope()) {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(connection.patience());
            options.devices(new GlooDeviceVector(device(meeting.address())));
            return Lifetime.beyondScope(connection.attempt(
                    "connecting",
                    () -> new ProcessGroupGloo(connection.storeOf("gloo"), meeting.rank(), meeting.world(), options)));
        }
    }

    /** Other machines must be able to reach this one at the address that it offers them. */
    private static org.bytedeco.pytorch.gloo.Device device(String master) {
        String networkInterface = System.getenv("GLOO_SOCKET_IFNAME");
        if (networkInterface != null && !networkInterface.isBlank()) {
            return ProcessGroupGloo.createDeviceForInterface(networkInterface);
        }
        return isLoopback(master)
                ? ProcessGroupGloo.createDeviceForHostname(master)
                : ProcessGroupGloo.createDefaultDevice();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false; // meeting there has worked, so the library knows a way to it
        }
    }
}
