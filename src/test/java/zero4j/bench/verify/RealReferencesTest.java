package zero4j.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zero4j.data.ColumnNames;
import zero4j.data.LoadedQuestions;
import zero4j.data.QuestionFiles;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict.Outcome;

/** A sample of the references of the benchmarks and training files; {@code bench verify} takes all of them. */
class RealReferencesTest {
    private static final Path FOLDER = Path.of("../shared/data");
    private static final int SAMPLE = 1200;
    private static final long SEED = 5;
    private static final List<String> FILES = List.of(
            "eval/aime24",
            "eval/amc",
            "eval/math500",
            "eval/minerva",
            "eval/olympiad_bench",
            "train/gsm8k",
            "train/asdiv2k",
            "train/math12k");

    private static final List<String> references = new ArrayList<>();

    private final MathVerifier verifier = new MathVerifier();

    @BeforeAll
    static void load() {
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "../shared/data is absent: no references to check");
        Set<String> distinct = new LinkedHashSet<>();
        for (String file : FILES) {
            LoadedQuestions questions = QuestionFiles.open(FOLDER.resolve(file + ".jsonl"), ColumnNames.FOUND);
            for (long i = 0; i < questions.size(); i++) {
                distinct.addAll(questions.get(i).answers());
            }
        }
        assertThat(distinct).hasSizeGreaterThan(5_000);
        references.addAll(distinct);
        Collections.shuffle(references, new Random(SEED));
        references.subList(SAMPLE, references.size()).clear();
    }

    @Test
    void references_sampled_areReadAndEqualThemselves() {
        List<String> unread = references.stream().filter(this::unread).toList();
        List<String> unequal = references.stream()
                .filter(reference -> !verifier.verify(reference, reference).correct())
                .toList();

        assertThat(unequal).isEmpty();
        assertThat(unread.size()).as("not read: %s", unread).isLessThanOrEqualTo(SAMPLE / 200);
    }

    @Test
    void rewrites_ofSampledReferences_areAccepted() {
        Tally total = Tally.total(Tally.of(Rewrites.all(), true, references, verifier, SEED));

        assertThat(total.applied()).isGreaterThan(15_000);
        assertThat(total.accepted()).as("refused: %s", some(total)).isGreaterThan(total.applied() * 99 / 100);
    }

    @Test
    void nearMisses_ofSampledReferences_areRefused() {
        Tally total = Tally.total(Tally.of(NearMisses.all(), false, references, verifier, SEED));

        assertThat(total.applied()).isGreaterThan(8_000);
        assertThat(total.accepted()).as("accepted: %s", some(total)).isLessThan(total.applied() / 1000);
    }

    private boolean unread(String reference) {
        Outcome outcome = verifier.verify(reference, "31415926.53").outcome();
        return outcome == Outcome.UNPARSEABLE || outcome == Outcome.OVER_BUDGET;
    }

    private static List<Pair> some(Tally tally) {
        return tally.wrong().stream().limit(30).toList();
    }
}
