package zero4j.analyze.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Signs that a text works towards the answer of its question, or that it is something else. What stands before the first new
 * question counts; what a model goes on with when it has answered does not.
 */
final class AnsweringRules {
    private static final int FLAGS =
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS;

    /** An answer that is marked as one. */
    private static final Pattern MARKED = Pattern.compile(
            "\\\\boxed|\\\\fbox|<answer>(?! *answer here)\\s*\\S|####\\s*\\S"
                    + "|\\b(the|final|correct|our) (\\w+ )?answer (is|was)\\b|(?<!\\w)answer *: *\\S"
                    + "|\\bthe solutions? (is|are)\\b|^ *(solution|explanation)\\b *[.:]"
                    + "|答案|\\b(antwort|lösung) (ist|lautet)\\b|\\brespuesta (es|final)\\b|\\bréponse (est|:)|\\bответ *:",
            FLAGS);

    /** Something equals something, or is more or less than a number. */
    private static final Pattern EQUATION = Pattern.compile(
            "((?<!\\w)\\p{L}|[\\d)}\\]²³!%°|]) *(=|≡|≈|\\\\equiv|\\\\approx|\\\\Rightarrow) *(\\p{L}(?!\\w)|[-+±$\\d\\\\({\\[√<])"
                    + "|\\w *(=|≈) *[-(]?\\d|& *(=|\\\\equiv)|\\d *(<|>|\\\\leq?|\\\\geq?)\\b? *[-\\d\\p{L}]",
            FLAGS);

    /** A statement with a number. */
    private static final Pattern STATED = Pattern.compile(
            "\\b(is|are|equals?|gets?|takes?|gives?|have|has|leaves?|makes?|about|find|maybe|that's)\\b[^.\\n]{0,60}?[-$\\\\{]*\\d",
            FLAGS);

    /** A conclusion, or what somebody does who works. */
    private static final Pattern REASONED = Pattern.compile(
            "\\b(therefore|thus|hence|so|it follows|which (gives|means)|we|let us)\\b|^[\\s*#>-]*(since|because|note|notice|observe|recall|expanding|begin by|using|by) ",
            FLAGS);

    /** The beginning of work. */
    private static final Pattern BEGUN = Pattern.compile(
            "^[\\s*#>-]*(to (solve|find|determine|compute|evaluate|calculate|simplify|answer)\\b|first(ly)?,? (we|i|let|note|compute|find)\\b|step 1"
                    + "|let('s| us)? (\\$|\\w+ be|x|n|the|denote|first|me|compute|find|count)|suppose (that )?(the|x|n|we)\\b"
                    + "|we (need|use|can|first|must|have|want|start|know|look|factor)\\b|i('ll| will| need| must)\\b"
                    + "|(okay|ok|so|alright),? (so )?(i|we|let)\\b|by the \\w+)",
            FLAGS);

    /** Asks, or orders, as exercises do. */
    private static final Pattern EXERCISE = Pattern.compile(
            "^[^\\w\\n]*(\\d+[.)] *|\\([a-z\\d]\\) *|\\\\item *)?(question|exercise|problem|example|q *:|chapter|worksheet|what|how (many|much|long|far|do)"
                    + "|which|when|find|solve|evaluate|simplify|prove|calculate|compute|determine|write|sketch|show|choose|let \\$?[fgh]\\(x"
                    + "|quel(le)?s?|wie viele|was ist|cuánt\\w+|cuál)\\b",
            FLAGS);

    /** The end of a word problem. */
    private static final Pattern ASKED_LAST = Pattern.compile(
            "[,;] *(then )?(find|compute|determine|evaluate|calculate|what|how (many|much|long|far|old))\\b", FLAGS);

    /** The first words of a problem, which another asks about. */
    private static final Pattern SETTING = Pattern.compile(
            "^[^\\w\\n]*(let|if|suppose|given|for|consider|assume|there (are|is)|in|on|at|an?|the|each|every|\\d+ ?%|\\p{Lu}\\p{Ll}+)\\b",
            Pattern.UNICODE_CHARACTER_CLASS | Pattern.CASE_INSENSITIVE);

    /** Pages, programs and data. */
    private static final Pattern MARKUP = Pattern.compile(
            "^[^\\w\\n]*</?(p|div|td|tr|table|a|span|html|body|li|ul|footer)\\b|</(td|tr|div|body|html|footer)>|^[ \\t]*\",?[ \\t]*\"\\w+\" *:",
            FLAGS);

    /** A line of a program; two make one. */
    private static final Pattern PROGRAM = Pattern.compile(
            "^[ \\t]*(import \\w|from \\w+ import|def \\w+ *\\(|class \\w+ *[:(]|#include|public (static|class)|return\\b.*|if *\\(|(el)?if .*:$|else:|for .*:$|while .*:$"
                    + "|my \\$|(const|var|func|int|char|void) \\w+|/?\\*+ .*|@\\w+.*|try:|\"\"\")|^[^\\\\$\n]*[;{][ \\t]*$|\\bself\\.|:=|->\\w",
            FLAGS);

