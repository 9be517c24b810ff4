package zero4j.dist;

import zero4j.torch.DeviceAndDtype;

class SingleProcessTest implements CommunicatorContract {
    @Override
    public int world() {
        return 1;
    }

    @Override
    public Communicator first(Rendezvous meeting, DeviceAndDtype placement) {
        return new SingleProcess();
    }
}
