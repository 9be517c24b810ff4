package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/**
 * Puts the words of an answer in a form that the readers know: a sentence before the value goes ({@code the answer is}),
 * words that calculate become signs ({@code negative}, {@code plus}, {@code to}), words before a condition one sign, and
 * what says only which values a parameter takes goes ({@code for any integer k}). Words that deny stay.
 */
final class Wording {
    /** The sign before a condition. */
    static final String IF = "\\if";

    private static final Set<String> CONDITIONAL = Set.of("for", "if", "when", "where", "with", "whenever", "provided");
    private static final Set<String> DENYING = Set.of(
            "not",
            "no",
            "never",
            "none",
            "neither",
            "nor",
            "cannot",
            "if",
            "when",
            "unless",
            "except",
            "than",
            "least",
            "most",
            "without",
            "wrong",
            "false",
            "incorrect",
            "isn",
            "aren",
            "only",
            "or",
            "and",
            "for",
            "impossible");
    private static final Set<String> INTRODUCING = Set.of("is", "are", "equals", "be", "becomes", "gives");
    private static final Set<String> LABELS = Set.of("answer", "option", "choice");

    /** What says which values a parameter takes. */
    private static final Set<String> QUANTIFYING = Set.of(
            "all",
            "any",
            "every",
            "each",
            "some",
            "real",
            "integer",
            "integers",
            "positive",
            "nonnegative",
            "natural",
            "whole",
            "rational",
            "complex",
            "number",
            "numbers",
            "value",
            "values",
            "constant",
            "constants",
            "arbitrary",
            "is",
            "are",
            "an",
            "a",
            "the",
            "of",
            "in");

    private static final Map<String, String> CONNECTING = Map.of("ou", "or", "oder", "or", "et", "and", "und", "and");
    private static final Pattern GLUED = Pattern.compile("([A-Za-z]?)(or|and)([A-Za-z])");

    private final List<Lexeme> in;
    private final List<Lexeme> out = new ArrayList<>();
    private final boolean environments;

    private Wording(List<Lexeme> in) {
        this.in = in;
        environments = in.stream().anyMatch(lexeme -> lexeme.kind() == Kind.BEGIN);
    }

    /** {@code lexemes}, or others that say the same. */
    static List<Lexeme> settled(List<Lexeme> lexemes) {
        if (lexemes.size() == 1) {
            return choiceAlone(lexemes);
        }
        boolean anyWord = false;
        for (Lexeme lexeme : lexemes) {
            anyWord |= isWord(lexeme);
        }
        return anyWord ? new Wording(split(lexemes)).run() : lexemes;
    }

    /** Whether it is a letter of which one is chosen. */
    static boolean isChoice(Lexeme lexeme) {
        return lexeme.kind() == Kind.LETTERS
                && lexeme.text().length() == 1
                && lexeme.text().charAt(0) >= 'A'
                && lexeme.text().charAt(0) <= 'J';
    }

    /** The letter of {@code \\text{Option B}}. */
    private static List<Lexeme> choiceAlone(List<Lexeme> lexemes) {
        String text = lexemes.getFirst().text();
        int blank = text.indexOf(' ');
        boolean labelled = blank > 0
                && lexemes.getFirst().kind() == Kind.TEXT
                && LABELS.contains(text.substring(0, blank).toLowerCase(Locale.ROOT));
        Lexeme letter = new Lexeme(Kind.LETTERS, text.substring(blank + 1), Gap.NONE);
        return labelled && isChoice(letter) ? List.of(letter) : lexemes;
    }

    /** {@code orx}, {@code bandc} between two relations: a connecting word without blanks around it. */
    private static boolean unglued(List<Lexeme> lexemes, int at, boolean relationBefore, List<Lexeme> into) {
        String letters = lexemes.get(at).text();
        Matcher glued = GLUED.matcher(letters);
        Lexeme next = at + 1 < lexemes.size() ? lexemes.get(at + 1) : lexemes.get(at);
        boolean found = relationBefore
                && lexemes.get(at).kind() == Kind.LETTERS
                && glued.matches()
                && (next.sign("(") || next.sign("_") || next.sign("'") || Commands.relation(next) != null);
        if (found) {
            if (!glued.group(1).isEmpty()) {
                into.add(
                        new Lexeme(Kind.LETTERS, glued.group(1), lexemes.get(at).gap()));
            }
            into.add(new Lexeme(Kind.LETTERS, glued.group(2), Gap.BLANK));
            into.add(new Lexeme(Kind.LETTERS, glued.group(3), Gap.BLANK));
        }
        return found;
    }

