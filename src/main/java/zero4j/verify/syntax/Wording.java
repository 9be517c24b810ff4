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
    private static final Set<String> INTRODUCING =
            Set.of("is", "are", "equals", "be", "becomes", "gives", "est", "ist", "es");
    private static final Set<String> NEGATIVE = Set.of("negative", "minus");
    private static final Set<String> ANSWER = Set.of("answer", "reponse", "antwort", "respuesta");
    private static final Set<String> LABELS = Set.of("answer", "option", "choice");

    private static final Map<String, String> CONNECTING = Map.of("ou", "or", "oder", "or", "et", "and", "und", "and");
    private static final Pattern GLUED = Pattern.compile("([A-Za-z]?)(or|and)([A-Za-z])");

    private final LexemeWords in;
    private final List<Lexeme> out = new ArrayList<>();
    private final boolean environments;

    private Wording(List<Lexeme> in) {
        this.in = new LexemeWords(in);
        environments = in.stream().anyMatch(lexeme -> lexeme.kind() == Kind.BEGIN);
    }

    /** {@code lexemes}, or others that say the same. */
    static List<Lexeme> settled(List<Lexeme> lexemes) {
        if (lexemes.size() == 1) {
            return choiceAlone(lexemes);
        }
        boolean anyWord = false;
        for (Lexeme lexeme : lexemes) {
            anyWord |= LexemeWords.isWord(lexeme);
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

    static boolean isLabel(String words) {
        return LABELS.contains(words.toLowerCase(Locale.ROOT));
    }

    /** The letter of {@code \\text{Option B}}. */
    private static List<Lexeme> choiceAlone(List<Lexeme> lexemes) {
        String text = lexemes.getFirst().text();
        int blank = text.indexOf(' ');
        boolean labelled = blank > 0 && lexemes.getFirst().kind() == Kind.TEXT && isLabel(text.substring(0, blank));
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
            boolean begins = i > 0 && (AnswerWords.connects(head) || ConditionWords.conditional(head));
            int last = text.lastIndexOf(' ');
            String tail = text.substring(last + 1);
            boolean ends = i + 1 < lexemes.size() && (AnswerWords.connects(tail) || ConditionWords.conditional(tail));
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
        ConditionWords conditions = new ConditionWords(in, out);
        CalculationWords calculations = new CalculationWords(in, out);
        ParameterWords parameters = new ParameterWords(in, out);
        int at = behindSentence();
        while (at < in.all().size()) {
            int next = environments ? at : conditions.behind(at);
            if (next == at) {
                next = parameters.behind(at);
            }
            if (next == at) {
                next = calculations.behind(at);
            }
            if (next == at) {
                out.add(in.get(at));
                next++;
            }
            at = next;
        }
        return out.isEmpty() ? in.all() : out;
    }

    /** Where the answer begins behind {@code the answer is}, {@code Answer:}, {@code Option}; 0 where there is no such. */
    private int behindSentence() {
        int end = in.wordsEnd(0);
        if (end == 0 || !LexemeWords.isWord(in.get(0))) {
            return 0;
        }
        List<String> said = in.words(0, end);
        boolean denied = said.stream().anyMatch(DENYING::contains);
        if (denied || said.isEmpty()) {
            return 0;
        }
        boolean more = end < in.all().size();
        boolean label = LABELS.contains(said.getFirst()) || said.stream().anyMatch(ANSWER::contains);
        if (more && in.get(end).sign(":") && label) {
            return end + 1;
        }
        // "\\text{Total cost: }"
        boolean choice = said.size() == 2 && said.getLast().length() == 1;
        boolean things = !choice && (label || Things.named(said));
        if (more && end == 1 && things && in.get(0).text().endsWith(":") && oneLabel()) {
            return 1;
        }
        if (more && said.size() > 2 && NEGATIVE.contains(said.getLast()) && introduces(said.get(said.size() - 2))) {
            out.add(new Lexeme(Kind.SIGN, "-", Gap.BLANK));
            return end;
        }
        if (more && introduces(said.getLast()) && said.size() > 1 && Commands.relation(in.get(end)) == null) {
            return LexemeWords.lower(in.get(0)).length() > 1 ? end : 0;
        }
        return labelled(end, said);
    }

    private static boolean introduces(String word) {
        return INTRODUCING.contains(word);
    }

    private boolean oneLabel() {
        return in.all().stream().skip(1).noneMatch(lexeme -> lexeme.text().endsWith(":"));
    }

    /** {@code Option B}, {@code the answer is B}, {@code choice (B)}. */
    private int labelled(int end, List<String> said) {
        String last = in.get(end - 1).text();
        boolean choice =
                (last.length() == 1 && in.get(end - 1).kind() == Kind.LETTERS && Character.isUpperCase(last.charAt(0)))
                        || last.matches("\\([A-J]\\)");
        if (end > 1 && choice) {
            String before = said.get(said.size() - 2);
            boolean introduced = INTRODUCING.contains(before) && said.contains("answer");
            return introduced || LABELS.contains(before) ? end - 1 : 0;
        }
        return LABELS.contains(said.getLast()) && in.get(end).sign("(") ? end : 0;
    }
}
