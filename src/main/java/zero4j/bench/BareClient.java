package zero4j.bench;

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
    private static final int BUFFER = 1 << 16;
    private static final String LENGTH = "content-length: ";

    private final Socket socket;
    private final InputStream in;
    private final byte[] read = new byte[BUFFER];
    private int filled;

    BareClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
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
        filled = 0;
        int content = endOf(END_OF_HEAD);
        long latency = System.nanoTime() - start;
        String answer = new String(read, 0, content, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        if (!answer.startsWith("http/1.1 200")) {
            throw new IOException(
                    "the server said " + answer.lines().findFirst().orElse("nothing"));
        }
        int length = answer.indexOf(LENGTH);
        if (length >= 0) {
            int end = answer.indexOf('\r', length);
            long left = Long.parseLong(answer.substring(length + LENGTH.length(), end)) - (filled - content);
            in.skipNBytes(left);
        } else {
            skipChunks();
        }
        return latency;
    }

    /** Reads until an end is there; returns what lies before and in it. */
    private int endOf(byte[] end) throws IOException {
        for (int at = 0; ; at++) {
            while (at + end.length > filled) {
                filled += more(filled);
            }
            if (Arrays.equals(read, at, at + end.length, end, 0, end.length)) {
                return at + end.length;
            }
        }
    }

    /** Reads until the last of what has come is the end of an answer in chunks: nothing follows before the next request. */
    private void skipChunks() throws IOException {
        while (!Arrays.equals(
                read, Math.max(0, filled - END_OF_CHUNKS.length), filled, END_OF_CHUNKS, 0, END_OF_CHUNKS.length)) {
            int kept = Math.min(filled, END_OF_CHUNKS.length);
            System.arraycopy(read, filled - kept, read, 0, kept);
            filled = kept + more(kept);
        }
    }

    private int more(int from) throws IOException {
        int count = in.read(read, from, read.length - from);
        if (count <= 0) {
            throw new EOFException("the server has closed the connection, or its answer has no end");
        }
        return count;
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
