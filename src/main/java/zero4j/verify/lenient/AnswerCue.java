package zero4j.verify.lenient;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A phrase that announces an answer.
 *
 * @param end where the answer begins; -1 if what stands there announces none
 * @param heading whether it is a heading above the answer
 */
record AnswerCue(int end, boolean heading) {
    private static final String ANSWER = "answer";
    private static final String HASHES = "####";
    private static final String MARKUP = "*_`\"#";
    private static final AnswerCue NONE = new AnswerCue(-1, false);
    private static final int REACH = 80;
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

    private static final List<String> ARTICLES = List.of("the", "final", "correct", "my", "our");
    private static final List<String> VERBS =
            List.of("is", "are", "was", "equals", "would be", "will be", "must be", "should be", "becomes");
    private static final List<String> LINKS = List.of("to", "for", "of", "in", "we", "here", "choice", "option");
    private static final List<String> FILLERS =
            List.of("therefore", "thus", "then", "simply", "just", "indeed", "given by", "equal to", "that");
    private static final List<String> DENIALS = List.of("not", "correct", "incorrect", "wrong", "right");

    boolean found() {
        return end >= 0;
    }

    /** The last place before {@code limit} where a cue may stand; -1 if there is none. */
    static int last(String text, int limit) {
        for (int i = limit - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == '#' ? text.startsWith(HASHES, i) : (c == 'a' || c == 'A') && word(text, i, ANSWER) > 0) {
                return i;
            }
        }
        return -1;
    }

    /** The cue at a place that {@link #last} gave. */
    static AnswerCue at(String text, int at) {
        if (text.charAt(at) == '#') {
            return hashes(text, at);
        }
        int noun = word(text, at, ANSWER);
        int i = skip(text, noun, MARKUP + " ");
        if (i < text.length() && ":=".indexOf(text.charAt(i)) >= 0) {
            return said(text, i + 1, false);
        }
        int verb = firstOf(text, i, VERBS);
        if (verb < 0 && firstOf(text, i, LINKS) >= 0 && hasArticle(text, at)) {
            verb = verbWithin(text, i);
        }
        if (verb >= 0) {
            return said(text, verb, false);
        }
        boolean lineEnds = i < text.length() && text.charAt(i) == '\n';
        return lineEnds && headsLine(text, at) ? said(text, i, true) : NONE;
    }

    /** GSM8K's mark; the same characters open a Markdown heading, which begins with a word or a number of a section. */
    private static AnswerCue hashes(String text, int at) {
        int start = skip(text, at + HASHES.length(), " ");
        boolean lineStart = at == 0 || text.charAt(at - 1) == '\n';
        boolean value = start < text.length()
                && (Character.isDigit(text.charAt(start)) || "+-−$€£¥\\.".indexOf(text.charAt(start)) >= 0);
        int digits = start;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        boolean section = digits > start && (text.startsWith(". ", digits) || text.startsWith(") ", digits));
        return lineStart && value && !section ? new AnswerCue(start, false) : NONE;
    }

    private static AnswerCue said(String text, int verb, boolean heading) {
        int i = verb;
        for (int next = i; next >= 0; next = firstOf(text, i, FILLERS)) {
            i = skip(text, next, MARKUP.replace("#", "") + " :\n\r\t");
        }
        return firstOf(text, i, DENIALS) >= 0 ? NONE : new AnswerCue(i, heading);
    }

    private static int verbWithin(String text, int from) {
        int end = Math.min(text.length(), from + REACH);
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            int verb = c == ' ' ? firstOf(text, i + 1, VERBS) : c == ':' ? i + 1 : -1;
            if (verb >= 0 || c == '.' || c == '\n') {
                return verb;
            }
        }
        return -1;
    }

    private static boolean hasArticle(String text, int at) {
        int end = at;
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        int start = end;
        while (start > 0 && at - start < REACH && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        String before = text.substring(start, end);
        return ARTICLES.stream().anyMatch(before::equalsIgnoreCase);
    }

    /** Whether nothing but markup, numbering and articles stands before the cue on its line. */
    private static boolean headsLine(String text, int at) {
        int start = text.lastIndexOf('\n', at) + 1;
        if (at - start > REACH) {
            return false;
        }
        for (String word : NO_LETTERS.split(text.substring(start, at))) {
            if (!word.isEmpty() && ARTICLES.stream().noneMatch(word::equalsIgnoreCase)) {
                return false;
            }
        }
        return true;
    }

    private static int firstOf(String text, int i, List<String> words) {
        for (String word : words) {
            int end = word(text, i, word);
            if (end > 0) {
                return end;
            }
        }
        return -1;
    }

    /** The end of a word at {@code i}, an s of the plural of "answer" included; 0 if it is another word. */
    private static int word(String text, int i, String word) {
        if (i >= text.length() || Character.toLowerCase(text.charAt(i)) != word.charAt(0)) {
            return 0;
        }
        boolean starts = i == 0 || !Character.isLetter(text.charAt(i - 1));
        if (!starts || !text.regionMatches(true, i, word, 0, word.length())) {
            return 0;
        }
        int end = i + word.length();
        boolean plural = word.equals(ANSWER) && end < text.length() && text.charAt(end) == 's';
        end += plural ? 1 : 0;
        return end < text.length() && Character.isLetter(text.charAt(end)) ? 0 : end;
    }

    private static int skip(String text, int i, String characters) {
        int end = i;
        while (end < text.length() && characters.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }
}
