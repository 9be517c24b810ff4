package zero4j.verify;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import zero4j.OneLine;

/**
 * A verifier that says so when another fails by a {@linkplain Verdict#isDefect() defect} of its own, which otherwise looks like an
 * answer that cannot be read: once, with the pair at which it failed. As thread-safe as the other.
 */
public final class ToldDefects implements Verifier {
    private static final int SHOWN = 200;

    private final Verifier verifier;
    private final Consumer<String> warnings;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param warnings told of the first defect, on the thread that asks for the verdict */
    public ToldDefects(Verifier verifier, Consumer<String> warnings) {
        this.verifier = verifier;
        this.warnings = warnings;
    }

    @Override
    public Verdict verify(String answer, List<String> references) {
        return told(verifier.verify(answer, references), answer, references);
    }

    @Override
    public Verdict verify(String answer, List<String> references, String question) {
        return told(verifier.verify(answer, references, question), answer, references);
    }

    private Verdict told(Verdict verdict, String answer, List<String> references) {
        if (verdict.isDefect() && told.compareAndSet(false, true)) {
            warnings.accept(
                    "the verifier failed, and the answer counts as wrong: " + verdict.rule() + System.lineSeparator()
                            + "  answer    " + OneLine.of(answer, SHOWN) + System.lineSeparator()
                            + "  reference " + OneLine.of(String.join(", ", references), SHOWN) + System.lineSeparator()
                            + "  This is a mistake of zero4j: please report the pair. A training counts such answers (metric"
                            + " verdict_defect); only the first is told");
        }
        return verdict;
    }
}
