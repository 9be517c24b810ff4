package zero4j.verify;

import java.util.Arrays;
import java.util.Optional;

/** The answer in the last box. One pass with a stack of open braces, so that unclosed boxes cost nothing extra. */
record BoxedAnswer() implements AnswerExtractor {
    private static final String[] COMMANDS = {"\\boxed", "\\fbox"};

    static boolean mentionedIn(String text) {
        return text.contains(COMMANDS[0]) || text.contains(COMMANDS[1]);
    }

    @Override
    public Optional<String> extract(String response) {
        return new Scan(response).lastBox().map(String::strip);
    }

    private static final class Scan {
        private final String text;
        // One entry per open brace: where the content of its box starts, or -1 for a brace that opens no box.
        private int[] open = new int[16];
        private int depth;
        private int bestStart = -1;
        private int bestEnd = -1;

        Scan(String text) {
            this.text = text;
        }

        Optional<String> lastBox() {
            int i = 0;
            while (i < text.length()) {
                i = step(i);
            }
            return bestStart < 0 ? Optional.empty() : Optional.of(text.substring(bestStart, bestEnd));
        }

        private int step(int i) {
            switch (text.charAt(i)) {
                case '{' -> push(-1);
                case '}' -> pop(i);
                case '\\' -> {
                    int afterName = afterCommand(i);
                    // An escaped character, a brace above all, is no structure.
                    return afterName < 0 ? i + 2 : box(afterName);
                }
                default -> {}
            }
            return i + 1;
        }

        private int afterCommand(int i) {
            for (String command : COMMANDS) {
                int end = i + command.length();
                if (text.startsWith(command, i) && (end == text.length() || !Character.isLetter(text.charAt(end)))) {
                    return end;
                }
            }
            return -1;
        }

        private int box(int afterName) {
            int i = afterName;
            while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
                i++;
            }
            if (i < text.length() && text.charAt(i) == '{') {
                push(i + 1);
                return i + 1;
            }
            int end = i;
            while (end < text.length() && !endsUnbraced(end)) {
                end++;
            }
            while (end > i && ".,;:".indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            if (end > i) {
                found(i, end);
            }
            // The content is read again: it may open a box itself.
            return i;
        }

        private boolean endsUnbraced(int i) {
            char c = text.charAt(i);
            return Character.isWhitespace(c)
                    || c == '$'
                    || text.startsWith("\\)", i)
                    || text.startsWith("\\]", i)
                    || afterCommand(i) >= 0;
        }

        private void push(int contentStart) {
            if (depth == open.length) {
                open = Arrays.copyOf(open, 2 * depth);
            }
            open[depth++] = contentStart;
        }

        private void pop(int i) {
            if (depth > 0 && open[--depth] >= 0) {
                found(open[depth], i);
            }
        }

        private void found(int start, int end) {
            if (start > bestStart) {
                bestStart = start;
                bestEnd = end;
            }
        }
    }
}
