package zero4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import zero4j.GitLfs;
import zero4j.UserError;

/**
 * Text files as UTF-8 bytes, whatever they are on disk: packed by gzip or not, UTF-8 with or without a byte order mark, UTF-16 or
 * UTF-32 with one, UTF-16 without one. What is no text at all is called by its name.
 */
final class TextInput {
    private static final int HEAD = 512;
    private static final int BUFFER = 1 << 16;

    private TextInput() {}

    /**
     * Opens a file.
     *
     * @throws UserError if it is not text
     */
    static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            byte[] head = head(raw);
            boolean packed = head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b;
            InputStream in = packed ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
            return decoded(file, in, packed ? head(in) : head);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        return head;
    }

    private static InputStream decoded(Path file, InputStream in, byte[] head) throws IOException {
        requireText(file, head);
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            in.skipNBytes(3);
            return in;
        }
        Charset charset = wide(head);
        if (charset == null) {
            return in;
        }
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new Recoded(file, charset, new InputStreamReader(in, decoder));
    }

    /** An encoding of two or four bytes a character, by its mark or by the zero bytes of plain letters; null for any other. */
    private static @Nullable Charset wide(byte[] head) {
        if (startsWith(head, 0xFF, 0xFE, 0, 0) || startsWith(head, 0, 0, 0xFE, 0xFF)) {
            return Charset.forName("UTF-32");
        }
        if (startsWith(head, 0xFF, 0xFE) || startsWith(head, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16;
        }
        if (head.length >= 2 && head[0] != 0 && head[1] == 0) {
            return StandardCharsets.UTF_16LE;
        }
        return head.length >= 2 && head[0] == 0 && head[1] != 0 ? StandardCharsets.UTF_16BE : null;
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= head.length || (head[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static void requireText(Path file, byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1).strip();
        String lower = text.toLowerCase(Locale.ROOT);
        String found = null;
        GitLfs.requireFetched(file, head);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            found = "a web page, not the data. Download the file itself";
        } else if (text.startsWith("PAR1")) {
            found = "a Parquet file. Rename it to end in .parquet";
        } else if (text.startsWith("PK\u0003\u0004")) {
            found = "a ZIP archive or an Excel workbook. Unpack it, or export the table as CSV";
        } else if (startsWith(head, 0x28, 0xB5, 0x2F, 0xFD) || text.startsWith("BZh") || startsWith(head, 0xFD, 0x37)) {
            found = "packed by zstd, bzip2 or xz. Unpack it; of packed files only those of gzip are read";
        }
        if (found != null) {
            throw new UserError(file + " is " + found + ".");
        }
    }

    /** The text of bytes. @throws BadText if they are not UTF-8 */
    static String utf8(byte[] bytes) throws BadText {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw new BadText(String.format(
                    Locale.ROOT,
                    "not valid UTF-8: byte 0x%02X at position %d. If the file is ISO-8859-1 or Windows-1252, save it as UTF-8,"
                            + " for example with iconv -f WINDOWS-1252 -t UTF-8",
                    in.get(in.position()) & 0xFF,
                    in.position() + 1));
        }
        return out.flip().toString();
    }

    /** Why a row is no text. */
    static final class BadText extends Exception {
        private static final long serialVersionUID = 1;

        BadText(String what) {
            super(what);
        }

        /** In words. */
        String what() {
            return String.valueOf(getMessage());
        }
    }

    /** Characters as UTF-8. */
    private static final class Recoded extends InputStream {
        private final Path file;
        private final Charset from;
        private final Reader reader;
        private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
        private final ByteBuffer bytes = ByteBuffer.allocate(4 * BUFFER).flip();
        private boolean atStart = true;
        private boolean ended;

        private Recoded(Path file, Charset from, Reader reader) {
            this.file = file;
            this.from = from;
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            while (!bytes.hasRemaining()) {
                if (ended) {
                    return -1;
                }
                fill();
            }
            return bytes.get() & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (most == 0) {
                return 0;
            }
            int first = read();
            if (first < 0) {
                return -1;
            }
            into[from] = (byte) first;
            int more = Math.min(most - 1, bytes.remaining());
            bytes.get(into, from + 1, more);
            return 1 + more;
        }

        private void fill() throws IOException {
            chars.compact();
            try {
                ended = reader.read(chars) < 0;
            } catch (CharacterCodingException e) {
                throw new UserError(file + " is not valid " + from + ". Save it as UTF-8.", e);
            }
            chars.flip();
            if (atStart && chars.hasRemaining()) {
                atStart = false;
                if (chars.get(chars.position()) == '\uFEFF') {
                    chars.get();
                }
            }
            bytes.clear();
            encoder.encode(chars, bytes, ended);
            bytes.flip();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
