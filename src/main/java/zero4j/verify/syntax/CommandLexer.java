package zero4j.verify.syntax;

import java.util.Set;
import zero4j.verify.syntax.Lexeme.Kind;
import zero4j.verify.syntax.Markup.Action;

/** Normalises what begins with a backslash. */
final class CommandLexer {
    private static final String SIGNS_TO_ESCAPE = "{}%$!,;:|()[]";
    /** Environments with an argument that says how columns are aligned. */
    private static final Set<String> WITH_COLUMNS = Set.of("array", "tabular", "alignedat", "alignat");

    /** Commands of which there is one with an asterisk. Behind others it multiplies. */
    private static final Set<String> STARRED = Set.of("operatorname", "hspace", "vspace", "tag", "text");

    private static final int MAX_GLUED = 2;

    private final Scanner in;
    private final Lexer out;
    private final StyledLetters styles;

    CommandLexer(Scanner in, Lexer out) {
        this.in = in;
        this.out = out;
        styles = new StyledLetters(in, out);
    }

    /** Takes the command that comes next and adds its lexemes. */
    void command() {
        in.skip(1);
        if (in.peek() == '\\' && !out.inEnvironment() && escapes(in.peek(1))) {
            in.skip(1);
        }
        String name = name();
        Markup.Meaning meaning = Markup.of(name);
        switch (meaning.action()) {
            case SIGN -> out.sign(name.equals("times") && out.behindBold() ? "\\times" : meaning.text());
            case COMMAND -> out.add(Kind.COMMAND, meaning.text());
            case VANISH -> {}
            case BLANK -> out.space();
            case DROP -> drop();
            case TEXT -> text();
            case ROMAN -> roman(name.equals("operatorname") || !out.behindValue());
            case BLACKBOARD, BOLD -> styles.styled(meaning.action(), name);
            case ARROW -> styles.arrow(name);
            case LEFT, RIGHT -> delimiter(meaning.action() == Action.LEFT);
            case BEGIN, END -> environment(meaning.action() == Action.BEGIN);
            case NOT -> not();
            case BREAK -> lineBreak();
            case NUMBER_AND_UNIT -> {
                out.inline(in.takeBraces());
                unit(in.takeBraces());
            }
            case UNIT -> unit(in.takeBraces());
            case ANGLE -> {
                out.inline(in.takeBraces());
                out.sign("°");
            }
        }
    }

    private static boolean escapes(char c) {
        return Scanner.letter(c) || SIGNS_TO_ESCAPE.indexOf(c) >= 0;
    }

    private String name() {
        if (Scanner.letter(in.peek())) {
            int start = in.at();
            String letters = in.takeLetters();
            String known = knownStart(letters);
            if (known.length() < letters.length()) {
                in.moveTo(start + known.length());
            } else if (STARRED.contains(known)) {
                in.take("*");
            }
            return known;
        }
        int start = in.at();
        in.skip(1);
        return in.substring(start, in.at());
    }

    /** The command without letters that are glued to it: {@code \piR} is {@code \pi R}. */
    private static String knownStart(String letters) {
        for (int end = letters.length(); end > 1 && end >= letters.length() - MAX_GLUED; end--) {
            String start = letters.substring(0, end);
            if (Markup.knows(start) || Commands.role(start) != Commands.Role.UNKNOWN) {
                return start;
            }
        }
        return letters;
    }

    private void drop() {
        in.skipBlanks();
        int close = in.peek() == '{' ? in.closing(in.at()) : -1;
        in.moveTo(close < 0 ? in.at() + 1 : close + 1);
        out.space();
    }

    private void text() {
        String content = in.takeBraces();
        String words = content.strip();
        if (!words.equals(content)) {
            out.space();
        }
        String word = trimmed(words);
        if (AnswerWords.connects(word)) {
            if (words.startsWith(",")) {
                out.sign(",");
            }
            out.add(Kind.TEXT, word);
        } else if (!lettersIn(words) || words.indexOf('$') >= 0 || words.indexOf('\\') >= 0) {
            out.inline(words);
        } else if (isFunction(words)) {
            out.add(Kind.COMMAND, words);
        } else if (words.length() > 1 && in.peek() == '(' && !out.behindValue() && Scanner.letters(content)) {
            out.add(Kind.COMMAND, Commands.NAMED + words + "}");
        } else if (words.endsWith(",") && words.indexOf(',') == words.length() - 1) {
            out.add(Kind.TEXT, words.substring(0, words.length() - 1));
            out.sign(",");
        } else if (!out.behindOrdinal(words)) {
            out.add(Kind.TEXT, words);
        }
        out.space();
    }

