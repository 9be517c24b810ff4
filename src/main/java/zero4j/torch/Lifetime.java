package zero4j.torch;

import org.bytedeco.javacpp.Pointer;

/** Native objects that outlive the scope they are made in. */
public final class Lifetime {
    private Lifetime() {}

    /**
     * Keeps an object alive when the scope it was made in closes: it lives until it is closed, or is garbage.
     *
     * @return the same object
     */
    public static <P extends Pointer> P beyondScope(P pointer) {
        pointer.retainReference();
        return pointer;
    }
}
