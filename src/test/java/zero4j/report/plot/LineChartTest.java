package zero4j.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class LineChartTest {
    @Test
    void svg_namesWithMarkup_isWellFormed() {
        String svg = chart(new Series("a<b & c", line(10), false)).svg();

        assertThatCode(() -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg))))
                .doesNotThrowAnyException();
        assertThat(svg).contains("a&lt;b &amp; c");
    }

    @Test
    void svg_valueThatIsNoNumber_leavesAGap() {
        List<Series.Point> points = List.of(
                new Series.Point(0, 0),
                new Series.Point(1, 1),
                new Series.Point(2, Double.NaN),
                new Series.Point(3, 1),
                new Series.Point(4, 0));

        String svg = chart(new Series("gap", points, false)).svg();

        assertThat(svg).doesNotContain("NaN");
        assertThat(svg.lines().filter(line -> line.contains("fill=\"none\"")))
                .singleElement()
                .satisfies(path -> {
                    assertThat(path.chars().filter(c -> c == 'M')).hasSize(2);
                    assertThat(path.chars().filter(c -> c == 'L')).hasSize(2);
                });
    }

    @Test
    void svg_upIsUp_andTheCurveFillsTheAxes() {
        String svg = chart(new Series("up", List.of(new Series.Point(0, 0), new Series.Point(200, 1)), false))
                .svg();

        assertThat(svg).contains("M44 176L290 26");
    }

    @Test
    void svg_noPoints_showsEmptyAxes() {
        assertThat(chart(new Series("none", List.of(), false)).svg())
                .contains("</svg>")
                .doesNotContain("NaN");
    }

    @Test
    void smoothed_window_isTheMeanOfTheNeighboursThatAreNumbers() {
        Series series = new Series(
                "s", List.of(new Series.Point(1, 0), new Series.Point(2, Double.NaN), new Series.Point(3, 6)), false);

        assertThat(series.smoothed(3).points())
                .containsExactly(new Series.Point(1, 0), new Series.Point(2, 3), new Series.Point(3, 6));
    }

    @Test
    void thinned_longCurve_keepsBothEnds() {
        List<Series.Point> kept = new Series("s", line(1000), false).thinned(7).points();

        assertThat(kept).hasSize(7).startsWith(new Series.Point(0, 0)).endsWith(new Series.Point(999, 999));
    }

    @Test
    void marks_anyRange_areRoundNumbersThatCoverIt() {
        assertThat(Scale.of(0.13, 0.92).marks()).hasSize(6).first().isEqualTo(0.0);
        assertThat(Scale.of(1, 200).marks()).containsExactly(0.0, 50.0, 100.0, 150.0, 200.0);
        assertThat(Scale.of(0.5, 0.5).marks()).hasSizeBetween(3, 7);
        assertThat(Scale.of(0.13, 0.92).label(0.2)).isEqualTo("0.2");
        assertThat(Scale.of(-3e-4, 3e-4).label(2e-4)).isEqualTo("0.0002");
    }

    private static LineChart chart(Series series) {
        return new LineChart("a chart", List.of(new Panel("panel <1>", List.of(series))), true);
    }

    private static List<Series.Point> line(int points) {
        return IntStream.range(0, points).mapToObj(i -> new Series.Point(i, i)).toList();
    }
}
