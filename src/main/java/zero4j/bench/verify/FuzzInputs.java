package zero4j.bench.verify;

import java.util.List;
import java.util.random.RandomGenerator;

/** Inputs that nobody would write on purpose: made by a loose grammar of LaTeX, damaged references, nonsense, towers. */
final class FuzzInputs {
    private static final List<String> SHARDS = List.of(
            "\\frac",
            "\\frac{1}{2}",
            "\\sqrt",
            "\\sqrt[",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "\\{",
            "\\}",
            "\\",
            "^",
            "^{",
            "_",
            "_{",
            "!",
            "%",
            "\\%",
            "$",
            ",",
            "{,}",
            ";",
            ".",
            "..",
            "1",
            "0",
            "-",
            "+",
            "*",
            "/",
            "12",
            "1,000",
            "e",
            "1e9",
            "1e999",
            "x",
            "abc",
            "\\pi",
            "\\infty",
            "\\text{",
            "\\text{cm}",
            "\\mathrm{",
            " ",
            "=",
            "<",
            "\\le",
            "\\in",
            "\\cup",
            "\\left",
            "\\right.",
            "\\begin{pmatrix}",
            "\\end{pmatrix}",
            "\\begin{cases}",
            "&",
            "\\\\",
            "^\\circ",
            "π",
            "√",
            "−",
            "½",
            "²",
            "\u0000",
            "\ud83d\ude00",
            "\ud800",
            "é",
            "٣",
            "\n",
            "and",
            "or",
            "|",
            "\\|",
            "\\pm",
            "\\sin",
            "\\log_",
            "\\overline{3}",
            "\\boxed{",
            "\\sum_{k=1}^{n}",
            "\\int_0^1",
            "\\binom{9}{3}",
            "'",
            ":",
            "\\implies",
            "\\mathbb{R}",
            "\\approx",
            "\\!",
            "99999999999999999999",
            "^{9^{9}}",
            "\\lfloor",
            "\\rfloor",
            "mod",
            "U",
            "\\dot",
            "\\not",
            "\\,",
            "#",
            "\"",
            "~",
            "`");
    private static final List<String> LEAVES = List.of(
            "0",
            "1",
            "2",
            "7",
            "10",
            "12",
            "100",
            "0.5",
            "3.14",
            "-1",
            "x",
            "y",
            "n",
            "a_1",
            "\\pi",
            "e",
            "i",
            "\\theta",
            "\\infty",
            "12345678901234567890",
            "1{,}000",
            "0.\\overline{3}",
            "\\alpha");
    private static final List<String> OPERATORS = List.of(
            "+", "-", " \\cdot ", "\\times ", "/", "", "=", "<", "\\le ", ",", " \\cup ", "\\pm ", ":", "\\equiv ");
    private static final List<String> FUNCTIONS =
            List.of("\\sin ", "\\cos ", "\\ln ", "\\log ", "\\arctan ", "\\exp ", "\\tan^2 ", "f", "\\sqrt ");
    private static final List<String> TOWERS = List.of(
            "{",
            "(",
            "[",
            "\\{",
            "\\frac{",
            "\\frac",
            "\\sqrt{",
            "\\sqrt",
            "x^{",
            "2^",
            "x_",
            "-",
            "5!",
            "1,",
            "1/",
            "(x+1)",
            "9",
            "\\left(",
            "|",
            "\\text{",
            "\\begin{pmatrix}",
            "\\sin ",
            "1+",
            "x=",
            "\\binom{",
            "\\pm",
            "a_{",
            "\\log_{",
            "1:");

    private final List<String> references;

    /** @param references the texts to damage, at least one */
    FuzzInputs(List<String> references) {
        this.references = List.copyOf(references);
    }

    /** The next input; the change's name says of which kind it is. */
    Pair next(RandomGenerator random) {
        String reference = any(references, random);
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> new Pair("damaged reference", damaged(reference, random), reference);
            case 5, 6 -> new Pair("damaged on both sides", damaged(reference, random), damaged(reference, random));
            case 7, 8 -> {
                Change change = any(random.nextBoolean() ? Rewrites.all() : NearMisses.all(), random);
                yield new Pair(
                        "damaged change",
                        damaged(change.apply(reference, random).orElse(reference), random),
                        reference);
            }
            case 9, 10, 11, 12, 13 -> new Pair("grammar", formula(random, 4), formula(random, 4));
            case 14, 15 -> {
                String text = formula(random, 5);
                yield new Pair("grammar, damaged", damaged(text, random), text);
            }
            case 16 -> {
                String text = formula(random, 4);
                String same = any(Rewrites.all(), random).apply(text, random).orElse("(" + text + ")");
                yield new Pair("grammar, rewritten", same, text);
            }
            case 17 -> new Pair("shards", shards(random, 24), shards(random, 12));
            case 18 -> new Pair("nonsense", nonsense(random), reference);
            default -> {
                String tower = tower(random);
                yield random.nextBoolean() ? new Pair("tower", tower, reference) : new Pair("tower", reference, tower);
            }
        };
    }

    private static String damaged(String text, RandomGenerator random) {
        StringBuilder changed = new StringBuilder(text);
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(changed.length() + 1);
            int end = Math.min(changed.length(), at + 1 + random.nextInt(4));
            switch (random.nextInt(5)) {
                case 0 -> changed.delete(at, end);
                case 1 -> changed.insert(at, any(SHARDS, random));
                case 2 -> changed.replace(at, end, any(SHARDS, random));
                case 3 -> changed.insert(at, changed.substring(at, end).repeat(1 + random.nextInt(3)));
                default -> changed.setLength(at);
            }
        }
        return changed.toString();
    }

    private static String formula(RandomGenerator random, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return any(LEAVES, random);
        }
        String first = formula(random, depth - 1);
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> first + any(OPERATORS, random) + formula(random, depth - 1);
            case 4, 5 -> "\\frac{" + first + "}{" + formula(random, depth - 1) + "}";
            case 6 -> "\\sqrt" + (random.nextBoolean() ? "" : "[3]") + "{" + first + "}";
            case 7 -> "(" + first + ")^{" + formula(random, depth - 2 < 0 ? 0 : depth - 2) + "}";
            case 8 -> any(FUNCTIONS, random) + "(" + first + ")";
            case 9 -> "\\left(" + first + ", " + formula(random, depth - 1) + "\\right)";
            case 10 -> "\\{" + first + ", " + formula(random, depth - 1) + "\\}";
            case 11 -> "\\begin{pmatrix} " + first + " & 1 \\\\ 0 & " + formula(random, depth - 1) + " \\end{pmatrix}";
            case 12 -> first + (random.nextBoolean() ? "!" : "\\%");
            default -> "|" + first + "|";
        };
    }

    private static String shards(RandomGenerator random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(any(SHARDS, random));
        }
        return text.toString();
    }

    private static String nonsense(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int most = random.nextInt(4) == 0 ? 0x10000 : 128;
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append((char) random.nextInt(most));
        }
        return text.toString();
    }

    /** Most towers are low; a few are as high as a text may be, and higher. */
    private static String tower(RandomGenerator random) {
        String piece = any(TOWERS, random);
        int characters = switch (random.nextInt(8)) {
            case 0 -> 6_000;
            case 1, 2 -> 4_000;
            default -> 20 + random.nextInt(400);
        };
        String tower = piece.repeat(Math.max(1, characters / piece.length()));
        int closing = piece.endsWith("{") && random.nextBoolean() ? characters / piece.length() / 2 : 0;
        return tower + "1" + "}".repeat(closing);
    }

    private static <T> T any(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
