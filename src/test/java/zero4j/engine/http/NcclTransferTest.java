package zero4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import zero4j.engine.http.MisbehavingServer.Speech;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.TinyModel;

/** The order of messages and calls by which tensors go to vLLM's workers; NCCL itself is a fake that waits as the real one does. */
class NcclTransferTest {
    @TempDir
    private Path temporary;

    private final MisbehavingServer server = new MisbehavingServer(Speech.VLLM);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch workersJoin = new CountDownLatch(1);
    private final CountDownLatch trainerJoins = new CountDownLatch(1);
    private boolean breaks;
    private final byte[] id = new byte[NcclTransfer.ID_BYTES];

    NcclTransferTest() {
        Arrays.fill(id, (byte) 0xFB); // standard base64 has + and / for it
    }

    @AfterEach
    void close() {
        server.close();
        http.shutdownNow();
        threads.shutdownNow();
    }

    private final class Fake implements NcclTransfer.Nccl, NcclTransfer.Link {
        @Override
        public byte[] uniqueId() {
            return id;
        }

        @Override
        public NcclTransfer.Link join(byte[] given, int world) {
            calls.add("join " + world);
            trainerJoins.countDown();
            try {
                workersJoin.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return this;
        }

        @Override
        public void sumOne() {
            calls.add("sum");
            if (breaks) {
                throw new IllegalStateException("no peer");
            }
        }

        @Override
        public void broadcast(PolicyWeights.Tensor tensor) {
            calls.add(tensor.name());
        }

        @Override
        public void close() {
            calls.add("abort");
        }
    }

    private NcclTransfer transfer(Duration deadline) {
        return new NcclTransfer(
                new ServerCalls(server.address(), Optional.empty(), http), deadline, new Fake(), threads);
    }

    private Handed handed(String label) {
        Path model = temporary.resolve("model");
        return new Handed(
                3,
                label,
                TinyModel.weights(
                        model.toFile().exists() ? model : TinyModel.write(model, 1, new TreeSet<>(List.of(2)))),
                temporary);
    }

    @Test
    void send_firstTime_bothSidesJoinTogetherAndTensorsComeInTheOrderThatWasSaid() {
        server.once("/init_weight_transfer_engine", exchange -> {
            workersJoin.countDown();
            try {
                trainerJoins.await(); // an answer comes when all have joined
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            MisbehavingServer.status(200, "{}").answer(exchange);
        });
        try (NcclTransfer transfer = transfer(Duration.ofSeconds(20))) {
            transfer.send(handed("3-x"));
            assertThat(server.controls())
                    .containsExactly(
                            "/init_weight_transfer_engine",
                            "/start_weight_update",
                            "/update_weights",
                            "/finish_weight_update");
            assertThat(server.label()).isEqualTo("3-x");
            JsonNode init = server.body("/init_weight_transfer_engine").get("init_info");
            String text = init.get("nccl_unique_id_b64").asString();
            assertThat(text).contains("+").hasSize(172);
            assertThat(Base64.getDecoder().decode(text)).isEqualTo(id);
            assertThat(init.get("rank_offset").intValue()).isEqualTo(1);
            assertThat(init.get("world_size").intValue()).isEqualTo(3);
            JsonNode update = server.body("/update_weights").get("update_info");
            List<String> names = new ArrayList<>();
            update.get("names").forEach(name -> names.add(name.asString()));
            assertThat(update.get("dtype_names"))
                    .hasSize(names.size())
                    .allMatch(type -> type.asString().equals("float32"));
            assertThat(update.get("shapes")
                            .get(names.indexOf("model.norm.weight"))
                            .toString())
                    .isEqualTo("[16]");
            assertThat(calls.subList(0, 2)).containsExactly("join 3", "sum");
            assertThat(calls.subList(2, calls.size())).isEqualTo(names);

            transfer.send(handed("4-x"));
            assertThat(server.controls())
                    .filteredOn("/init_weight_transfer_engine"::equals)
                    .hasSize(1);
        }
        assertThat(calls).endsWith("abort");
    }

    @Test
    void send_tensorsAreNotTaken_linkIsLeftOnce() {
        workersJoin.countDown();
        server.once("/update_weights", MisbehavingServer.status(500, "wrong shape"));
        NcclTransfer transfer = transfer(Duration.ofSeconds(20));
        assertThatThrownBy(() -> transfer.send(handed("3-x")))
                .isInstanceOf(ServerTrouble.class)
                .hasMessageContaining("500 wrong shape");
        transfer.close();
        assertThat(calls).filteredOn("abort"::equals).hasSize(1);
    }

    @Test
    void send_firstSumFails_linkIsLeftOnce() {
        workersJoin.countDown();
        breaks = true;
        try (NcclTransfer transfer = transfer(Duration.ofSeconds(20))) {
            assertThatThrownBy(() -> transfer.send(handed("3-x")))
                    .isInstanceOf(ServerTrouble.class)
                    .hasMessageContaining("no peer");
        }
        assertThat(calls).containsExactly("join 3", "sum", "abort");
    }

    @Test
    void send_workersDoNotJoin_endsAtOnceWithWhatTheServerSaid() {
        server.once("/init_weight_transfer_engine", MisbehavingServer.status(500, "no NCCL"));
        assertThatThrownBy(() -> transfer(Duration.ofSeconds(20)).send(handed("3-x")))
                .isInstanceOf(ServerTrouble.class)
                .hasMessageContaining("500 no NCCL");
        workersJoin.countDown();
    }

    @Test
    void send_workersHang_endsWithTheDeadline() {
        server.once("/init_weight_transfer_engine", server.hang());
        assertThatThrownBy(() -> transfer(Duration.ofMillis(200)).send(handed("3-x")))
                .isInstanceOf(ServerTrouble.class)
                .hasMessageContaining(server.address());
        workersJoin.countDown();
    }
}
