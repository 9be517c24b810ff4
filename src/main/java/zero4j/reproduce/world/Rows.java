package zero4j.reproduce.world;

import java.io.BufferedWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;

/** Rows as JSONL, one at a time in memory. */
final class Rows {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Rows() {}

    static void write(Path file, int size, IntFunction<Map<String, String>> row) {
        AtomicFile.write(file, channel -> {
            BufferedWriter writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
            for (int i = 0; i < size; i++) {
                writer.write(JSON.writeValueAsString(row.apply(i)));
                writer.write('\n');
            }
            writer.flush();
        });
    }
}
