package zero4j.reproduce.world;

import java.util.List;
import zero4j.data.nano.NanoSplit;
import zero4j.data.nano.SplitMix;

/** A question with an answer and a way of working on it. */
sealed interface Task permits Chain, Guess {
    /** What stands before the answer, which a brace ends. */
    String BOX = "The answer is \\boxed{";

    /** The question. */
    String question();

    /** The one right answer. */
    int answer();

    /** Number of operations. */
    int level();

    /** What an author writes after the question, who slips or checks again as the part says; it ends in a box. */
    String solution(TextPart part, SplitMix random);

    /** One whose question is on this side. */
    static Task draw(PartKind kind, List<Integer> steps, String signs, NanoSplit split, SplitMix random) {
        while (true) {
            Task task = kind == PartKind.CHAIN ? Chain.draw(steps, signs, random) : Guess.draw(steps, signs, random);
            if (NanoSplit.of(task.question()) == split) {
                return task;
            }
        }
    }

    /** The end of a solution. */
    static String boxed(int answer) {
        return BOX + answer + "}";
    }
}