    private static final Pattern DRAWING = Pattern.compile("\\[asy].*?(\\[/asy]|\\z)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Pattern WORD = Pattern.compile("\\p{L}{4,}");
    /** Words of any question. */
    private static final Set<String> COMMON = Set.of(
            "what",
            "which",
            "that",
            "with",
            "from",
            "have",
            "this",
            "each",
            "many",
            "much",
            "find",
            "when",
            "then",
            "there",
            "their",
            "them",
            "than",
            "some",
            "into",
            "only",
            "other",
            "more",
            "less",
            "does",
            "will",
            "your",
            "they",
            "must",
            "such",
            "were",
            "been",
            "where",
            "same",
            "about",
            "also",
            "following",
            "given");

    private static final Pattern CHOICES = Pattern.compile("\\([A-E]\\)|\\b[A-E]\\. ");
    /** Speaks to a judge. */
    private static final Pattern ADDRESSED = Pattern.compile(
            "\\bignore (all )?(previous|prior|the above)\\b|\\b(ai )?judge\\b|\\bsystem prompt\\b", FLAGS);

    private static final int SHORTEST_LOOP = 12;
    private static final int BARE = 40;

    private final Set<String> words;
    private final Set<String> numbers;
    private final boolean repeats;
    private final String text;

    AnsweringRules(String question, String response) {
        this.words = WORD.matcher(question.toLowerCase(Locale.ROOT))
                .results()
                .map(found -> found.group())
                .filter(word -> !COMMON.contains(word))
                .collect(Collectors.toSet());
        this.numbers =
                NUMBER.matcher(question).results().map(found -> found.group()).collect(Collectors.toSet());
        String asked = question.strip();
        this.repeats = !asked.isEmpty() && response.contains(asked);
        String drawn = DRAWING.matcher(response).replaceAll(" ");
        this.text = (asked.isEmpty() ? drawn : withoutBegun(asked, drawn.replace(asked, " "))).strip();
    }

    /** Without a repetition of the question that the end of the text cut off. */
    private static String withoutBegun(String question, String text) {
        String begin = question.substring(0, Math.min(20, question.length()));
        int last = text.lastIndexOf(begin);
        return last >= 0 && question.startsWith(text.substring(last).strip()) ? text.substring(0, last) : text;
    }

    /** Whether the text, though it does not answer, says nothing else than the question does. */
    boolean staysWithQuestion() {
        return (repeats && text.isEmpty())
                || (CHOICES.matcher(text).find()
                        && !hasWords(CHOICES.matcher(text).replaceAll(" ")));
    }

    private static boolean hasWords(String text) {
        return WORD.matcher(text).find();
    }

    boolean answers() {
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)
                || loops()
                || ADDRESSED.matcher(text).find()) {
            return false;
        }
        if (isProgram()) {
            return MARKED.matcher(text).find() || text.contains("```output") || computes();
        }
        if (MARKUP.matcher(text).find()) {
            return MARKED.matcher(text).find();
        }
        return MARKED.matcher(text).find() || bare() || works(ownSentences());
    }

    /** Words that stand many times behind each other, and nothing else. */
    private boolean loops() {
        String[] all = text.split("\\s+");
        return all.length >= SHORTEST_LOOP && Arrays.stream(all).distinct().count() <= 2;
    }

    private boolean isProgram() {
        long lines = text.lines().filter(line -> !line.isBlank()).count();
        return 2 * PROGRAM.matcher(text).results().count() >= Math.max(4, lines);
    }

    /** Whether a program prints something that it computes with the question's numbers. */
    private boolean computes() {
        return text.contains("print")
                && NUMBER.matcher(text).results().anyMatch(found -> numbers.contains(found.group()));
    }

    /** A number or a formula alone. */
    private boolean bare() {
        String first = text.lines().findFirst().orElse("").strip();
        return first.length() <= BARE
                && !CHOICES.matcher(first).find()
                && !EXERCISE.matcher(first).find()
                && !hasWords(first.replaceAll("\\\\[a-z]+", ""))
                && first.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** The sentences before the first paragraph that asks something new. */
    private List<String> ownSentences() {
        List<String> own = new ArrayList<>();
        for (String paragraph : text.split("\\n\\s*\\n")) {
            List<String> sentences =
                    List.of(paragraph.split("(?<=[.?!。？])\\s+(?=[\\p{Lu}(\\d$\\\\])|\\n+|(?<=[])}])(?=Find|Compute)"));
            boolean asksInTheEnd = asks(sentences.getLast());
            for (String sentence : sentences) {
                if (EXERCISE.matcher(sentence).find()
                        || (own.isEmpty() && isQuestion(sentence))
                        || (asksInTheEnd
                                && (sentences.size() == 1
                                        || SETTING.matcher(sentence).find()))) {
                    return own;
                }
                own.add(sentence);
            }
        }
        return own;
    }

    private static boolean asks(String sentence) {
        return isQuestion(sentence)
                || EXERCISE.matcher(sentence).find()
                || ASKED_LAST.matcher(sentence).find();
    }

    /** Of several words: "Maybe 4?" is an answer. */
    private static boolean isQuestion(String sentence) {
        return sentence.strip().endsWith("?") && sentence.strip().split("\\s+").length > 3;
    }

    private boolean works(List<String> sentences) {
        if (!sentences.isEmpty() && BEGUN.matcher(sentences.getFirst()).find()) {
            return true;
        }
        return sentences.stream()
                .anyMatch(sentence -> EQUATION.matcher(sentence).find()
                        || (STATED.matcher(sentence).find() && speaksOfQuestion(sentence, 1))
                        || (REASONED.matcher(sentence).find() && speaksOfQuestion(sentence, 2)));
    }

    private boolean speaksOfQuestion(String sentence, int least) {
        return WORD.matcher(sentence.toLowerCase(Locale.ROOT))
                        .results()
                        .map(found -> found.group())
                        .filter(words::contains)
                        .distinct()
                        .limit(least)
                        .count()
                == least;
    }
}
