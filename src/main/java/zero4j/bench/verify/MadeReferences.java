package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** References of the kinds that occur in benchmarks, made at random, for where no benchmark is at hand. */
final class MadeReferences {
    /** Every # becomes a number. */
    private static final List<String> FORMS = List.of(
            "#",
            "#000",
            "-#",
            "#,\\!###",
            "#.#",
            "0.#",
            "\\frac{#}{#}",
            "-\\frac{#}{#}",
            "\\dfrac{#}{#}",
            "#/#",
            "\\frac1{#}",
            "Wednesday",
            "#\\frac{1}{#}",
            "\\sqrt{#}",
            "#\\sqrt{#}",
            "\\frac{#\\sqrt{#}}{#}",
            "\\frac{#+\\sqrt{#}}{#}",
            "#\\pi",
            "\\frac{#\\pi}{#}",
            "#-#\\sqrt{#}",
            "#^{#}",
            "# + #i",
            "e^{#}",
            "#\\%",
            "#^\\circ",
            "\\$#.5",
            "#\\text{ cm}",
            "#\\text{ feet}",
            "#_{9}",
            "#:#",
            "x=#",
            "y = #x - #",
            "x^2 + #x - #",
            "#x^3 - #x + #",
            "(x+#)(x-#)",
            "#(x-#)",
            "\\frac{x+#}{x-#}",
            "\\frac{#x^2}{y}",
            "2^{n}-#",
            "(#,#)",
            "(-#, #, #)",
            "\\left( \\frac{#}{#}, -# \\right)",
            "[#,\\infty)",
            "(-\\infty,-#)\\cup(#,\\infty)",
            "(-#,#]",
            "\\{#, -#, 0\\}",
            "#, -#",
            "1 + \\sqrt{#}, 1 - \\sqrt{#}",
            "# \\pm \\sqrt{#}",
            "x < #",
            "-# \\le x \\le #",
            "\\begin{pmatrix} # & -# \\\\ 0 & # \\end{pmatrix}",
            "\\begin{pmatrix} # \\\\ -# \\end{pmatrix}",
            "\\sin #x",
            "\\ln #",
            "\\log_2 #",
            "#!",
            "\\binom{#}{2}",
            "#.# \\times 10^{-#}",
            "\\text{(C)}",
            "\\text{Saturday}",
            "\\text{odd}",
            "|x - #|",
            "\\lfloor #x \\rfloor");

    /** Forms that are rarer in question files; a letter in place of each {@code @}. */
    private static final List<String> RARE_FORMS = List.of(
            "\\vec{@@}",
            "\\angle @@@",
            "\\mathbf{@}\\mathbf{@}",
            "\\frac{\\mathrm{d}@}{\\mathrm{d}t}",
            "#i",
            "#.5\\text{ hours}",
            "#\\text{ hours}",
            "#\\text{ km}",
            "# \\frac{\\text{km}}{\\text{h}}",
            "x=#, y=#",
            "x=#,#; y=#",
            "x=#orx=#",
            "\\{#\\}",
            "\\{#, \\{#\\}\\}",
            "f(x)=#x+#",
            "\\begin{cases} # & x>0 \\\\ # & x\\le 0 \\end{cases}",
            "1234567",
            "2500000",
            "\\text{parabola}",
            "\\text{circle}",
            "\\text{June 3}",
            "\\text{May 5}",
            "3:45 PM",
            "7:20 PM",
            "x",
            "n",
            "ab",
            "xy",
            "\\text{No solution for } n = #",
            "Anyintegerfrom0to#");

    private MadeReferences() {}

    /** Different references, at most {@code count} and a tenth of that, which are of rarer forms. */
    static List<String> of(int count, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Set<String> made = new LinkedHashSet<>();
        for (int i = 0; i < count * 2 && made.size() < count; i++) {
            made.add(one(FORMS, random));
        }
        int all = made.size() + count / 10;
        for (int i = 0; i < count && made.size() < all; i++) {
            made.add(one(RARE_FORMS, random));
        }
        return new ArrayList<>(made);
    }

    private static String one(List<String> forms, RandomGenerator random) {
        StringBuilder text = new StringBuilder(forms.get(random.nextInt(forms.size())));
        if (text.toString().equals("#,\\!###")) {
            return 1 + random.nextInt(99) + ",\\!" + (100 + random.nextInt(900));
        }
        int at = text.indexOf("#");
        while (at >= 0) {
            int most = random.nextInt(4) == 0 ? 500 : 20;
            text.replace(at, at + 1, Integer.toString(2 + random.nextInt(most)));
            at = text.indexOf("#");
        }
        char letter = (char) ('A' + random.nextInt('W' - 'A'));
        for (int i = text.indexOf("@"); i >= 0; i = text.indexOf("@")) {
            text.setCharAt(i, letter++);
        }
        return text.toString();
    }
}
