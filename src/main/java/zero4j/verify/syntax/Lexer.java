package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/**
 * Normalises an answer into lexemes: dollar signs, sizes of brackets, styles, blanks and the last period go; variants of
 * a command become one. Total: an unknown character is a lexeme of its own.
 */
final class Lexer {
    private static final int MAX_NESTED_TEXTS = 8;
    private static final String OVERLINE = "\\overline{";

    private final Scanner in;
    private final List<Lexeme> lexemes;
    private final CommandLexer commands;
    private final SignLexer signs;
    private final NumberScanner numbers;
    private final int nested;
    private int brackets;
    private int environments;
    private boolean columns;
    private int lastEnd;
    private boolean spaced;
    private boolean lines;

    private Lexer(String text, List<Lexeme> lexemes, int nested) {
        in = new Scanner(text);
        this.lexemes = lexemes;
        this.nested = nested;
        numbers = new NumberScanner(text);
        commands = new CommandLexer(in, this);
        signs = new SignLexer(in, this);
    }

    /** The lexemes of {@code text}, without an end marker. */
    static List<Lexeme> lexemes(String text) {
        String latex = Characters.latex(Emphasis.removed(text));
        // A text in which every backslash is doubled, as in a JSON file.
        boolean doubled = latex.contains("\\\\begin{");
        List<Lexeme> lexemes = new ArrayList<>();
        new Lexer(doubled ? latex.replace("\\\\", "\\") : latex, lexemes, 0).run();
        Bold.settle(lexemes);
        while (!lexemes.isEmpty() && lexemes.getLast().sign(",")) {
            lexemes.removeLast();
        }
        while (lexemes.size() == 3
                && lexemes.get(1).kind() == Kind.TEXT
                && lexemes.getFirst().sign("{")
                && lexemes.getLast().sign("}")) {
            lexemes.removeFirst();
            lexemes.removeLast();
        }
        // A text that is the whole answer is an answer like any other: \text{(A)}, \text{13}.
        if (lexemes.size() == 1
                && lexemes.getFirst().kind() == Kind.TEXT
                && !AnswerWords.words(lexemes.getFirst().text())) {
            String inside = lexemes.removeFirst().text();
            new Lexer(inside, lexemes, 1).run();
        }
        return lexemes;
    }

    private void run() {
        while (!in.done()) {
            next();
        }
    }

    /** Adds the lexemes of an argument in place. */
    void inline(String text) {
        if (nested < MAX_NESTED_TEXTS) {
            new Lexer(text, lexemes, nested + 1).run();
        }
        space();
    }

    private void next() {
        char c = in.peek();
        if (Scanner.digit(c) || (c == '.' && (Scanner.digit(in.peek(1)) || repeatingFollows()))) {
            number();
        } else if (c == '\\') {
            commands.command();
        } else if (Scanner.letter(c)) {
            letters();
        } else {
            in.skip(1);
            signs.character(c);
        }
    }

    /** Whether the point begins decimals that are all repeated: {@code . \\overline{7}}. */
    private boolean repeatingFollows() {
        int i = 1;
        while (in.peek(i) == ' ') {
            i++;
        }
        return in.peek(i) == '\\'
                && !behindNumber()
                && in.startsWith(OVERLINE, i)
                && Scanner.digit(in.peek(i + OVERLINE.length()));
    }

    private void number() {
        boolean currency = in.peek(-1) == '$' && in.peek(-2) == '\\';
        String number = numbers.scan(in.at(), brackets <= 0);
        boolean pair = numbers.pair() && !currency;
        int start = in.at();
        in.moveTo(numbers.end());
        add(start, pair ? Kind.PAIR : Kind.NUMBER, pair ? number.substring(0, 3) + "," + number.substring(3) : number);
    }

