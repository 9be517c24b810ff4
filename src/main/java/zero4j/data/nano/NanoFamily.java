package zero4j.data.nano;

import java.util.Locale;

/** The kinds of questions, each in {@link #LEVELS} levels of difficulty. */
public enum NanoFamily {
    /** Digits joined by + - *, from left to right, modulo 10: 2, 3, 4, 5 and 8 digits. */
    CHAIN,
    /** {@code k*x+b=c}: larger numbers at each level. */
    LINEAR,
    /** The largest of 3 to 6 numbers of 1 to 3 digits. */
    MAX,
    /** Sum of two numbers: up to 19 + one digit, two + one, two + two, three + two, three + three digits. */
    SUM,
    /** Occurrences of a symbol in a row of 3, 4, 6, 8 and 11 symbols. */
    COUNT;

    /** Levels run from 1 to this. */
    public static final int LEVELS = 5;

    /** Name in specifications, tags and benchmarks, for example {@code chain}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    NanoProblem draw(int level, SplitMix random) {
        if (level < 1 || level > LEVELS) {
            throw new IllegalArgumentException("level " + level + " is not in 1 to " + LEVELS);
        }
        return switch (this) {
            case CHAIN -> ChainProblem.draw(level, random);
            case LINEAR -> LinearProblem.draw(level, random);
            case MAX -> MaxProblem.draw(level, random);
            case SUM -> SumProblem.draw(level, random);
            case COUNT -> CountProblem.draw(level, random);
        };
    }

    /** Draws again until the text is on the wanted side. */
    NanoProblem draw(int level, NanoSplit split, SplitMix random) {
        while (true) {
            NanoProblem problem = draw(level, random);
            if (NanoSplit.of(problem.text()) == split) {
                return problem;
            }
        }
    }
}
