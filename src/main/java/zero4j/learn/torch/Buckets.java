package zero4j.learn.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.model.Parameters;
import zero4j.torch.NoGrad;

/**
 * A flat buffer as processes exchange it: one bucket after the other, each cut into one piece for every process. So what an exchange
 * needs beside the buffer is as large as a bucket, and each process has an equal part of every bucket.
 *
 * @param pieces in the order of the buffer, which they fill: piece {@code i} belongs to process {@code i % world}
 */
record Buckets(List<Piece> pieces, Communicator ranks) {
    /** A piece is a multiple of it: vectorised loops compute the rest of a buffer by other instructions, which may round otherwise. */
    private static final int LANES = 16;
    /** Elements of a bucket: enough for the network, few beside a model. */
    private static final long BUCKET = 1L << 22;
    /** On a card, where starting an exchange costs more. */
    private static final long LARGE_BUCKET = 1L << 26;

    /** Where a piece lies in the buffer. */
    record Piece(long at, long length) {
        Tensor in(Tensor flat) {
            return flat.narrow(0, at, length);
        }
    }

    /** @param elements that must be in the buffer; it may have to be longer, see {@link #length} */
    static Buckets of(long elements, boolean cuda, Communicator ranks) {
        return of(elements, most(cuda), ranks);
    }

    /** Most elements of a bucket. */
    static long most(boolean cuda) {
        return cuda ? LARGE_BUCKET : BUCKET;
    }

    static Buckets of(long elements, long most, Communicator ranks) {
        if (ranks.world() == 1) {
            return new Buckets(List.of(new Piece(0, elements)), ranks);
        }
        long step = (long) LANES * ranks.world();
        if (step > Parameters.SLACK) {
            throw new UserError(
                    "at most " + Parameters.SLACK / LANES + " processes can train together, not " + ranks.world());
        }
        long bucket = Math.max(step, most / step * step);
        List<Piece> pieces = new ArrayList<>();
        for (long at = 0; at < elements; at += bucket) {
            long length = Math.ceilDiv(Math.min(bucket, elements - at), step) * step / ranks.world();
            for (int rank = 0; rank < ranks.world(); rank++) {
                pieces.add(new Piece(at + rank * length, length));
            }
        }
        return new Buckets(pieces, ranks);
    }

    /** Elements of the buffer. */
    long length() {
        return pieces.getLast().at() + pieces.getLast().length();
    }

    /** How many there are. */
    int count() {
        return pieces.size() / ranks.world();
    }

    /** Where a bucket lies. */
    Piece bucket(int index) {
        Piece first = pieces.get(index * ranks.world());
        return new Piece(first.at(), first.length() * ranks.world());
    }

    /** A process's piece of a bucket. */
    Piece piece(int bucket, int rank) {
        return pieces.get(bucket * ranks.world() + rank);
    }

    /** Where this process's piece of a bucket lies among its own: only the last bucket may be shorter than the others. */
    long offset(int bucket) {
        return bucket * piece(0, ranks.rank()).length();
    }

    /** Whether a piece is this process's. */
    boolean isOwn(int piece) {
        return piece % ranks.world() == ranks.rank();
    }

    /** The pieces of this process. */
    List<Piece> own() {
        List<Piece> own = new ArrayList<>();
        for (int bucket = 0; bucket < count(); bucket++) {
            own.add(piece(bucket, ranks.rank()));
        }
        return own;
    }

    /** Gives all processes each other's pieces. */
    void gather(Tensor flat) {
        for (int i = 0; i < count(); i++) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                ranks.allGather(piece(i, ranks.rank()).in(flat), bucket(i).in(flat));
            }
        }
    }

    /**
     * Sums of the parts that the processes have found in their pieces, the same on all of them: added in the order of processes.
     *
     * @param own of this process
     */
    double sum(double own) {
        double[] parts = new double[ranks.world()];
        parts[ranks.rank()] = own;
        double sum = 0;
        for (double part : ranks.sum(parts)) {
            sum += part;
        }
        return sum;
    }
}
