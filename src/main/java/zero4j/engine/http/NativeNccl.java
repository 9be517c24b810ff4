package zero4j.engine.http;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.rollout.PolicyWeights;

/**
 * NCCL and one CUDA card of this machine, by the foreign function API: {@code nccl.h} and the driver's {@code cuda.h}. Tensors are copied
 * to the card one at a time, so it needs room for the largest. Thread-safe.
 *
 * <p>Every call that fails throws an {@link IllegalStateException} with the function's name and code.
 */
final class NativeNccl implements NcclTransfer.Nccl {
    private static final String NCCL = "libnccl.so.2";
    private static final String DRIVER = "libcuda.so.1";
    /** {@code ncclUniqueId}, which is passed by value. */
    private static final MemoryLayout ID =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(NcclTransfer.ID_BYTES, JAVA_BYTE));

    private static final int SUM = 0;
    private static final int FLOAT16 = 6;
    private static final int FLOAT32 = 7;
    private static final int BFLOAT16 = 9;
    private static final MemorySegment DEFAULT_STREAM = MemorySegment.NULL;

    private final Function uniqueId;
    private final Function initRank;
    private final Function allReduce;
    private final Function broadcast;
    private final Function abort;
    private final Function setCurrent;
    private final Function allocate;
    private final Function free;
    private final Function copyToCard;
    private final Function synchronize;
    private final MemorySegment context;

    /** A function of C whose result is 0, or the code of a failure. */
    private record Function(String name, MethodHandle handle) {
        static Function of(SymbolLookup library, String name, MemoryLayout... parameters) {
            MemorySegment address = library.find(name)
                    .orElseThrow(() -> new UserError("the library has no function " + name
                            + ", by which weights go to servers; it needs NCCL 2 and a driver of CUDA 12 or newer"));
            return new Function(
                    name, Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, parameters)));
        }

        int code(Object... arguments) {
            try {
                return (int) handle.invokeWithArguments(arguments);
            } catch (Throwable e) {
                throw new IllegalStateException(name + " cannot be called", e);
            }
        }

        void call(Object... arguments) {
            int code = code(arguments);
            if (code != 0) {
                throw new IllegalStateException(name + " failed with code " + code);
            }
        }
    }

    /**
     * Opens both libraries and the card.
     *
     * @param card its number on this machine
     * @throws UserError if a library or the card is not there
     */
    static NativeNccl load(int card) {
        return new NativeNccl(library(NCCL), library(DRIVER), card);
    }

    /** A library of the machine, for as long as the process lives. */
    static SymbolLookup library(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "weights cannot be sent by NCCL: there is no " + name
                            + " on this machine; name its folder in LD_LIBRARY_PATH, or hand weights over by a folder",
                    e);
        }
    }

    NativeNccl(SymbolLookup nccl, SymbolLookup driver, int card) {
        this.uniqueId = Function.of(nccl, "ncclGetUniqueId", ADDRESS);
        this.initRank = Function.of(nccl, "ncclCommInitRank", ADDRESS, JAVA_INT, ID, JAVA_INT);
        this.allReduce =
                Function.of(nccl, "ncclAllReduce", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        this.broadcast =
                Function.of(nccl, "ncclBroadcast", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        this.abort = Function.of(nccl, "ncclCommAbort", ADDRESS);
        this.setCurrent = Function.of(driver, "cuCtxSetCurrent", ADDRESS);
        this.allocate = Function.of(driver, "cuMemAlloc_v2", ADDRESS, JAVA_LONG);
        this.free = Function.of(driver, "cuMemFree_v2", JAVA_LONG);
        this.copyToCard = Function.of(driver, "cuMemcpyHtoD_v2", JAVA_LONG, ADDRESS, JAVA_LONG);
        this.synchronize = Function.of(driver, "cuStreamSynchronize", ADDRESS);
        this.context = context(driver, card);
    }

    /** The card's primary context, in which NCCL works, too. */
    private static MemorySegment context(SymbolLookup driver, int card) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment device = arena.allocate(JAVA_INT);
            MemorySegment context = arena.allocate(ADDRESS);
            int code = Function.of(driver, "cuInit", JAVA_INT).code(0);
            if (code == 0) {
                code = Function.of(driver, "cuDeviceGet", ADDRESS, JAVA_INT).code(device, card);
            }
            if (code == 0) {
                code = Function.of(driver, "cuDevicePrimaryCtxRetain", ADDRESS, JAVA_INT)
                        .code(context, device.get(JAVA_INT, 0));
            }
            if (code != 0) {
                throw new UserError("weights cannot be sent by NCCL: CUDA does not open card " + card
                        + " of this machine (code " + code + "); see nvidia-smi, or hand weights over by a folder");
            }
            return context.get(ADDRESS, 0);
        }
    }

    @Override
    public byte[] uniqueId() {
        setCurrent.call(context);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(ID);
            uniqueId.call(id);
            return id.toArray(JAVA_BYTE);
        }
    }

    @Override
    public NcclTransfer.Link join(byte[] id, int world) {
        setCurrent.call(context);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment communicator = arena.allocate(ADDRESS);
            initRank.call(communicator, world, arena.allocateFrom(JAVA_BYTE, id), 0);
            return new Joined(communicator.get(ADDRESS, 0));
        }
    }

    private final class Joined implements NcclTransfer.Link {
        private final MemorySegment communicator;
        private final AtomicBoolean left = new AtomicBoolean();

        Joined(MemorySegment communicator) {
            this.communicator = communicator;
        }

        @Override
        public void sumOne() {
            try (Arena arena = Arena.ofConfined()) {
                onCard(
                        arena.allocateFrom(JAVA_FLOAT, 1),
                        data -> allReduce.call(data, data, 1L, FLOAT32, SUM, communicator, DEFAULT_STREAM));
            }
        }

        @Override
        public void broadcast(PolicyWeights.Tensor tensor) {
            int type = switch (tensor.dtype()) {
                case "F32" -> FLOAT32;
                case "BF16" -> BFLOAT16;
                case "F16" -> FLOAT16;
                default -> throw new IllegalArgumentException("no type of NCCL for " + tensor.dtype());
            };
            long elements = tensor.data().byteSize() / (type == FLOAT32 ? Float.BYTES : Short.BYTES);
            onCard(tensor.data(), data -> broadcast.call(data, data, elements, type, 0, communicator, DEFAULT_STREAM));
        }

        /** Does something with a copy on the card, and waits until it is done. */
        private void onCard(MemorySegment data, Consumer<MemorySegment> work) {
            setCurrent.call(context);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment address = arena.allocate(JAVA_LONG);
                allocate.call(address, data.byteSize());
                long copy = address.get(JAVA_LONG, 0);
                try {
                    MemorySegment source = data.isNative()
                            ? data
                            : arena.allocate(data.byteSize()).copyFrom(data);
                    copyToCard.call(copy, source, data.byteSize());
                    if (left.get()) {
                        throw new IllegalStateException("the link has been left");
                    }
                    work.accept(MemorySegment.ofAddress(copy));
                    synchronize.call(DEFAULT_STREAM);
                } finally {
                    free.call(copy);
                }
            }
        }

        /** Another thread may be waiting in a call: the abort ends it. */
        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                setCurrent.call(context);
                abort.call(communicator);
            }
        }
    }
}
