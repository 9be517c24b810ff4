package zero4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.verify.extract.AnswerExtractor;

/**
 * Reads reference answers as data sets write them: behind GSM8K's {@code ####}, in the last {@code \boxed{}} of a worked solution, as a
 * JSON list of texts, or as they stand.
 */
final class ReferenceText {
    private static final String MARK = "####";
    private static final AnswerExtractor BOXED = AnswerExtractor.boxed();

    /** A solution that is so short and no sentence is the answer itself. */
    private static final int LONGEST_BARE = 50;

    /** Two words, or the mark behind a sentence; behind a number, a letter or a bracket an exclamation mark is a factorial. */
    private static final Pattern SENTENCE =
            Pattern.compile("\\p{L}{2,}\\s+\\p{L}{2,}|[.?]$|(?<!\\d|[)\\]}!]|(?<!\\p{L})\\p{L})!$");

    private static final Pattern ANSWER_IN_WORDS = Pattern.compile(
            "(?:there (?:is|are) )?no (?:(?:real|integer|such) )?(?:solutions?|roots?|numbers?|integers?|values?)"
                    + "|does not exist|not defined|(?:the )?empty set|(?:all|the|all the) (?:real numbers|reals|integers)"
                    + "|infinitely many(?: solutions)?",
            Pattern.CASE_INSENSITIVE);

    private ReferenceText() {}

    /** The answers in a cell, without blanks around them: of a scalar, or of every element of a list; blank ones left out. */
    static List<String> answers(Object cell) {
        List<String> answers = new ArrayList<>();
        for (Object element : elements(cell)) {
            CellText.of(element)
                    .map(text -> marked(text).orElse(text).strip())
                    .filter(text -> !text.isEmpty())
                    .ifPresent(answers::add);
        }
        return answers;
    }

    /** The answers that worked solutions come to; empty where they mark none. */
    static List<String> read(Object solutions) {
        List<String> answers = new ArrayList<>();
        for (Object element : elements(solutions)) {
            CellText.of(element)
                    .flatMap(text -> marked(text).or(() -> Optional.of(text).filter(ReferenceText::isBare)))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(answers::add);
        }
        return answers;
    }

    private static Optional<String> marked(String text) {
        int mark = text.lastIndexOf(MARK);
        if (mark >= 0) {
            return Optional.of(text.substring(mark + MARK.length())
                    .strip()
                    .lines()
                    .findFirst()
                    .orElse(""));
        }
        return text.contains("boxed") || text.contains("\\fbox") ? BOXED.extract(text) : Optional.empty();
    }

    private static boolean isBare(String text) {
        String line = text.strip();
        return line.length() <= LONGEST_BARE
                && !line.contains("\n")
                && (!SENTENCE.matcher(line).find()
                        || ANSWER_IN_WORDS
                                .matcher(line.replaceFirst("\\.$", ""))
                                .matches());
    }

    private static List<?> elements(Object cell) {
        if (cell instanceof List<?> list) {
            return list;
        }
        return cell instanceof String text ? listed(text) : List.of(cell);
    }

    /** Some sets keep a list of texts as its JSON. */
    private static List<?> listed(String text) {
        String line = text.strip();
        if (!line.startsWith("[\"") || !line.endsWith("\"]")) {
            return List.of(text);
        }
        try {
            JsonNode list = JsonMapper.shared().readTree(line);
            boolean texts = list.valueStream().allMatch(JsonNode::isString);
            return texts ? list.valueStream().map(JsonNode::asString).toList() : List.of(text);
        } catch (JacksonException noList) {
            return List.of(text);
        }
    }
}