    private void letters() {
        int start = in.at();
        if (in.meridiem()) {
            in.skip(4);
            add(start, Kind.LETTERS, Character.toLowerCase(in.charAt(start)) + "m");
            return;
        }
        if (behindNumber() && (in.startsWith("x 10^") || in.startsWith("x10^"))) {
            // The letter stands for a multiplication sign.
            in.skip(1);
            sign("*");
            return;
        }
        String letters = in.takeLetters();
        if (!spaced && behindOrdinal(letters)) {
            lastEnd = in.at();
            return;
        }
        boolean behindValue = !lexemes.isEmpty() && lexemes.getLast().number();
        if (Commands.plain(letters) && !(behindValue && Commands.unitToo(letters) && in.peek() != '(')) {
            add(start, Kind.COMMAND, letters);
        } else if (letters.equals("U") && betweenBrackets()) {
            add(start, Kind.SIGN, "\\cup");
        } else if (letters.endsWith("x") && Commands.plain(letters.substring(0, letters.length() - 1))) {
            add(start, Kind.COMMAND, letters.substring(0, letters.length() - 1));
            add(in.at(), Kind.LETTERS, "x");
        } else {
            add(start, Kind.LETTERS, letters);
        }
    }

    private boolean betweenBrackets() {
        boolean behind = !lexemes.isEmpty()
                && (lexemes.getLast().sign(")")
                        || lexemes.getLast().sign("]")
                        || lexemes.getLast().sign("\\}"));
        int i = 0;
        while (in.peek(i) == ' ') {
            i++;
        }
        return behind && "([\\{".indexOf(in.peek(i)) >= 0;
    }

    void space() {
        spaced = true;
    }

    /** A line ends here. */
    void line() {
        spaced = true;
        lines = true;
    }

    /** Whether ampersands part columns here. */
    boolean inColumns() {
        return environments > 0 && columns;
    }

    boolean inEnvironment() {
        return environments > 0;
    }

    /** Whether the last lexeme may be the end of a value with a unit behind it. */
    boolean behindValue() {
        if (lexemes.isEmpty()) {
            return false;
        }
        Lexeme last = lexemes.getLast();
        return switch (last.kind()) {
            case NUMBER, PAIR, LETTERS, TEXT -> true;
            case COMMAND -> Commands.role(last.text()) == Commands.Role.CONSTANT;
            case SIGN ->
                switch (last.text()) {
                    case "*", "/" ->
                        lexemes.size() > 1 && lexemes.get(lexemes.size() - 2).kind() == Kind.TEXT;
                    default -> ")]}|%°".contains(last.text());
                };
            case BEGIN, END_OF_ENVIRONMENT, END -> false;
        };
    }

    /** Whether these letters end the ordinal whose number is the last lexeme: {@code 21st}. */
    boolean behindOrdinal(String letters) {
        return !lexemes.isEmpty()
                && lexemes.getLast().wholeNumber()
                && AnswerWords.ordinal(lexemes.getLast().text(), letters);
    }

    boolean behindBold() {
        return !lexemes.isEmpty() && Bold.isOne(lexemes.getLast());
    }

    boolean behindNumber() {
        return !lexemes.isEmpty() && lexemes.getLast().number();
    }

    /** Whether the last lexeme is a number and no blank follows it. */
    boolean atNumber() {
        return !spaced && behindNumber();
    }

    /** Whether the letter of a choice is all that there is so far. */
    boolean behindChoice() {
        return lexemes.size() == 1 && Wording.isChoice(lexemes.getFirst());
    }

    /** @param aligned whether ampersands in it only align lines */
    void environment(boolean begin, String name, boolean aligned) {
        columns = begin && !aligned;
        environments += begin ? 1 : -1;
        add(begin ? Kind.BEGIN : Kind.END_OF_ENVIRONMENT, name);
    }

    void sign(String text) {
        add(Kind.SIGN, text);
    }

    void add(Kind kind, String text) {
        add(lastEnd, kind, text);
        if (lastEnd < in.at()) {
            lastEnd = in.at();
        }
    }

    private void add(int start, Kind kind, String text) {
        if (kind == Kind.SIGN) {
            brackets += switch (text) {
                case "(", "[", "\\{" -> 1;
                case ")", "]", "\\}" -> -1;
                default -> 0;
            };
        }
        Gap gap = lines ? Gap.LINE : spaced ? Gap.BLANK : start > lastEnd ? Gap.NOISE : Gap.NONE;
        lexemes.add(new Lexeme(kind, text, gap));
        spaced = false;
        lines = false;
        lastEnd = in.at();
    }
}
