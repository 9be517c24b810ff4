package zero4j.reproduce.world;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import zero4j.data.nano.SplitMix;

/**
 * {@code Find x of 9 8 0: x+6*9 mod 10 is 4.}: which of three digits leads to a result. Who answers guesses one, works it out and
 * compares, and so knows whether the guess was right, but is bound to it: checking again is free and changes nothing.
 *
 * @param answer the candidate that leads to the target; there is only one, for no operation takes two digits to the same
 * @param candidates in the order of the question
 */
record Guess(List<Operation> operations, int answer, List<Integer> candidates) implements Task {
    static final int MOST_RECHECKS = 8;
    private static final int CANDIDATES = 3;

    static Guess draw(List<Integer> steps, String signs, SplitMix random) {
        List<Operation> operations = Operation.several(steps, signs, random);
        List<Integer> candidates = new ArrayList<>();
        while (candidates.size() < CANDIDATES) {
            int digit = random.below(10);
            if (!candidates.contains(digit)) {
                candidates.add(digit);
            }
        }
        return new Guess(operations, candidates.get(random.below(CANDIDATES)), List.copyOf(candidates));
    }

    private int target() {
        return Operation.apply(operations, answer);
    }

    @Override
    public String question() {
        String digits = candidates.stream().map(String::valueOf).collect(Collectors.joining(" "));
        String formula = operations.stream().map(Operation::written).collect(Collectors.joining());
        return "Find x of " + digits + ": x" + formula + " mod 10 is " + target() + ".";
    }

    @Override
    public int level() {
        return operations.size();
    }

    @Override
    public String solution(TextPart part, SplitMix random) {
        int guess = candidates.get(random.below(CANDIDATES));
        StringBuilder text = new StringBuilder("Try ").append(guess).append(": ");
        int value = guess;
        String last = "";
        for (Operation operation : operations) {
            last = operation.step(value);
            text.append(last);
            value = operation.apply(value);
        }
        boolean right = value == target();
        String compared = value + (right ? " is " : " is not ") + target() + ". ";
        text.append(compared);
        for (int i = 0; i < MOST_RECHECKS && random.chance(part.recheck()); i++) {
            text.append(right ? "Check again: " : "Wait, let me recheck: ")
                    .append(last)
                    .append(compared);
        }
        return text.append(Task.boxed(guess)).toString();
    }
}
