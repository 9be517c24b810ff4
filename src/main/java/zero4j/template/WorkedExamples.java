package zero4j.template;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Questions with worked solutions that stand before the question: how base models are asked that know no chat format. The shape is
 * that of Qwen2.5-Math's own evaluation (its prompt type {@code cot}): {@code Question:} and {@code Answer:}, two empty lines
 * between examples, and the completion ends where it begins a question of its own. The examples are of our own writing, and in
 * no benchmark; each ends with its answer in a box, where the reward looks for it.
 */
final class WorkedExamples {
    private static final String BETWEEN = "\n\n\n";

    /** A completion of one more question is no part of the answer. */
    static final StopRule STOP = new StopRule(List.of("\n\nQuestion:"), false);

    private record Example(String question, String answer) {
        String text() {
            return "Question: " + question + "\nAnswer: " + answer;
        }
    }

    private static final List<Example> ALL = List.of(
            new Example(
                    "A shop sells pens for $3$ coins and notebooks for $5$ coins. Mara buys $4$ pens and some notebooks and"
                            + " pays $37$ coins. How many notebooks does she buy?",
                    "The pens cost $4 \\cdot 3 = 12$ coins, which leaves $37 - 12 = 25$ coins for notebooks. A notebook costs"
                            + " $5$ coins, so she buys $25 / 5 = 5$ of them. The answer is $\\boxed{5}$."),
            new Example(
                    "A rectangle has perimeter $34$ and diagonals of length $13$. What is its area?",
                    "Let the sides be $a$ and $b$. Then $a + b = 17$ and $a^2 + b^2 = 13^2 = 169$. Since"
                            + " $(a + b)^2 = a^2 + b^2 + 2ab$, we have $2ab = 289 - 169 = 120$, and the area is $ab = 60$. The"
                            + " answer is $\\boxed{60}$."),
            new Example(
                    "A bag holds $4$ red and $6$ blue marbles. Two marbles are drawn at random without replacement. What is"
                            + " the probability that they have the same colour?",
                    "There are $\\binom{10}{2} = 45$ pairs. Of these $\\binom{4}{2} = 6$ are red and $\\binom{6}{2} = 15$ are"
                            + " blue, so the probability is $\\frac{6 + 15}{45} = \\frac{21}{45} = \\frac{7}{15}$. The answer is"
                            + " $\\boxed{\\frac{7}{15}}$."),
            new Example(
                    "Simplify $\\frac{x^2 - 9}{x^2 + x - 12}$, where $x$ is neither $3$ nor $-4$.",
                    "The numerator is $x^2 - 9 = (x - 3)(x + 3)$ and the denominator is $x^2 + x - 12 = (x - 3)(x + 4)$. Both"
                            + " have the factor $x - 3$, which is not $0$, so it cancels. The answer is"
                            + " $\\boxed{\\frac{x + 3}{x + 4}}$."));

    private WorkedExamples() {}

    /** What stands before the question. */
    static String before() {
        return ALL.stream().map(Example::text).collect(Collectors.joining(BETWEEN)) + BETWEEN + "Question: ";
    }

    /** What stands behind it. The blank before the answer is the completion's: most tokens begin with their own. */
    static String after() {
        return "\nAnswer:";
    }
}
