package zero4j.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.xml.sax.InputSource;
import zero4j.ChildJvm;
import zero4j.UserError;

class ChartTest {
    @Test
    void svg_namesWithMarkup_isWellFormed() {
        String svg = chart(new Series("a<b & c", line(10))).svg();

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
                new Series.Point(4, 1),
                new Series.Point(5, 0));

        String svg = chart(new Series("gap", points)).svg();

        assertThat(svg).doesNotContain("NaN");
        assertThat(svg.lines().filter(line -> line.contains("stroke-linejoin")))
                .singleElement()
                .satisfies(path -> {
                    assertThat(path.chars().filter(c -> c == 'M')).hasSize(2);
                    assertThat(path.chars().filter(c -> c == 'L')).hasSize(3);
                });
    }

    @Test
    void svg_upIsUp_andTheCurveFillsTheAxes() {
        String svg = chart(new Series("up", List.of(new Series.Point(0, 0), new Series.Point(200, 1))))
                .svg();

        assertThat(svg).contains("M44 176L290 26");
    }

    @Test
    void svg_noPoints_showsEmptyAxes() {
        assertThat(chart(new Series("none", List.of())).svg())
                .contains("</svg>")
                .doesNotContain("NaN");
    }

    @Test
    void smoothed_window_isTheMeanOfTheNeighboursThatAreNumbers() {
        Series series = new Series(
                "s", List.of(new Series.Point(1, 0), new Series.Point(2, Double.NaN), new Series.Point(3, 6)));

        assertThat(series.smoothed(3).points())
                .containsExactly(new Series.Point(1, 0), new Series.Point(2, 3), new Series.Point(3, 6));
    }

    @Test
    void thinned_longCurve_keepsBothEnds() {
        List<Series.Point> kept = new Series("s", line(1000)).thinned(7).points();

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

    @Test
    void svg_bandOfRuns_hasTheColourOfTheCurveBehindIt() {
        Mark.Band band = new Mark.Band(
                List.of(new Mark.Range(0, 0.2, 0.4), new Mark.Range(1, Double.NaN, 1), new Mark.Range(2, 0.3, 0.6)));
        String svg = svg(Axis.of(""), new Series("first", line(3)), band, new Series("second", line(3)));

        assertThat(svg)
                .contains("fill=\"" + Colours.ALL.get(1) + "\" fill-opacity=\"0.2\"")
                .doesNotContain("NaN");
        assertThat(svg.lines().filter(line -> line.contains("fill-opacity"))).hasSize(2); // a gap between two parts
    }

    @Test
    void svg_bars_standOnZeroAndHaveTheirIntervals() {
        String svg = svg(
                Axis.of(""),
                new Mark.Bars(
                        "",
                        List.of(new Mark.Bar(0, 1, 2, 1, 3), new Mark.Bar(1, 2, -1), new Mark.Bar(2, 3, Double.NaN))));

        // From -1 to 3 in 150 pixels: zero lies at 138.5.
        assertThat(svg)
                .contains(
                        "M44 138.5L44 63.5L126 63.5L126 138.5z",
                        "M126 138.5L126 176L208 176L208 138.5z",
                        "M85 101L85 26\"")
                .doesNotContain("NaN");
    }

    @Test
    void svg_stack_addsItsLayers() {
        Series ones = new Series("a", List.of(new Series.Point(0, 1), new Series.Point(1, 1)));
        Series twos = new Series("b", List.of(new Series.Point(0, 2), new Series.Point(1, Double.NaN)));
        Mark.Stack stack = new Mark.Stack(List.of(ones, twos));

        assertThat(stack.tops().getLast()).containsExactly(new Series.Point(0, 3), new Series.Point(1, 1));
        assertThat(svg(Axis.of(""), stack))
                .contains(Colours.ALL.get(0), Colours.ALL.get(1))
                .doesNotContain("NaN");
    }

    @Test
    void svg_stackOnALogarithmicAxis_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> svg(Axis.log(""), new Mark.Stack(List.of())));
    }

    @Test
    void svg_logarithmicAxis_leavesOutWhatHasNoPlace() {
        Series series = new Series(
                "s",
                List.of(
                        new Series.Point(0, 1e-7),
                        new Series.Point(1, 0),
                        new Series.Point(2, -1),
                        new Series.Point(3, 1e-3)));

        assertThat(svg(Axis.log(""), series))
                .contains(">1e-7</text>", ">1e-3</text>")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void svg_legendAbove_liesBetweenTitleAndAxesInAsManyLinesAsItNeeds() {
        List<Series> many = IntStream.range(0, 9)
                .mapToObj(i -> new Series("a long name of curve " + i, line(3)))
                .toList();
        Panel panel = new Panel("panel", Axis.of(""), Axis.of(""), many);
        String svg = new Chart("t", List.of(panel), Chart.Legend.ABOVE).svg();

        double axes = places(svg, "M[\\d.]+ ([\\d.]+)L[\\d.]+ [\\d.]+\" fill=\"none\" stroke=\"" + Colours.INK)
                .min()
                .orElseThrow();
        double legend =
                places(svg, "y=\"([\\d.]+)\" dy=\".35em\">a long name").max().orElseThrow();
        assertThat(legend + 8).isLessThan(axes);
        assertThat(svg).contains("height=\"" + (200 + 16 * 9) + "\"");
    }

    @Test
    void svg_oneCurve_needsNoLegend() {
        Panel panel = new Panel("panel", Axis.of("step"), Axis.of(""), List.of(new Series("only", line(3))));

        assertThat(new Chart("t", List.of(panel), Chart.Legend.ABOVE).svg()).doesNotContain(">only<");
    }

    @Test
    void svg_controlCharactersInNames_areWrittenOut() {
        assertThat(chart(new Series("a\u001b[31m\u202eb", line(2))).svg()).contains("a\\u001b[31m\\u202eb");
    }

    @Test
    void svg_categories_areNamedBelowByTurnsALineLowerAndCutToTheirRoom() {
        String svg = svgOfCategories("short", "a benchmark with a long name", "short", "x".repeat(60));

        // Places are 61.5 wide: a name has 123 and the last one 92 and the edge.
        assertThat(svg).contains(">short</text>", ">a benchma…ong name</text>", ">" + "x".repeat(7) + "…" + "x".repeat(7) + "</text>");
        assertThat(places(svg, "y=\"([\\d.]+)\"[^>]*>(?:short|a bench|xxx)"))
                .containsExactly(174.0, 188.0, 174.0, 188.0);
    }

    @Test
    void svg_shortCategories_standOnOneLine() {
        assertThat(places(svgOfCategories("1", "2", "3"), "y=\"([\\d.]+)\"[^>]*>[123]<"))
                .containsExactly(188.0, 188.0, 188.0);
    }

    private static String svgOfCategories(String... names) {
        Panel panel = new Panel(
                "scores",
                Axis.of(List.of(names)),
                Axis.ofShares(""),
                List.of(new Mark.Bars("", List.of(new Mark.Bar(-0.4, 0.4, 0.5), new Mark.Bar(0.6, 1.4, 0.5)))));
        return new Chart("t", List.of(panel), Chart.Legend.NONE).svg();
    }

    @Test
    void svg_morePanelsThanColumns_standInRows() {
        Panel panel = new Panel("p", List.of(new Series("s", line(2)), new Series("t", line(2))));
        String svg = new Chart("t", List.of(panel, panel, panel), Chart.Legend.ABOVE, 300, 200, 2).svg();

        assertThat(svg).contains("width=\"600\" height=\"432\"");
        assertThat(places(svg, "y=\"([\\d.]+)\"[^>]*font-weight=\"600\">p<")).containsExactly(12.0, 12.0, 228.0);
        assertThat(places(svg, "x=\"([\\d.]+)\"[^>]*font-weight=\"600\">p<")).containsExactly(44.0, 344.0, 44.0);
    }

    @Test
    void svg_longNamesInALegendAtTheRight_haveRoom() {
        String name = "a model whose name is much longer than usual";

        assertThat(chart(new Series(name, line(2))).svg()).contains("width=\"" + (300 + 8 + 40 + 291) + "\"");
    }

    @Test
    void png_everyMark_isDrawnOnWhiteInItsColour() throws IOException {
        Panel panel = new Panel(
                "all marks",
                Axis.of("step"),
                Axis.of(""),
                List.of(
                        new Mark.Band(List.of(new Mark.Range(0, 1, 2), new Mark.Range(9, 1, 2))),
                        new Series("curve", line(10)),
                        new Series("dots", line(10), Series.Style.DOTS),
                        new Mark.Bars("bars", List.of(new Mark.Bar(2, 3, 4, 3, 5))),
                        new Mark.Stack(List.of(new Series("stack", line(10)))),
                        new Mark.Note("note", new Series.Point(4, 4))));
        BufferedImage image = ImageIO.read(
                new ByteArrayInputStream(new Chart("t", List.of(panel), Chart.Legend.ABOVE, 600, 200).png(2)));

        assertThat(image.getWidth()).isEqualTo(1200);
        assertThat(image.getHeight()).isEqualTo(432);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
        Set<Integer> seen = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                seen.add(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        assertThat(seen).contains(rgb(Colours.ALL.get(0)), rgb(Colours.ALL.get(1)), rgb(Colours.INK));
    }

    /** Draws in a JVM of its own, whose machine seems to have no fonts. */
    static final class WithoutFonts {
        private WithoutFonts() {}

        static void main(String[] args) {
            Chart chart = chart(new Series("s", line(2)));
            System.out.println(chart.svg().contains("</svg>"));
            try {
                chart.png(1);
            } catch (UserError e) {
                System.out.println("told: " + e.getMessage());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere Java does not ask fontconfig
    void png_machineWithoutFonts_isToldAndSvgGoesOn() throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(ChildJvm.command(
                WithoutFonts.class,
                List.of("-Djava.awt.headless=true", "-Dsun.awt.fontconfig=/nonexistent"),
                List.of()));
        Process process = java.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("true", "told: cannot draw PNG pictures on this machine", "SVG pictures need none");
    }

    @Test
    void label_longRunsAndSmallNumbers_areShort() {
        assertThat(Scale.of(0, 100_000).label(20_000)).isEqualTo("20k");
        assertThat(Scale.of(0, 30_000_000).label(5_000_000)).isEqualTo("5M");
        assertThat(Scale.of(0, 2_500_000).label(500_000)).isEqualTo("500k");
        assertThat(Scale.of(0, 1e-6).label(2e-7)).isEqualTo("2e-7");
        assertThat(Scale.of(0, 1e-6).label(0)).isEqualTo("0");
        assertThat(Scale.log(0.02, 0.5).marks()).hasSize(7).startsWith(0.01).endsWith(1.0);
    }

    private static String svg(Axis vertical, Mark... marks) {
        return new Chart("t", List.of(new Panel("p", Axis.of(""), vertical, List.of(marks))), Chart.Legend.NONE).svg();
    }

    private static DoubleStream places(String svg, String pattern) {
        return Pattern.compile(pattern).matcher(svg).results().mapToDouble(found -> Double.parseDouble(found.group(1)));
    }

    private static int rgb(String colour) {
        return Integer.decode(colour);
    }

    private static Chart chart(Series series) {
        return new Chart("a chart", List.of(new Panel("panel <1>", List.of(series))), Chart.Legend.RIGHT);
    }

    private static List<Series.Point> line(int points) {
        return IntStream.range(0, points).mapToObj(i -> new Series.Point(i, i)).toList();
    }

    @Test
    void svg_shares_areInPercentBelowTheNameOfTheirAxis() {
        String svg = svg(Axis.sharesTo("share of questions", 0.37), new Series("s", List.of(new Series.Point(0, 0.3))));

        assertThat(svg).contains(">share of questions<", ">0 %<", ">10 %<", ">40 %<").doesNotContain(">0.1<");
        assertThat(svg(Axis.ofPoints("points"), new Series("s", List.of(new Series.Point(0, -0.2), new Series.Point(1, 0.2)))))
                .contains(">-20<", ">20<")
                .doesNotContain("%");
    }

    @Test
    void scale_allDifferences_hasRoomForBarsAroundItsEnds() {
        Scale scale = Axis.ofAllPoints("").scale(new double[] {-1, 0});

        assertThat(scale.marks()).containsExactly(-1.0, -0.5, 0.0, 0.5, 1.0);
        assertThat(scale.position(-1.045)).isBetween(0.0, 0.01);
        assertThat(scale.position(1.045)).isBetween(0.99, 1.0);
    }

    @Test
    void svg_moreBarsThanColours_areFilledOtherwise() {
        Mark[] bars = IntStream.range(0, 2 * Colours.ALL.size())
                .mapToObj(i -> new Mark.Bars("b" + i, List.of(new Mark.Bar(i, i + 1, 1))))
                .toArray(Mark[]::new);
        String svg = svg(Axis.of(""), bars);

        for (String colour : Colours.ALL) {
            assertThat(svg).containsOnlyOnce("fill=\"" + colour + "\" fill-opacity=\"0.75\"");
            assertThat(svg).containsOnlyOnce("stroke=\"" + colour + "\" stroke-dasharray");
        }
    }

    @Test
    void svg_dashedCurveOverAnother_hasStrokes() {
        assertThat(svg(Axis.of(""), new Series("a", line(3)), new Series("b", line(3)).as(Series.Style.DASHED)))
                .containsOnlyOnce("stroke=\"" + Colours.ALL.get(1) + "\" stroke-dasharray");
    }

    @Test
    void svg_longTitle_keepsBothEnds() {
        String title = "2026-11-29-164740-nano-with-a-long-name-step-20, qwen-math";
        Panel panel = new Panel(title, List.of(new Series("s", line(3))));

        assertThat(new Chart("t", List.of(panel), Chart.Legend.NONE).svg())
                .containsPattern(">2026-11-29-1[^<]*…[^<]*20, qwen-math<")
                .doesNotContain(">" + title);
    }
}
