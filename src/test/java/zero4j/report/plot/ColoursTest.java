package zero4j.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who cannot tell some colours apart can read the charts, on white and on black. */
class ColoursTest {
    /** Linear RGB as it is seen: with all cones, without red, green or blue ones (Machado, Oliveira and Fernandes 2009). */
    private static final List<double[][]> EYES = List.of(
            new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            new double[][] {
                {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
            },
            new double[][] {
                {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
            },
            new double[][] {
                {1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}
            });

    private static final double[][] XYZ = {{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}
    };

    private static final String NEAR_BLACK = "#0d1117";

    @Test
    void all_onWhiteAndOnBlack_haveAContrastOfThreeOrMore() {
        for (String colour : Colours.ALL) {
            assertThat(contrast(colour, "#ffffff")).as(colour + " on white").isGreaterThanOrEqualTo(3);
            assertThat(contrast(colour, NEAR_BLACK)).as(colour + " on black").isGreaterThanOrEqualTo(3);
        }
        assertThat(contrast(Colours.INK, "#ffffff")).isGreaterThanOrEqualTo(3);
        assertThat(contrast(Colours.INK, NEAR_BLACK)).isGreaterThanOrEqualTo(4.5);
    }

    @Test
    void all_toEveryEye_areUnlikeEachOther() {
        for (double[][] eye : EYES) {
            for (int i = 0; i < Colours.ALL.size(); i++) {
                for (int j = 0; j < i; j++) {
                    String pair = Colours.ALL.get(i) + " and " + Colours.ALL.get(j);
                    assertThat(distance(lab(Colours.ALL.get(i), eye), lab(Colours.ALL.get(j), eye)))
                            .as(pair + " to eye " + EYES.indexOf(eye))
                            .isGreaterThanOrEqualTo(20);
                }
            }
        }
    }

    @Test
    void of_moreCurvesThanColours_areToldByTheirStrokes() {
        assertThat(Colours.of(0)).isNotEqualTo(Colours.of(Colours.ALL.size()));
        assertThat(Colours.of(3 * Colours.ALL.size())).isEqualTo(Colours.of(0));
    }

    private static double contrast(String a, String b) {
        double first = times(XYZ, linear(a))[1];
        double second = times(XYZ, linear(b))[1];
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double[] linear(String colour) {
        int rgb = Integer.decode(colour);
        double[] linear = new double[3];
        for (int i = 0; i < 3; i++) {
            double value = (rgb >> (16 - 8 * i) & 0xFF) / 255.0;
            linear[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        }
        return linear;
    }

    private static double[] lab(String colour, double[][] eye) {
        double[] seen = times(eye, linear(colour));
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.clamp(seen[i], 0, 1);
        }
        double[] xyz = times(XYZ, seen);
        double x = root(xyz[0] / 0.9505);
        double y = root(xyz[1]);
        double z = root(xyz[2] / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double value) {
        return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116.0;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }
}