    private static boolean isWord(Lexeme lexeme) {
        return (lexeme.kind() == Kind.TEXT || lexeme.kind() == Kind.LETTERS)
                && lexeme.text().length() > 1;
    }

    /** Connecting and conditional words at the ends of a text become texts of their own. */
    private static List<Lexeme> split(List<Lexeme> lexemes) {
        List<Lexeme> all = new ArrayList<>(lexemes.size() + 2);
        boolean relation = false;
        for (int i = 0; i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            String text = lexeme.text();
            relation |= Commands.relation(lexeme) != null;
            if (unglued(lexemes, i, relation, all)) {
                continue;
            }
            String connecting = i == 0 || i + 1 == lexemes.size() || !lexeme.spaced() ? null : CONNECTING.get(text);
            if (connecting != null && lexemes.get(i + 1).spaced()) {
                all.add(new Lexeme(Kind.LETTERS, connecting, Gap.BLANK));
                continue;
            }
            int first = text.indexOf(' ');
            if (lexeme.kind() != Kind.TEXT || first < 0) {
                all.add(lexeme);
                continue;
            }
            String head = text.substring(0, first);
            boolean begins = i > 0 && (AnswerWords.connects(head) || CONDITIONAL.contains(head));
            int last = text.lastIndexOf(' ');
            String tail = text.substring(last + 1);
            boolean ends = i + 1 < lexemes.size() && (AnswerWords.connects(tail) || CONDITIONAL.contains(tail));
            if (begins) {
                all.add(new Lexeme(Kind.TEXT, head, Gap.BLANK));
            }
            String middle = text.substring(
                    begins ? first + 1 : 0, ends ? Math.max(begins ? first + 1 : 0, last) : text.length());
            if (!middle.isBlank()) {
                all.add(new Lexeme(Kind.TEXT, middle.strip(), Gap.BLANK));
            }
            if (ends && last >= first && !(begins && last == first)) {
                all.add(new Lexeme(Kind.TEXT, tail, Gap.BLANK));
            }
        }
        return all;
    }

    private List<Lexeme> run() {
        int at = behindSentence();
        while (at < in.size()) {
            int next = condition(at);
            if (next == at) {
                next = calculation(at);
            }
            if (next == at) {
                out.add(in.get(at));
                next++;
            }
            at = next;
        }
        return out.isEmpty() ? in : out;
    }

    private Lexeme get(int i) {
        return i >= 0 && i < in.size() ? in.get(i) : new Lexeme(Kind.END, "end", Gap.BLANK);
    }

    private static String lower(Lexeme lexeme) {
        return lexeme.text().toLowerCase(Locale.ROOT);
    }

    /** Where the words that begin at {@code from} end; a single letter among words is one. */
    private int wordsEnd(int from) {
        int end = from;
        while (get(end).kind() == Kind.TEXT || get(end).kind() == Kind.LETTERS) {
            end++;
        }
        return end;
    }

