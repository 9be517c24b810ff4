package zero4j.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/** Native objects that outlive the scope they are made in. */
public final class Lifetime {
    private Lifetime() {}

    /** Takes an object out of the innermost scope, if there is one: it lives until it is closed, or is garbage. */
    public static <P extends Pointer> P beyondScope(P pointer) {
        PointerScope scope = PointerScope.getInnerScope();
        if (scope != null) {
            scope.detach(pointer);
        }
        return pointer;
    }
}
