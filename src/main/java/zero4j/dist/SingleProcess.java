package zero4j.dist;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The only process: sums are the values themselves. */
public final class SingleProcess implements Communicator {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int world() {
        return 1;
    }

    @Override
    public void sum(Tensor tensor) {}

    @Override
    public double[] sum(double... values) {
        return values.clone();
    }

    @Override
    public long[] sum(long... values) {
        return values.clone();
    }

    @Override
    public List<byte[]> gather(byte[] own) {
        return List.of(own);
    }

    @Override
    public void broadcast(Tensor tensor, int root) {}

    @Override
    public void barrier() {}

    @Override
    public void fail(String why) {}

    @Override
    public boolean isBroken() {
        return false;
    }

    @Override
    public void close() {}
}
