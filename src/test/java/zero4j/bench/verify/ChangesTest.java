package zero4j.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The changes themselves: rewrites keep the meaning, near misses do not. */
class ChangesTest {
    private static final List<String> REFERENCES = MadeReferences.of(1500, 11);

    @Test
    void changes_all_areEnoughAndHaveNamesOfTheirOwn() {
        List<String> names = new ArrayList<>();
        Rewrites.all().forEach(change -> names.add(change.name()));
        NearMisses.all().forEach(change -> names.add(change.name()));

        assertThat(names).doesNotHaveDuplicates();
        assertThat(Rewrites.all()).hasSizeGreaterThanOrEqualTo(25);
        assertThat(NearMisses.all()).hasSizeGreaterThanOrEqualTo(15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "a/b|\\frac{3}{4}|3/4",
                "decimal for a finite fraction|-\\frac{3}{8}|-0.375",
                "thousands with {,}|1234567|1{,}234{,}567",
                "whole number in scientific notation|4500|4.5 \\times 10^{3}",
                "mixed number|\\frac72|3\\frac{1}{2}",
                "mixed number as fraction|3\\frac{1}{2}|\\frac{7}{2}",
                "factor put under the root|2\\sqrt{3}|\\sqrt{12}",
                "root moved to the denominator|\\frac{2\\sqrt{3}}{5}|\\frac{6}{5\\sqrt{3}}",
                "terms reordered|2x - 3 + y|y+2x-3",
                "product multiplied out|3(x-2)|3 \\cdot (x) + 3 \\cdot (-2)",
                "common factor taken out|a - 2b|2(\\frac{a}{2}-\\frac{2b}{2})",
                "interval as inequality|[-2,\\infty)|-2 \\le x",
                "interval as inequality|(0, 1]|0 < x \\le 1",
                "set or list reordered|\\{1, 2\\}|\\{2, 1\\}",
                "list with or|1, -2|1 or -2",
                "sides swapped|x < 3|3 > x",
                "tuple as column|(1, 2)|\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}",
                "± as two values|1 \\pm \\sqrt{5}|1-\\sqrt{5}, 1+\\sqrt{5}",
                "degrees in words|45^\\circ|45 degrees",
                "root of another degree|\\sqrt{7}|\\sqrt[3]{7}",
                "open for closed at the left|(1, 2]|[1, 2]",
                "entries of a tuple or interval swapped|(1, 2)|(2, 1)",
                "numerator and denominator swapped|\\frac{2}{3}|\\frac{3}{2}",
                "value of a named sum|293|m+n=293",
                "in a smaller unit|3\\text{ hours}|180\\text{ minutes}",
                "parts in words|\\frac{2}{3}|2\\text{ thirds}",
                "per week|25|\\$25 per week",
                "rows in square brackets|\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}|[[1,2], [3,4]]",
                "time of 24 hours|3:45 PM|15:45",
                "angle at another point|\\angle ABC|\\angle ACB",
                "or for a tuple|(3,5)|3 \\text{ or } 5",
                "\\cap for \\cup|(0,1)\\cup(2,3)|(0,1)\\cap(2,3)",
            })
    void change_ofAnExample_isWrittenAsExpected(String name, String reference, String expected) {
        assertThat(changeNamed(name).apply(reference, new SplittableRandom(1))).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set or list reordered|(1, 2)",
                "interval as inequality|(1, 2)",
                "terms reordered|5x",
                "factors reordered|\\sin 2x",
                "set or list reordered|100,200",
                "numerator and denominator swapped|\\frac{3}{3}",
                "sign changed|0",
                "entries of a tuple or interval swapped|(2, 2)",
                "thousands with commas|999",
                "decimal for a finite fraction|\\frac13",
                "last digits swapped|55",
                "or for a tuple|(3,3)",
                "names of a pair swapped|(4,4)",
                "parts in words|\\frac{1}{3}",
                "ratio in words turned round|3:3",
                "one of a glued list|x=3orx=3",
            })
    void change_thatWouldNotBeSure_doesNotApply(String name, String reference) {
        assertThat(changeNamed(name).apply(reference, new SplittableRandom(2))).isEmpty();
    }

    @Test
    void rewrites_ofFormulas_keepTheEstimatedValue() {
        int checked = 0;
        for (Change change : Rewrites.all()) {
            for (Pair pair : Pair.of(change, REFERENCES, 3)) {
                double before = Estimate.of(pair.reference());
                double after = Estimate.of(pair.answer());
                if (!Double.isNaN(before) && !Double.isNaN(after)) {
                    checked++;
                    assertThat(after)
                            .as(pair.toString())
                            .isCloseTo(before, within(1e-9 * Math.max(1, Math.abs(before))));
                }
            }
        }
        assertThat(checked).isGreaterThan(3_000);
    }

    @Test
    void nearMisses_ofFormulas_changeTheEstimatedValue() {
        int checked = 0;
        for (Change change : NearMisses.all()) {
            for (Pair pair : Pair.of(change, REFERENCES, 4)) {
                double before = Estimate.of(pair.reference());
                double after = Estimate.of(pair.answer());
                if (!Double.isNaN(before) && !Double.isNaN(after) && Math.abs(before) < 1e12) {
                    checked++;
                    assertThat(after).as(pair.toString()).isNotEqualTo(before);
                }
            }
        }
        assertThat(checked).isGreaterThan(3_000);
    }

    @Test
    void changes_onTheirSampleReferences_applySomewhere() {
        TreeSet<String> idle = new TreeSet<>();
        for (Change change : Rewrites.all()) {
            if (Pair.of(change, REFERENCES, 5).isEmpty()) {
                idle.add(change.name());
            }
        }
        for (Change change : NearMisses.all()) {
            if (Pair.of(change, REFERENCES, 5).isEmpty()) {
                idle.add(change.name());
            }
        }

        assertThat(idle).as("changes without any use").isEmpty();
    }

    @Test
    void changes_ofSenselessTexts_neitherFailNorChangeNothing() {
        FuzzInputs inputs = new FuzzInputs(REFERENCES);
        SplittableRandom random = new SplittableRandom(8);
        List<String> senseless = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            senseless.add(inputs.next(random).answer());
        }
        Stream.concat(Rewrites.all().stream(), NearMisses.all().stream())
                .flatMap(change -> Pair.of(change, senseless, 9).stream())
                .forEach(pair -> assertThat(pair.answer()).isNotEqualTo(pair.reference()));
    }

    @Test
    void pairs_ofTheSameSeed_areTheSame() {
        for (Change change : NearMisses.all()) {
            assertThat(Pair.of(change, REFERENCES, 6)).isEqualTo(Pair.of(change, REFERENCES, 6));
        }
    }

    private static Change changeNamed(String name) {
        return Stream.concat(Rewrites.all().stream(), NearMisses.all().stream())
                .filter(change -> change.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no change is called " + name));
    }
}
