package zero4j.data.nano;

/**
 * How often a symbol occurs in a row of symbols, with a running count.
 *
 * @param symbol a digit or a capital letter
 * @param row symbols of the same kind
 */
record CountProblem(char symbol, String row) implements NanoProblem {
    static CountProblem draw(int level, SplitMix random) {
        int length = switch (level) {
            case 1 -> 3;
            case 2 -> 4;
            case 3 -> 6;
            case 4 -> 8;
            default -> 11;
        };
        String kind = random.chance(0.5) ? "0123456789" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        // Three symbols: the asked one is neither everywhere nor absent.
        char[] symbols = new char[3];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = kind.charAt(random.below(kind.length()));
        }
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < length; i++) {
            row.append(symbols[random.below(symbols.length)]);
        }
        return new CountProblem(symbols[0], row.toString());
    }

    @Override
    public String text() {
        return "How many " + symbol + "s are in " + String.join(" ", row.split("")) + "?";
    }

    @Override
    public int answer() {
        return (int) row.chars().filter(each -> each == symbol).count();
    }

    @Override
    public int steps() {
        return row.length();
    }

    @Override
    public Step step(int index, int[] results) {
        int before = index == 0 ? 0 : results[index - 1];
        int right = row.charAt(index) == symbol ? before + 1 : before;
        return new Step(row.charAt(index) + ": ", right, random -> random.near(right, 1, 0));
    }

    @Override
    public int conclude(int[] results) {
        return results[results.length - 1];
    }

    @Override
    public int wrongGuess(SplitMix random) {
        return random.near(answer(), 2, 0);
    }
}
