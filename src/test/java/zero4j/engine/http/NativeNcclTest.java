package zero4j.engine.http;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.rollout.PolicyWeights;

/** What NCCL and CUDA are called with, by functions of C's calling convention that stand for them: no card is needed. */
class NativeNcclTest {
    private static final MemoryLayout ID =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(NcclTransfer.ID_BYTES, JAVA_BYTE));
    private static final long CONTEXT = 77;
    private static final long COMMUNICATOR = 88;

    private final Arena arena = Arena.ofShared();
    private final Map<String, MemorySegment> functions = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Map<Long, MemorySegment> card = new HashMap<>();
    private int cards = 1;
    private int broken;

    NativeNcclTest() throws NoSuchMethodException, IllegalAccessException {
        function("ncclGetUniqueId", ADDRESS);
        function("ncclCommInitRank", ADDRESS, JAVA_INT, ID, JAVA_INT);
        function("ncclAllReduce", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        function("ncclBroadcast", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        function("ncclCommAbort", ADDRESS);
        function("cuInit", JAVA_INT);
        function("cuDeviceGet", ADDRESS, JAVA_INT);
        function("cuDevicePrimaryCtxRetain", ADDRESS, JAVA_INT);
        function("cuCtxSetCurrent", ADDRESS);
        function("cuMemAlloc_v2", ADDRESS, JAVA_LONG);
        function("cuMemFree_v2", JAVA_LONG);
        function("cuMemcpyHtoD_v2", JAVA_LONG, ADDRESS, JAVA_LONG);
        function("cuStreamSynchronize", ADDRESS);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    /** Makes a method of this class of the same name a function. */
    private void function(String name, MemoryLayout... parameters)
            throws NoSuchMethodException, IllegalAccessException {
        FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, parameters);
        MethodType method = type.toMethodType();
        functions.put(
                name,
                Linker.nativeLinker()
                        .upcallStub(
                                MethodHandles.lookup()
                                        .findVirtual(NativeNcclTest.class, name, method)
                                        .bindTo(this),
                                type,
                                arena));
    }

    int ncclGetUniqueId(MemorySegment id) {
        id.reinterpret(NcclTransfer.ID_BYTES).fill((byte) 5);
        return 0;
    }

    int ncclCommInitRank(MemorySegment communicator, int world, MemorySegment id, int rank) {
        calls.add("join " + world + " as " + rank + " by " + id.get(JAVA_BYTE, 0) + ".." + id.get(JAVA_BYTE, 127));
        communicator.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, MemorySegment.ofAddress(COMMUNICATOR));
        return 0;
    }

    int ncclAllReduce(
            MemorySegment from,
            MemorySegment to,
            long count,
            int type,
            int operation,
            MemorySegment by,
            MemorySegment on) {
        calls.add("sum " + count + " of type " + type + " by operation " + operation + " in " + by.address() + ": "
                + onCard(from).get(JAVA_FLOAT, 0));
        return 0;
    }

    int ncclBroadcast(
            MemorySegment from, MemorySegment to, long count, int type, int root, MemorySegment by, MemorySegment on) {
        assertThat(to.address()).isEqualTo(from.address());
        calls.add("send " + count + " of type " + type + " from " + root + " in " + by.address() + ": "
                + List.of(
                        onCard(from).get(JAVA_BYTE, 0),
                        onCard(from).get(JAVA_BYTE, onCard(from).byteSize() - 1)));
        return broken;
    }

    int ncclCommAbort(MemorySegment communicator) {
        calls.add("leave " + communicator.address());
        return 0;
    }

    int cuInit(int flags) {
        return cards > 0 ? 0 : 100;
    }

    int cuDeviceGet(MemorySegment device, int number) {
        device.reinterpret(JAVA_INT.byteSize()).set(JAVA_INT, 0, number + 1000);
        return number < cards ? 0 : 101;
    }

    int cuDevicePrimaryCtxRetain(MemorySegment context, int device) {
        assertThat(device).isEqualTo(1000);
        context.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, MemorySegment.ofAddress(CONTEXT));
        return 0;
    }

    int cuCtxSetCurrent(MemorySegment context) {
        return context.address() == CONTEXT ? 0 : 201;
    }

    int cuMemAlloc_v2(MemorySegment address, long bytes) {
        MemorySegment memory = arena.allocate(bytes);
        card.put(memory.address(), memory);
        address.reinterpret(JAVA_LONG.byteSize()).set(JAVA_LONG, 0, memory.address());
        return 0;
    }

    int cuMemFree_v2(long address) {
        return card.remove(address) == null ? 1 : 0;
    }

    int cuMemcpyHtoD_v2(long to, MemorySegment from, long bytes) {
        onCard(MemorySegment.ofAddress(to)).copyFrom(from.reinterpret(bytes));
        return 0;
    }

    int cuStreamSynchronize(MemorySegment stream) {
        calls.add("wait");
        return 0;
    }

    private MemorySegment onCard(MemorySegment address) {
        return Objects.requireNonNull(card.get(address.address()));
    }

    private NativeNccl nccl() {
        return new NativeNccl(this::find, this::find, 0);
    }

    private Optional<MemorySegment> find(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    private PolicyWeights.Tensor tensor(String dtype, int bytes, boolean offHeap) {
        MemorySegment data = offHeap ? arena.allocate(bytes) : MemorySegment.ofArray(new byte[bytes]);
        data.asByteBuffer().order(ByteOrder.nativeOrder()).put(0, (byte) 3).put(bytes - 1, (byte) 4);
        return new PolicyWeights.Tensor("a", dtype, new long[] {bytes / 2}, data);
    }

    @Test
    void link_joinedAndSent_callsTheFunctionsWithWhatTheyExpect() {
        NativeNccl nccl = nccl();
        byte[] id = nccl.uniqueId();
        assertThat(id).hasSize(NcclTransfer.ID_BYTES).containsOnly(5);
        id[127] = 6;
        NcclTransfer.Link link = nccl.join(id, 3);
        link.sumOne();
        link.broadcast(tensor("F32", 8, true));
        link.broadcast(tensor("BF16", 6, false));
        link.broadcast(tensor("F16", 6, true));
        link.close();
        link.close();
        assertThatThrownBy(() -> link.broadcast(tensor("F32", 8, true))).hasMessage("the link has been left");
        assertThat(calls)
                .containsExactly(
                        "join 3 as 0 by 5..6",
                        "sum 1 of type 7 by operation 0 in 88: 1.0",
                        "wait",
                        "send 2 of type 7 from 0 in 88: [3, 4]",
                        "wait",
                        "send 3 of type 9 from 0 in 88: [3, 4]",
                        "wait",
                        "send 3 of type 6 from 0 in 88: [3, 4]",
                        "wait",
                        "leave 88");
        assertThat(card).isEmpty();
    }

    @Test
    void broadcast_fails_isToldByNameAndFreesTheCard() {
        broken = 3;
        NcclTransfer.Link link = nccl().join(new byte[NcclTransfer.ID_BYTES], 2);
        assertThatThrownBy(() -> link.broadcast(tensor("F32", 8, true))).hasMessage("ncclBroadcast failed with code 3");
        assertThat(card).isEmpty();
    }

    @Test
    void load_noCard_isSaidWithItsNumber() {
        cards = 0;
        assertThatThrownBy(this::nccl)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("CUDA does not open card 0 of this machine (code 100)");
    }

    @Test
    void load_libraryOrFunctionIsNotThere_isNamed() {
        assertThatThrownBy(() -> NativeNccl.library("libnot-there.so.2"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there is no libnot-there.so.2 on this machine");
        functions.remove("ncclCommAbort");
        assertThatThrownBy(this::nccl)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has no function ncclCommAbort");
    }
}
