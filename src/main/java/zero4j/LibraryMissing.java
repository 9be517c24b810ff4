package zero4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A library that the program needs now is not on the class path. No {@link UserError}: nobody is to count it among what is wrong with an
 * input, and what was asked for can be done once the library is there.
 */
public final class LibraryMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final OptionalLibrary library;
    private final String purpose;

    LibraryMissing(OptionalLibrary library, String artifact, String purpose) {
        super(purpose + " needs the library " + artifact + ", which is not on the class path. Add it to the program's"
                + " dependencies; docs/library.md has the lines.");
        this.library = library;
        this.purpose = purpose;
    }

    /** The library. */
    public OptionalLibrary library() {
        return library;
    }

    /** What needs it, as the beginning of a sentence. */
    public String purpose() {
        return purpose;
    }

    /** That which a failure comes of, if it does. */
    public static Optional<LibraryMissing> in(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LibraryMissing missing) {
                return Optional.of(missing);
            }
        }
        return Optional.empty();
    }
}
