package zero4j.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that gives archives of small folders that look like JDKs, and answers as Adoptium does. */
final class FakeJdks implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger torn = new AtomicInteger();

    FakeJdks() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * An archive of a folder {@code jdk-VERSION+8}.
     *
     * @param java what its {@code bin/java} does, in sh
     */
    static byte[] archive(Path scratch, String version, String java) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(scratch, "jdk");
        Path home = work.resolve("jdk-" + version + "+8");
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\n" + java + "\n");
            file.toFile().setExecutable(true);
        }
        Path archive = work.resolve("jdk.tar.gz");
        int code = new ProcessBuilder(
                        "tar", "-czf", archive.toString(), "-C", work.toString(), String.valueOf(home.getFileName()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("tar ended with " + code);
        }
        return Files.readAllBytes(archive);
    }

    FakeJdks put(String path, byte[] contents) {
        files.put(path, contents);
        return this;
    }

    FakeJdks put(String path, String contents) {
        return put(path, contents.getBytes(StandardCharsets.UTF_8));
    }

    /** What Adoptium says of its newest JDK. */
    FakeJdks adoptium(String path, String checksum, long size) {
        return put("/v3/assets/latest/25/hotspot", """
                [
                    {
                        "binary": {
                            "architecture": "x64",
                            "installer": {
                                "checksum": "%064d",
                                "link": "%s/wrong.pkg",
                                "size": 5
                            },
                            "package": {
                                "checksum": "%s",
                                "checksum_link": "%s.sha256.txt",
                                "link": "%s",
                                "name": "jdk.tar.gz",
                                "size": %d
                            },
                            "project": "jdk"
                        },
                        "release_name": "jdk-25.0.1+8"
                    }
                ]
                """.formatted(0, url(""), checksum, url(path), url(path), size));
    }

    /** Breaks the next transfers of archives in their middle. */
    void tear(int transfers) {
        torn.set(transfers);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** What was asked for, in order. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI().toString());
            byte[] contents = files.get(exchange.getRequestURI().getPath());
            if (contents == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            byte[] rest = Arrays.copyOfRange(contents, from, contents.length);
            if (range != null) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes %d-%d/%d".formatted(from, contents.length - 1, contents.length));
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
            boolean tear = exchange.getRequestURI().getPath().endsWith(".gz") && torn.getAndDecrement() > 0;
            OutputStream body = exchange.getResponseBody();
            body.write(rest, 0, tear ? rest.length / 2 : rest.length);
            body.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
