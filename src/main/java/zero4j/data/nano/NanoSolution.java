package zero4j.data.nano;

/** Writes the solution of a problem, as a careful or a careless author would. */
final class NanoSolution {
    static final String RECHECK = "Wait, let me recheck: ";
    static final String RECHECK_AGAIN = "Check again: ";
    static final String ANSWER = "The answer is ";

    private final NanoProblem problem;
    private final SplitMix random;
    private final StringBuilder text = new StringBuilder();
    private final int[] results;

    private NanoSolution(NanoProblem problem, SplitMix random) {
        this.problem = problem;
        this.random = random;
        results = new int[problem.steps()];
    }

    /** Every step right, the answer in a box. */
    static String clean(NanoProblem problem) {
        NanoSolution solution = new NanoSolution(problem, new SplitMix());
        solution.work(0, 0);
        return solution.finish(problem.conclude(solution.results), true);
    }

    /** A solution with the faults that {@code mess} describes. */
    static String messy(NanoProblem problem, Mess mess, SplitMix random) {
        NanoSolution solution = new NanoSolution(problem, random);
        boolean boxed = !random.chance(mess.unboxedShare());
        if (random.chance(mess.directShare())) {
            boolean right = random.chance(mess.directRight());
            return solution.finish(right ? problem.answer() : problem.wrongGuess(random), boxed);
        }
        solution.work(0, mess.slipRate());
        if (random.chance(mess.recheckShare())) {
            solution.recheck(RECHECK);
            if (random.chance(mess.recheckShare())) {
                solution.recheck(RECHECK_AGAIN);
            }
        }
        return solution.finish(problem.conclude(solution.results), boxed);
    }

    private void work(int from, double slipRate) {
        for (int i = from; i < problem.steps(); i++) {
            NanoProblem.Step step = problem.step(i, results);
            boolean slip = random.chance(slipRate);
            results[i] = slip ? step.slip().applyAsInt(random) : step.right();
            String tail = step.tail().apply(results[i]);
            text.append(step.left()).append(results[i]).append(slip ? "?" : "").append(tail);
            text.append(slip && tail.isEmpty() ? " " : ". ");
        }
    }

    /** The last one or two steps once more; a slip before them stays. */
    private void recheck(String opening) {
        text.append(opening);
        work(Math.max(0, problem.steps() - random.between(1, 2)), 0);
    }

    private String finish(int answer, boolean boxed) {
        text.append(ANSWER);
        return text.append(boxed ? "\\boxed{" + answer + "}" : answer + ".").toString();
    }
}
