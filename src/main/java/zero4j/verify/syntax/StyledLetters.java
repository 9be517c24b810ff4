package zero4j.verify.syntax;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.verify.syntax.Lexeme.Kind;
import zero4j.verify.syntax.Markup.Action;

/** Normalises letters in a style or under an arrow that are names of their own. */
final class StyledLetters {
    private static final Pattern POINTS =
            Pattern.compile("\\s*([A-Z](?:_\\{?\\d}?|'*))\\s*([A-Za-z](?:_\\{?\\d}?|'*))\\s*");

    private static final int MAX_STYLES = 3;

    private final Scanner in;
    private final Lexer out;

    StyledLetters(Scanner in, Lexer out) {
        this.in = in;
        this.out = out;
    }

    /** {@code \\vec{AB}} leads from A to B, {@code \\overleftarrow{AB}} from B to A. */
    void arrow(String name) {
        int start = in.at();
        Matcher points = POINTS.matcher(in.takeBraces());
        if (points.matches()) {
            String from = subscripted(points.group(1));
            String to = subscripted(points.group(2));
            out.add(Kind.COMMAND, Commands.ARROW + (name.equals("overleftarrow") ? to + from : from + to) + "}");
        } else {
            in.moveTo(start);
            styled(Action.BOLD, name);
        }
    }

    private static String subscripted(String point) {
        int line = point.indexOf('_');
        return line < 0 ? point : point.substring(0, line) + "_{" + point.replaceAll("[^0-9]", "") + "}";
    }

    /** Bold and blackboard letters that are names of their own: sets of numbers, unit vectors. Other styles vanish. */
    void styled(Action action, String name) {
        int start = in.at();
        int open = 0;
        boolean more = true;
        while (more && open <= MAX_STYLES) {
            in.skipBlanks();
            if (in.take("{")) {
                open++;
            } else {
                more = in.takeCommand("mathbf") || in.takeCommand("hat") || in.takeCommand("boldsymbol");
            }
        }
        char letter = in.takeCommand("imath") ? 'i' : in.takeCommand("jmath") ? 'j' : in.peek();
        in.skip(letter == in.peek() ? 1 : 0);
        boolean closed = !Scanner.letter(in.peek()) || open == 0;
        for (int i = 0; i < open; i++) {
            in.skipBlanks();
            closed &= in.take("}");
        }
        boolean bold =
                action == Action.BOLD && (name.equals("hat") ? "ijk".indexOf(letter) >= 0 : Scanner.letter(letter));
        if (closed && action == Action.BLACKBOARD && letter >= 'A' && letter <= 'Z') {
            out.add(Kind.COMMAND, "mathbb{" + letter + "}");
        } else if (closed && bold) {
            out.add(Kind.COMMAND, Commands.BOLD + letter + "}");
        } else {
            in.moveTo(start);
            if (action == Action.BOLD) {
                boldProduct(start);
            }
        }
    }

    /** {@code \\mathbf{AB}}, the product of two matrices or three. */
    private void boldProduct(int start) {
        StringBuilder letters = new StringBuilder();
        if (in.take("{")) {
            while (in.peek() >= 'A' && in.peek() <= 'Z') {
                letters.append(in.peek());
                in.skip(1);
            }
        }
        if (letters.length() > 1 && letters.length() < 4 && in.take("}")) {
            letters.chars().forEach(letter -> out.add(Kind.COMMAND, Commands.BOLD + (char) letter + "}"));
        } else {
            in.moveTo(start);
        }
    }
}
