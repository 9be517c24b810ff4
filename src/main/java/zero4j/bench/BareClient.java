package zero4j.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One connection to a server of this machine that costs next to nothing, so that what is measured is the server. */
final class BareClient implements AutoCloseable {
    private static final byte[] END_OF_CHUNKS = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String LENGTH = "content-length: ";

    private final Socket socket;
    private final InputStream in;

    BareClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a prompt continued by so many tokens; returns the nanoseconds until something of the answer was there. */
    long ask(int[] prompt, int tokens, int seed, boolean stream) throws IOException {
        String ids = Arrays.stream(prompt).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String body = "{\"token_ids\":[" + ids + "],\"stream\":" + stream + ",\"sampling_params\":{\"max_tokens\":"
                + tokens + ",\"ignore_eos\":true,\"temperature\":1.0,\"seed\":" + seed + ",\"logprobs\":1}}";
        String head = "POST /inference/v1/generate HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                + "\r\n\r\n";
        long start = System.nanoTime();
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        String answer = new String(until(END_OF_HEAD), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        if (!answer.startsWith("http/1.1 200")) {
            throw new IOException(
                    "the server said " + answer.lines().findFirst().orElse("nothing"));
        }
        long latency = System.nanoTime() - start;
        int length = answer.indexOf(LENGTH);
        if (length >= 0) {
            int end = answer.indexOf('\r', length);
            in.skipNBytes(Long.parseLong(answer.substring(length + LENGTH.length(), end)));
        } else {
            var _ = until(END_OF_CHUNKS);
        }
        return latency;
    }

    /** The bytes up to an end, which is among them. */
    private byte[] until(byte[] end) throws IOException {
        byte[] read = new byte[1024];
        int length = 0;
        int matched = 0;
        while (matched < end.length) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server has closed the connection");
            }
            matched = next == end[matched] ? matched + 1 : next == end[0] ? 1 : 0;
            if (length == read.length) {
                read = Arrays.copyOf(read, 2 * length);
            }
            read[length++] = (byte) next;
        }
        return Arrays.copyOf(read, length);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
