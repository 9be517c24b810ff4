package zero4j.verify.lenient;

import java.util.List;

/** What stands between two marked pieces of a text, and whether it makes them one list. */
enum Joint {
    /** Something else, or nothing. */
    NONE,
    /** Commas, semicolons or wide blanks. */
    MARK,
    /** "and" or "or". */
    WORD;

    private static final List<String> WORDS = List.of("and", "or");
    private static final List<String> WIDE = List.of("\\quad", "\\qquad");
    private static final List<String> STYLES = List.of("\\text{", "\\mbox{", "\\mathrm{", "\\textrm{");

    static Joint between(String text, int from, int to) {
        Joint joint = from == to ? MARK : NONE;
        int i = from;
        while (i < to) {
            Joint piece = MARK;
            int length = wide(text, i);
            if (length == 0) {
                length = word(text, i, to);
                piece = WORD;
            }
            if (length == 0) {
                length = filler(text, i);
                piece = ",;".indexOf(text.charAt(i)) >= 0 ? MARK : NONE;
            }
            if (length == 0) {
                return NONE;
            }
            joint = piece.compareTo(joint) > 0 ? piece : joint;
            i += length;
        }
        return i == to ? joint : NONE;
    }

    private static int wide(String text, int i) {
        for (String command : WIDE) {
            int end = i + command.length();
            if (text.startsWith(command, i) && (end == text.length() || !Character.isLetter(text.charAt(end)))) {
                return command.length();
            }
        }
        return 0;
    }

    private static int word(String text, int i, int to) {
        int start = i;
        for (String style : STYLES) {
            start = text.startsWith(style, i) ? i + style.length() : start;
        }
        boolean styled = start > i;
        while (styled && start < to && text.charAt(start) == ' ') {
            start++;
        }
        for (String word : WORDS) {
            int end = start + word.length();
            if (end <= to && text.regionMatches(true, start, word, 0, word.length())) {
                while (styled && end < to && text.charAt(end) == ' ') {
                    end++;
                }
                boolean closed = styled
                        ? end < to && text.charAt(end) == '}'
                        : end == text.length() || !Character.isLetter(text.charAt(end));
                return closed ? end - i + (styled ? 1 : 0) : 0;
            }
        }
        return 0;
    }

    private static int filler(String text, int i) {
        char c = text.charAt(i);
        if (c == '\\' && i + 1 < text.length()) {
            return "()[],;:! \\".indexOf(text.charAt(i + 1)) >= 0 ? 2 : 0;
        }
        return Character.isWhitespace(c) || ",;$~".indexOf(c) >= 0 ? 1 : 0;
    }
}
