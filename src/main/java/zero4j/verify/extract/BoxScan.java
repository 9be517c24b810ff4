package zero4j.verify.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The boxes of a text. One pass with a stack of open braces, so that unclosed boxes cost nothing extra. */
public final class BoxScan {
    private static final String[] COMMANDS = {"\\boxed", "\\fbox"};

    private final String text;
    // Two entries per open brace: where its box and its content start, or -1 for a brace that opens no box.
    private int[] open = new int[32];
    private int depth;
    private int openBoxes;
    // Where the text ends behind the name of the command, or -1.
    private int bare = -1;
    private final List<Span> boxes = new ArrayList<>();

    private BoxScan(String text) {
        this.text = text;
    }

    /** Finds the boxes of a text. */
    public static BoxScan of(String text) {
        BoxScan scan = new BoxScan(text);
        int i = mentionedIn(text) ? 0 : text.length();
        while (i < text.length()) {
            i = scan.step(i);
        }
        return scan;
    }

    /** Whether there may be a box in a text: its command is. */
    public static boolean mentionedIn(String text) {
        return text.contains(COMMANDS[0]) || text.contains(COMMANDS[1]);
    }

    /** The closed boxes, in the order in which they close. */
    public List<Span> boxes() {
        return boxes;
    }

    /**
     * The last box: the one whose content begins last. There is none where one begins behind it that the end of the text cuts
     * off, nor in a text that ends inside {@code <think>}: what stands before is not the last word.
     */
    public Optional<Span> last() {
        Optional<Span> last = boxes.stream().max(Comparator.comparingInt(Span::start));
        return isThinking(text) ? Optional.empty() : last.filter(box -> box.start() > lastOpen());
    }

    /** Whether a text ends before it has closed its last {@code <think>}. */
    public static boolean isThinking(String text) {
        return text.lastIndexOf("<think>") > text.lastIndexOf("</think>");
    }

    /** Where the last box begins that is not closed; -1 if all are. */
    private int lastOpen() {
        int last = bare;
        for (int i = 0; i < depth; i += 2) {
            last = Math.max(last, open[i]);
        }
        return last;
    }

    /** Whether the text ends inside a box. */
    public boolean cutOff() {
        return openBoxes > 0 || bare >= 0;
    }

    private int step(int i) {
        switch (text.charAt(i)) {
            case '{' -> push(-1, -1);
            case '}' -> pop(i);
            case '\\' -> {
                int afterName = afterCommand(i);
                // An escaped character, a brace above all, is no structure.
                return afterName < 0 ? i + 2 : box(i, afterName);
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

    private int box(int from, int afterName) {
        int i = afterName;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        if (i < text.length() && text.charAt(i) == '{') {
            push(from, i + 1);
            return i + 1;
        }
        int end = i;
        while (end < text.length() && !endsUnbraced(end)) {
            end++;
        }
        while (end > i && ".,;:".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        bare = i == text.length() ? from : bare;
        if (end > i) {
            boxes.add(new Span(from, i, end, end));
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

    private void push(int from, int start) {
        if (depth + 2 > open.length) {
            open = Arrays.copyOf(open, 2 * depth);
        }
        open[depth++] = from;
        open[depth++] = start;
        openBoxes += from < 0 ? 0 : 1;
    }

    private void pop(int i) {
        if (depth > 0) {
            depth -= 2;
            if (open[depth] >= 0) {
                openBoxes--;
                boxes.add(new Span(open[depth], open[depth + 1], i, i + 1));
            }
        }
    }
}
