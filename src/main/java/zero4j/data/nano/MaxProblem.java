package zero4j.data.nano;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The largest of some distinct numbers, found by comparing the best so far with the next.
 *
 * @param numbers at least three, all different
 */
record MaxProblem(int[] numbers) implements NanoProblem {
    static MaxProblem draw(int level, SplitMix random) {
        return switch (level) {
            case 1 -> draw(random, 3, 0, 9);
            case 2 -> draw(random, 3, 10, 99);
            case 3 -> draw(random, 4, 10, 99);
            case 4 -> draw(random, 4, 100, 999);
            default -> draw(random, 6, 100, 999);
        };
    }

    private static MaxProblem draw(SplitMix random, int count, int low, int high) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; ) {
            int number = random.between(low, high);
            if (Arrays.stream(numbers, 0, i).noneMatch(earlier -> earlier == number)) {
                numbers[i++] = number;
            }
        }
        return new MaxProblem(numbers);
    }

    @Override
    public String text() {
        return Arrays.stream(numbers)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "What is the largest of ", "?"));
    }

    @Override
    public int answer() {
        return Arrays.stream(numbers).max().orElseThrow();
    }

    @Override
    public int steps() {
        return numbers.length - 1;
    }

    @Override
    public Step step(int index, int[] results) {
        int best = index == 0 ? numbers[0] : results[index - 1];
        int next = numbers[index + 1];
        int right = Math.max(best, next);
        int wrong = Math.min(best, next);
        return new Step(best + (best < next ? "<" : ">") + next + ": ", right, random -> wrong);
    }

    @Override
    public int conclude(int[] results) {
        return results[results.length - 1];
    }

    @Override
    public int wrongGuess(SplitMix random) {
        int[] others =
                Arrays.stream(numbers).filter(number -> number != answer()).toArray();
        return others[random.below(others.length)];
    }
}
