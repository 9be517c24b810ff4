package zero4j.verify.syntax;

import java.util.HashMap;
import java.util.Map;

/** What the lexer does with a command. */
final class Markup {
    /** How a command is normalised. */
    enum Action {
        /** Becomes a sign. */
        SIGN,
        /** Stays a command, perhaps under another name. */
        COMMAND,
        /** Vanishes, its argument stays. */
        VANISH,
        /** Vanishes and counts as a blank. */
        BLANK,
        /** Vanishes together with its argument. */
        DROP,
        TEXT,
        ROMAN,
        BLACKBOARD,
        BOLD,
        /** An arrow from one point to another, or over a single letter. */
        ARROW,
        LEFT,
        RIGHT,
        BEGIN,
        END,
        NOT,
        BREAK,
        /** A number and its unit, each in braces. */
        NUMBER_AND_UNIT,
        /** A unit in braces. */
        UNIT,
        /** Degrees in braces. */
        ANGLE
    }

    /** @param text the sign or the command's name */
    record Meaning(Action action, String text) {}

    private static final Map<String, Meaning> COMMANDS = commands();

    private Markup() {}

    /** Whether {@code \name} means something to the lexer. */
    static boolean knows(String name) {
        return COMMANDS.containsKey(name);
    }

    /** What {@code \name} means; a command of that name where nothing else is known. */
    static Meaning of(String name) {
        Meaning meaning = COMMANDS.get(name);
        return meaning == null ? new Meaning(Action.COMMAND, name) : meaning;
    }

    private static Map<String, Meaning> commands() {
        Map<String, Meaning> all = new HashMap<>();
        put(all, Action.TEXT, "text textbf textit textrm textsf texttt mbox hbox textnormal textup textsuperscript");
        put(all, Action.ROMAN, "mathrm operatorname rm mathop mathsf mathtt");
        put(all, Action.BLACKBOARD, "mathbb Bbb");
        put(all, Action.BOLD, "mathbf boldsymbol bold bf bm hat pmb");
        put(all, Action.ARROW, "vec overrightarrow overleftarrow");
        put(
                all,
                Action.VANISH,
                "num smash mathclap mathrlap mathllap rlap llap mathord mathbin mathrel mathpunct mathinner strut"
                        + " mathstrut relax protect allowbreak nobreak mathit mathcal mathscr mathfrak mathnormal overleftrightarrow"
                        + " widehat widetilde tilde underline boxed fbox emph checkmark blacksquare qed big Big bigg Bigg bigl bigr Bigl Bigr"
                        + " biggl biggr Biggl Biggr middle displaystyle textstyle scriptstyle limits nolimits hline"
                        + " noindent centering unicode overbrace underbrace ensuremath stackrel wideparen"
                        + " overarc it sf tt large Large small normalsize $ #");
        put(all, Action.BLANK, "quad qquad , ; : ! > ( ) [ ] thinspace enspace space nobreakspace newline par");
        all.put(" ", new Meaning(Action.BLANK, ""));
        all.put("\n", new Meaning(Action.BLANK, ""));
        all.put("", new Meaning(Action.BLANK, ""));
        put(
                all,
                Action.DROP,
                "phantom hphantom vphantom hspace vspace label tag kern raisebox cline color textcolor colorbox");
        put(all, Action.LEFT, "left");
        put(all, Action.RIGHT, "right");
        put(all, Action.BEGIN, "begin");
        put(all, Action.END, "end");
        put(all, Action.NOT, "not");
        put(all, Action.NUMBER_AND_UNIT, "SI qty");
        put(all, Action.UNIT, "si unit");
        put(all, Action.ANGLE, "ang");
        put(all, Action.BREAK, "\\ cr tabularnewline");
        all.put("degree", new Meaning(Action.SIGN, "°"));
        all.put("degrees", new Meaning(Action.SIGN, "°"));
        signs(all);
        names(all);
        return Map.copyOf(all);
    }

    private static void signs(Map<String, Meaning> all) {
        signs(all, "*", "cdot times ast cdotp centerdot");
        signs(all, "/", "div slash");
        signs(all, "%", "%");
        signs(all, "\\{", "{ lbrace");
        signs(all, "\\}", "} rbrace");
        signs(all, "<=", "le leq leqslant leqq");
        signs(all, ">=", "ge geq geqslant geqq");
        signs(all, "<", "lt");
        signs(all, ">", "gt");
        signs(all, "=", "eq");
        signs(all, "\\ne", "ne neq");
        signs(all, "\\in", "in");
        signs(all, "\\approx", "approx simeq doteq approxeq");
        signs(all, "\\equiv", "equiv");
        signs(all, "\\sim", "sim cong");
        signs(all, "\\subset", "subset subseteq subsetneq");
        signs(all, "\\parallel", "parallel");
        signs(all, "\\perp", "perp");
        signs(all, "\\to", "to rightarrow mapsto longrightarrow");
        signs(all, "\\cup", "cup bigcup");
        signs(all, "\\cap", "cap bigcap");
        signs(all, "\\setminus", "setminus backslash smallsetminus");
        signs(all, "\\pm", "pm");
        signs(all, "\\mp", "mp");
        signs(all, "(", "lparen");
        signs(all, ")", "rparen");
        signs(all, "[", "lbrack");
        signs(all, "]", "rbrack");
        signs(all, "|", "vert");
        signs(all, "|(", "lvert");
        signs(all, "|)", "rvert");
        signs(all, "||", "| Vert lVert rVert");
        signs(all, "\\land", "land wedge");
        signs(all, "\\lor", "lor vee");
        signs(all, ":", "colon");
        signs(all, "'", "prime");
        for (String same : "mid langle rangle lfloor rfloor lceil rceil".split(" ", -1)) {
            signs(all, "\\" + same, same);
        }
    }

    private static void names(Map<String, Meaning> all) {
        names(all, "frac", "dfrac tfrac cfrac nicefrac sfrac");
        names(all, "binom", "dbinom tbinom");
        names(all, "emptyset", "varnothing O");
        names(all, "ldots", "dots cdots dotsc dotsb vdots ddots");
        names(all, "implies", "Rightarrow iff Leftrightarrow Longrightarrow Longleftrightarrow therefore");
        names(all, "mathbb{R}", "R reals Reals");
        names(all, "mathbb{P}", "Pr");
        names(all, "mathbb{Z}", "Z");
        names(all, "mathbb{N}", "N");
        names(all, "mathbb{Q}", "Q");
        names(all, "bar", "bar");
        names(all, "triangle", "vartriangle");
    }

    private static void put(Map<String, Meaning> all, Action action, String names) {
        for (String name : names.split(" ", -1)) {
            all.put(name, new Meaning(action, name));
        }
    }

    private static void signs(Map<String, Meaning> all, String sign, String names) {
        for (String name : names.split(" ", -1)) {
            all.put(name, new Meaning(Action.SIGN, sign));
        }
    }

    private static void names(Map<String, Meaning> all, String one, String names) {
        for (String name : names.split(" ", -1)) {
            all.put(name, new Meaning(Action.COMMAND, one));
        }
    }
}
