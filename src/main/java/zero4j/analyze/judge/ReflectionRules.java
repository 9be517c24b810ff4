package zero4j.analyze.judge;

import java.util.List;
import java.util.regex.Pattern;

/** Words of someone who looks back at what he has written. */
final class ReflectionRules {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

    /** Each is enough. Words that also belong to many a task (check, verify, wait) count in company only. */
    private static final List<Pattern> FORMS = List.of(
            // the paper's keywords, and what is near them
            form(
                    "\\b(re-?check|re-?think|re-?assess|re-?evaluat|re-?examin|re-?consider|re-?analy[sz]|double[- ]check)"),
            form("\\b(check|think|verify|try|look|count|calculate|compute) (it |this |that )?again\\b"),
            form("\\b(go|going|went) (back )?over (the|my|these|all)( \\w+)? (steps|work|calculations?)"),
            // a halt
            form("\\bwait\\b(?! *(for|until|till|\\d))[ ,.!:;…-]"),
            form("\\b(hold on|hang on|wait a (second|minute|moment)|not so fast)\\b"),
            // an error seen
            form(
                    "\\b(that|this|it)('s| is|'t| was| does ?n.t (look|seem)| can ?n.t be| cannot be) *(not )?(right|wrong|incorrect|impossible)\\b"),
            form("\\b(not right|can't be right|doesn't look right|doesn't make sense|makes no sense)\\b"),
            form("\\bI (have )?(made|see) (a|an|my) (\\w+ )?(mistake|error|slip)|\\bmy mistake\\b|\\boops\\b"),
            form("\\bI (forgot|missed|misread|overlooked|miscounted|should have)\\b"),
            form("\\b(hmm+|actually)\\b[, ….]+(but|no|let|that|this|I)\\b"),
            // a check of what is there
            form(
                    "\\blet('s| us| me) (just )?(check|verify|test|confirm)( (this|that|my|our|it|the (answer|result|solution|work))\\b|[.:])"),
            form("\\b(we|I) can (check|verify|confirm) (this|that|it|the (answer|result|solution))\\b"),
            form("\\b(which|this|that) (confirms|verifies|agrees with|matches)\\b"),
            form("(^|[.;!\\n] *)(check|verification|proof|sanity check) ?:"),
            form("\\bto be (\\w+ )?(sure|safe)\\b|\\bmake sure (that )?(this|the (answer|result))"),
            form("\\bbut is (it|this|that) really\\b|\\bis (this|that|it) (really )?(correct|right)\\?"),
            // another way
            form("\\balternatively\\b|\\b(another|a different|the other|a second) (way|approach|method)\\b"),
            form("\\b(second|another) (attempt|try)\\b|\\bstart(ing)? (over|again)\\b"),
            // the same elsewhere
            form("等等|等一下|再检查|检查一下|重新|验算|不对"),
            form("\\bstimmt nicht\\b|\\bnoch ?(ein)?mal (prüfen|nachrechnen|rechnen)\\b|\\bzur (probe|kontrolle)\\b"),
            form("\\b(un momento|espera|comprobemos|verifiquemos|attend(s|ez)|vérifions|подожди(те)?|проверим)\\b"));

    private ReflectionRules() {}

    private static Pattern form(String regex) {
        return Pattern.compile(regex, FLAGS);
    }

    static boolean looksBack(String text) {
        String plain = text.replace('’', '\'');
        return FORMS.stream().anyMatch(form -> form.matcher(plain).find());
    }
}
