package zero4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

class SafetensorsTest {
    @TempDir
    Path folder;

    static SafetensorsWriter.Entry entry(String name, Dtype dtype, Random random, long... shape) {
        byte[] bytes = new byte[(int) TensorInfo.elements(shape) * dtype.bytes()];
        random.nextBytes(bytes);
        return new SafetensorsWriter.Entry(name, dtype, shape, () -> MemorySegment.ofArray(bytes));
    }

    static List<SafetensorsWriter.Entry> entries() {
        Random random = new Random(7);
        return List.of(
                entry("b", Dtype.F32, random, 3, 5),
                entry("a", Dtype.BF16, random, 7),
                entry("empty", Dtype.F32, random, 0, 4),
                entry("scalar", Dtype.I64, random),
                entry("ünï", Dtype.U8, random, 3));
    }

    static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    private Path file(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("made.safetensors"),
                buffer.putLong(json.length).put(json).array());
    }

    @Test
    void writeFile_readBack_isIdentical() throws IOException {
        Path file = folder.resolve("x.safetensors");
        SafetensorsWriter.writeFile(file, entries(), Map.of("format", "pt"));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(read.tensors().keySet()).containsExactly("b", "a", "empty", "scalar", "ünï");
            for (SafetensorsWriter.Entry entry : entries()) {
                assertThat(read.tensor(entry.name()).shape()).isEqualTo(entry.shape());
                assertThat(read.tensor(entry.name()).dtype()).isEqualTo(entry.dtype());
                assertThat(bytes(read.data(entry.name())))
                        .isEqualTo(bytes(entry.data().get()));
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden/llama3", "golden/qwen2", "golden/qwen3", "golden/qwen2/bf16", "stories260k"})
    void writeFile_storedModel_isIdenticalByteForByte(String name) throws IOException {
        Path stored = Path.of("../shared/data").resolve(name).resolve("model.safetensors");
        Assumptions.assumeTrue(Files.isRegularFile(stored), stored + " is absent");
        Path copy = folder.resolve("copy.safetensors");
        try (SafetensorsFile file = SafetensorsFile.open(stored)) {
            List<SafetensorsWriter.Entry> entries = new ArrayList<>();
            file.tensors()
                    .values()
                    .forEach(t -> entries.add(
                            new SafetensorsWriter.Entry(t.name(), t.dtype(), t.shape(), () -> file.data(t.name()))));
            SafetensorsWriter.writeFile(copy, entries, file.metadata());
        }
        assertThat(Files.mismatch(stored, copy)).isEqualTo(-1);
    }

    @Test
    void open_truncatedAnywhere_isAUserErrorThatNamesTheFile() throws IOException {
        Path file = folder.resolve("x.safetensors");
        SafetensorsWriter.writeFile(file, entries(), Map.of());
        byte[] whole = Files.readAllBytes(file);
        Path cut = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            Throwable thrown = catchThrowable(() -> SafetensorsFile.open(cut).close());
            assertThat(thrown).as("cut to %d bytes", length).isInstanceOf(UserError.class);
            assertThat(thrown).hasMessageContaining("cut.safetensors");
        }
    }

    @Test
    void open_flippedHeaderBytes_neverFailsOtherwiseThanByUserError() throws IOException {
        Path file = folder.resolve("x.safetensors");
        SafetensorsWriter.writeFile(file, entries(), Map.of("format", "pt"));
        byte[] whole = Files.readAllBytes(file);
        int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Random random = new Random(11);
        Path bad = folder.resolve("bad.safetensors");
        int rejected = 0;
        for (int i = 0; i < 300; i++) {
            byte[] copy = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                copy[random.nextInt(8 + header)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(bad, copy);
            try (SafetensorsFile read = SafetensorsFile.open(bad)) {
                read.tensors().keySet().forEach(read::data);
            } catch (UserError e) {
                rejected++;
            }
        }
        assertThat(rejected).isGreaterThan(150);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"t\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[0,8]}}|tensor t|F99",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|tensor t|12 bytes",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|tensor t|shape",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}|tensor t|shape",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|tensor t|data_offsets",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}|tensor t|data_offsets",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}|tensor t|truncated",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|tensor t|gap",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|made.safetensors|end at byte 4",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}|tensor t|large",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"u\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|tensor u|overlap",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|made.safetensors|t",
                "{\"__metadata__\":{\"a\":1}}|made.safetensors|__metadata__",
                "{\"__metadata__\":[]}|made.safetensors|__metadata__",
                "{} x|made.safetensors|JSON",
                "[]|made.safetensors|object",
            })
    void open_malformedHeader_namesTensorAndReason(String header, String named, String reason) throws IOException {
        Path file = file(header, 8);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("made.safetensors")
                .hasMessageContaining(named)
                .hasMessageContaining(reason);
    }

    @Test
    void open_missingFile_isAUserError() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none.safetensors")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("none.safetensors");
    }

    @Test
    void data_beyondTwoGigabytes_isReached() throws IOException {
        long big = 3L << 30;
        String header = "{\"big\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},".formatted(big, big)
                + "\"last\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}".formatted(big, big + 8);
        Path file = file(header, 0);
        long start = Files.size(file);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(start + big + 8);
            sparse.seek(start + big);
            sparse.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(bytes(read.data("last"))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(read.data("big").byteSize()).isEqualTo(big);
        }
    }

    @Test
    void writeFile_wrongDataSize_leavesNothingBehind() throws IOException {
        SafetensorsWriter.Entry wrong =
                new SafetensorsWriter.Entry("t", Dtype.F32, new long[] {2}, () -> MemorySegment.ofArray(new byte[7]));
        assertThatThrownBy(() -> SafetensorsWriter.writeFile(folder.resolve("x.safetensors"), List.of(wrong), Map.of()))
                .hasMessageContaining("tensor t");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