    /** A unit in words or commands: {@code km/h}, {@code \\metre\\per\\second}. */
    private void unit(String content) {
        String words = spelled(content).replace('\\', ' ').strip();
        if (!words.isEmpty()) {
            out.space();
            out.add(Kind.TEXT, words);
        }
        out.space();
    }

    private static String trimmed(String words) {
        String word = words;
        while (word.startsWith(",") || word.startsWith(";") || word.startsWith(" ")) {
            word = word.substring(1);
        }
        return word;
    }

    private static boolean lettersIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Scanner.letter(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void roman(boolean named) {
        String content = in.takeBraces();
        String words = content.strip();
        if (isFunction(words)) {
            out.add(Kind.COMMAND, words);
        } else if (words.equals("e") || words.equals("i") || (words.equals("d") && letterFollows())) {
            out.add(Kind.LETTERS, words);
        } else if (words.length() > 1 && named && Scanner.letters(words) && bracketFollows()) {
            out.add(Kind.COMMAND, Commands.NAMED + words + "}");
        } else if (out.behindValue() && isUnit(words)) {
            out.add(Kind.TEXT, spelled(words));
        } else if (!words.isEmpty()) {
            out.inline(words);
        }
    }

    /** Whether {@code \mathrm{d}} is that of {@code dx} or {@code d\theta}, not a day's. */
    private boolean letterFollows() {
        int i = 0;
        while (in.peek(i) == ' ') {
            i++;
        }
        return Scanner.letter(in.peek(i)) || (in.peek(i) == '\\' && Scanner.letter(in.peek(i + 1)));
    }

    private boolean bracketFollows() {
        int i = in.startsWith("\\left") ? 5 : 0;
        while (in.peek(i) == ' ') {
            i++;
        }
        return in.peek(i) == '(';
    }

    private static boolean isUnit(String words) {
        String unit = spelled(words);
        boolean fits = lettersIn(unit) && "^/".indexOf(unit.charAt(0)) < 0;
        for (int i = 0; fits && i < unit.length(); i++) {
            char c = unit.charAt(i);
            boolean raised = (Scanner.digit(c) || c == '-') && i > 0 && "^-".indexOf(unit.charAt(i - 1)) >= 0;
            fits = Scanner.letter(c) || raised || " /.^".indexOf(c) >= 0;
        }
        return fits;
    }

    /** The words of a unit without commands and braces: {@code m\\,s^{-2}} is {@code m s^-2}. */
    private static String spelled(String unit) {
        return unit.indexOf('\\') < 0 && unit.indexOf('{') < 0
                ? unit
                : unit.replace("\\,", " ")
                        .replace("\\;", " ")
                        .replace("\\ ", " ")
                        .replace("\\cdot", " ")
                        .replace("{", "")
                        .replace("}", "");
    }

    private boolean isFunction(String word) {
        return Commands.role(word) == Commands.Role.FUNCTION && !(out.behindNumber() && Commands.unitToo(word));
    }

    private void delimiter(boolean left) {
        in.skipBlanks();
        if (in.take(".")) {
            out.space();
        } else if (in.take("\\|") || in.take("||")) {
            out.sign("||");
        } else if (in.take("|") || in.takeCommand("vert")) {
            out.sign(left ? "|(" : "|)");
        } else if (in.take("<") || in.take(">")) {
            out.sign(left ? "\\langle" : "\\rangle");
        }
    }

    private void environment(boolean begin) {
        String name = in.takeBraces().strip().replace("*", "");
        if (begin && WITH_COLUMNS.contains(name)) {
            in.skipBlanks();
            in.takeBraces();
        }
        out.environment(begin, name, MatrixReader.LINES.contains(name));
    }

    private void not() {
        in.skipBlanks();
        boolean known = in.take("=") || in.takeCommand("equiv");
        if (known) {
            out.sign("\\ne");
        } else {
            out.add(Kind.COMMAND, "not");
        }
    }

    /** A new row of a matrix; elsewhere a line break is a blank. An extra height in square brackets is noise. */
    private void lineBreak() {
        if (!out.inEnvironment()) {
            out.line();
            return;
        }
        if (in.peek() == '[') {
            int i = 1;
            while (i < 12
                    && (Scanner.letter(in.peek(i)) || ".-".indexOf(in.peek(i)) >= 0 || Scanner.digit(in.peek(i)))) {
                i++;
            }
            boolean height = in.peek(i) == ']' && in.peek(i - 2) >= 'a' && in.peek(i - 1) >= 'a';
            in.skip(height ? i + 1 : 0);
        }
        out.sign("\\\\");
    }
}
