package zero4j.reproduce.world;

import java.util.List;
import java.util.stream.Collectors;
import zero4j.data.nano.SplitMix;

/**
 * {@code What is 3*7+4-9 mod 10?}: operations on a digit, from left to right, each result modulo 10.
 *
 * @param first digit
 */
record Chain(int first, List<Operation> operations) implements Task {
    static Chain draw(List<Integer> steps, String signs, SplitMix random) {
        return new Chain(random.below(10), Operation.several(steps, signs, random));
    }

    @Override
    public String question() {
        return operations.stream()
                .map(Operation::written)
                .collect(Collectors.joining("", "What is " + first, " mod 10?"));
    }

    @Override
    public int answer() {
        return Operation.apply(operations, first);
    }

    @Override
    public int level() {
        return operations.size();
    }

    /** The work alone, {@code 3*7=1. 1+4=5. …}, and what it comes to. */
    Worked work(TextPart part, SplitMix random) {
        StringBuilder text = new StringBuilder();
        int value = first;
        for (Operation operation : operations) {
            int right = operation.apply(value);
            boolean slip = random.chance(part.slips());
            int result = slip ? (right + random.between(1, 9)) % 10 : right;
            text.append(value).append(operation.written()).append('=').append(result);
            text.append(slip && !part.silent() ? "? " : ". ");
            value = result;
        }
        return new Worked(text.toString(), value);
    }

    @Override
    public String solution(TextPart part, SplitMix random) {
        Worked worked = work(part, random);
        return worked.text() + Task.boxed(worked.result());
    }

    /** Steps and where they end. */
    record Worked(String text, int result) {}
}