    private List<String> words(int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.addAll(List.of(lower(get(i)).split("[^\\p{L}]+")));
        }
        all.removeIf(String::isEmpty);
        return all;
    }

    /** Where the answer begins behind {@code the answer is}, {@code Answer:}, {@code Option}; 0 where there is no such. */
    private int behindSentence() {
        int end = wordsEnd(0);
        if (end == 0 || !isWord(get(0))) {
            return 0;
        }
        List<String> said = words(0, end);
        boolean denied = said.stream().anyMatch(DENYING::contains);
        if (denied || said.isEmpty()) {
            return 0;
        }
        boolean more = end < in.size();
        boolean label = LABELS.contains(said.getFirst()) || said.contains("answer");
        if (more && get(end).sign(":") && label) {
            return end + 1;
        }
        if (more && INTRODUCING.contains(said.getLast()) && said.size() > 1 && Commands.relation(get(end)) == null) {
            return lower(get(0)).length() > 1 ? end : 0;
        }
        return labelled(end, said);
    }

    /** {@code Option B}, {@code the answer is B}, {@code choice (B)}. */
    private int labelled(int end, List<String> said) {
        boolean choice = get(end - 1).kind() == Kind.LETTERS
                && get(end - 1).text().length() == 1
                && Character.isUpperCase(get(end - 1).text().charAt(0));
        if (end > 1 && choice) {
            String before = said.get(said.size() - 2);
            boolean introduced = INTRODUCING.contains(before) && said.contains("answer");
            return introduced || LABELS.contains(before) ? end - 1 : 0;
        }
        return LABELS.contains(said.getLast()) && get(end).sign("(") ? end : 0;
    }

    /** Behind a condition's words that begin at {@code at}; {@code at} itself where none do. */
    private int condition(int at) {
        Lexeme word = get(at);
        Lexeme before = get(at - 1);
        boolean spaced =
                word.kind() == Kind.TEXT || (word.spaced() && get(at + 1).spaced());
        boolean possible = at > 0
                && !out.isEmpty()
                && !environments
                && isWord(word)
                && spaced
                && CONDITIONAL.contains(lower(word))
                && !before.sign("(")
                && !(before.sign("=") || before.sign(":"));
        if (!possible) {
            return at;
        }
        int end = wordsEnd(at + 1);
        List<String> said = words(at + 1, end);
        boolean relation = Commands.relation(get(end)) != null;
        boolean quantifies = said.stream().anyMatch(w -> w.length() > 2 && QUANTIFYING.contains(w))
                && said.stream().allMatch(w -> w.length() == 1 || QUANTIFYING.contains(w));
        if (quantifies && (end == in.size() || (relation && oneRelation(end)))) {
            return in.size();
        }
        boolean symbol = get(at + 1).kind() != Kind.TEXT && !isWord(get(at + 1));
        if (symbol && relationBehind(at + 1)) {
            dropComma();
            out.add(new Lexeme(Kind.SIGN, IF, Gap.BLANK));
            return at + 1;
        }
        return at;
    }

    private void dropComma() {
        if (out.getLast().sign(",")) {
            out.removeLast();
        }
    }

    private boolean oneRelation(int at) {
        for (int i = at + 1; i < in.size(); i++) {
            if (Commands.relation(get(i)) != null || isWord(get(i)) || get(i).sign(",") || get(i).sign(";")) {
                return false;
            }
        }
        return true;
    }

    private boolean relationBehind(int from) {
        int i = from;
        while (i < in.size() && !isWord(get(i)) && !get(i).sign(",")) {
            if (Commands.relation(get(i)) != null) {
                return true;
            }
            i++;
        }
        return false;
    }

    /** Behind words that begin at {@code at} and become signs; {@code at} itself where none do. */
    private int calculation(int at) {
        if (!isWord(get(at)) || (get(at).kind() == Kind.LETTERS && !get(at).spaced() && at > 0)) {
            return at;
        }
        int end = at + 1;
        while (isWord(get(end)) && get(end).kind() == get(at).kind()) {
            end++;
        }
        List<String> said = words(at, end);
        String words = String.join(" ", said);
        boolean numberNext = begins(get(end))
                || (get(end).kind() == Kind.LETTERS && get(end).text().length() == 1);
        boolean numberBefore = !out.isEmpty() && ends(out.getLast());
        if (numberBefore && NumberWords.behind(words, get(at - 1).wholeNumber(), out)) {
            return end;
        }
        if (numberNext && !numberBefore) {
            return beforeNumber(words, at, end);
        }
        String sign = numberBefore && numberNext ? between(words, get(at - 1), get(end)) : "";
        if (sign.isEmpty()) {
            return at;
        }
        out.add(new Lexeme(Kind.SIGN, sign, Gap.BLANK));
        return end;
    }

    private int beforeNumber(String words, int at, int end) {
        return switch (words) {
            case "negative", "minus" -> {
                out.add(new Lexeme(Kind.SIGN, "-", Gap.BLANK));
                yield end;
            }
            case "exactly",
                    "precisely",
                    "just",
                    "simply",
                    "only",
                    "about",
                    "approximately",
                    "roughly",
                    "plus",
                    "total",
                    "a total of",
                    "totaling",
                    "totalling" -> end;
            default -> at;
        };
    }

    private static String between(String words, Lexeme before, Lexeme next) {
        boolean numbers = before.number() && next.number();
        return switch (words) {
            case "plus" -> "+";
            case "minus" -> "-";
            case "times", "multiplied by" -> "*";
            case "divided by", "over" -> "/";
            case "to", "is to" -> ":";
            case "out of" -> "/";
            case "in" -> numbers && before.wholeNumber() && next.wholeNumber() ? "/" : "";
            default -> "";
        };
    }

    private static boolean begins(Lexeme lexeme) {
        return lexeme.number()
                || lexeme.is(Kind.COMMAND, "frac")
                || lexeme.is(Kind.COMMAND, "sqrt")
                || lexeme.is(Kind.COMMAND, "pi")
                || lexeme.sign("(");
    }

    private static boolean ends(Lexeme lexeme) {
        return lexeme.number()
                || lexeme.is(Kind.COMMAND, "pi")
                || lexeme.sign(")")
                || lexeme.sign("}")
                || (lexeme.kind() == Kind.LETTERS && lexeme.text().length() == 1);
    }
}
