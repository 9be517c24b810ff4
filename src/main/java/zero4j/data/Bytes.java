package zero4j.data;

import java.io.ByteArrayOutputStream;

/** Bytes of one row of a text file, up to a bound: what is longer is counted, not kept. Not thread-safe. */
final class Bytes {
    /** Most bytes of a row. The longest known rows, with dozens of sampled solutions in them, have about one million. */
    static final int MOST = 1 << 24;

    /** What is wrong with a longer one. */
    static final String TOO_LONG = "the row is longer than " + (MOST >> 20) + " MiB";

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(512);
    private boolean tooLong;
    private int last;

    void add(int next) {
        last = next;
        if (tooLong) {
            return;
        }
        if (kept.size() >= MOST) {
            tooLong = true;
            kept.reset();
            return;
        }
        kept.write(next);
    }

    boolean tooLong() {
        return tooLong;
    }

    /** Whether the last byte closes an object or a list. */
    boolean closed() {
        return last == '}' || last == ']';
    }

    byte[] array() {
        return kept.toByteArray();
    }

    boolean isBlank() {
        for (byte b : array()) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
