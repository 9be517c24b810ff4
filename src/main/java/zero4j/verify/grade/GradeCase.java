package zero4j.verify.grade;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.OneLine;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.verify.Grade;

/**
 * A line of a file of cases: an answer, or a response to find it in, its references, and whether it should be right.
 *
 * @param line from 1
 * @param text the answer, or the response if {@code whole}
 * @param references accepted answers, at least one
 * @param question empty if the case does not say it
 * @param expected whether the answer should be right, if the case says so
 * @param extraction from the field {@code mode}
 * @param grade from the field {@code mode}
 */
public record GradeCase(
        long line,
        String text,
        boolean whole,
        List<String> references,
        String question,
        Optional<Boolean> expected,
        Optional<Extraction> extraction,
        Optional<Grade> grade) {
    public GradeCase {
        references = List.copyOf(references);
    }

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");
    private static final int MOST_DIGITS = 400;

    /**
     * Reads one line.
     *
     * @param origin the file and line, for messages
     * @throws UserError if it is no case
     */
    public static GradeCase parse(String json, long line, String origin) {
        JsonNode row;
        try {
            row = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new UserError(
                    origin + ": not valid JSON: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    e);
        }
        if (!row.isObject()) {
            throw new UserError(origin + ": expected an object such as {\"answer\": \"1/2\", \"reference\": \"0.5\"}");
        }
        boolean whole = given(row, "response");
        Mode mode = mode(row, origin);
        return new GradeCase(
                line,
                whole ? text(row, "response", origin) : answer(row, origin),
                whole,
                references(row, origin),
                given(row, "question") ? text(row, "question", origin) : "",
                expected(row, origin),
                mode.extraction(),
                mode.grade());
    }

    /** What the field {@code mode} says. */
    private record Mode(Optional<Extraction> extraction, Optional<Grade> grade) {}

    private static boolean given(JsonNode row, String field) {
        return row.has(field) && !row.path(field).isNull();
    }

    private static String text(JsonNode row, String field, String origin) {
        JsonNode text = row.path(field);
        if (!text.isString()) {
            throw wrong(origin, field, "a string", text);
        }
        return text.stringValue();
    }

    private static String answer(JsonNode row, String origin) {
        if (!given(row, "answer")) {
            throw new UserError(
                    origin + ": neither field \"answer\" nor field \"response\" is given; expected one of them");
        }
        JsonNode answer = row.path("answer");
        return scalar(answer).orElseThrow(() -> wrong(origin, "answer", "a string or a number", answer));
    }

    private static List<String> references(JsonNode row, String origin) {
        JsonNode reference = row.path("reference");
        String wanted = "a string, a number, or a list of them, not empty";
        if (!given(row, "reference")) {
            throw new UserError(origin + ": field \"reference\" is missing; expected " + wanted);
        }
        if (!reference.isArray()) {
            return List.of(scalar(reference).orElseThrow(() -> wrong(origin, "reference", wanted, reference)));
        }
        List<String> references = new ArrayList<>();
        for (JsonNode element : reference) {
            references.add(scalar(element).orElseThrow(() -> wrong(origin, "reference", wanted, reference)));
        }
        if (references.isEmpty()) {
            throw wrong(origin, "reference", wanted, reference);
        }
        return references;
    }

    private static Optional<Boolean> expected(JsonNode row, String origin) {
        JsonNode expected = row.path("expected");
        if (!given(row, "expected")) {
            return Optional.empty();
        }
        if (!expected.isBoolean()) {
            throw wrong(origin, "expected", "true or false", expected);
        }
        return Optional.of(expected.booleanValue());
    }

    private static Mode mode(JsonNode row, String origin) {
        JsonNode mode = row.path("mode");
        if (!given(row, "mode")) {
            return new Mode(Optional.empty(), Optional.empty());
        }
        String wanted = "boxed, tag, lenient or none (where the answer is looked for), fast or full (the grade)";
        if (!mode.isString()) {
            throw wrong(origin, "mode", wanted, mode);
        }
        List<String> words = SEPARATORS
                .splitAsStream(mode.stringValue())
                .filter(word -> !word.isEmpty())
                .toList();
        List<Extraction> extractions = Arrays.stream(Extraction.values())
                .filter(e -> words.contains(e.key()))
                .toList();
        List<Grade> grades = Arrays.stream(Grade.values())
                .filter(g -> words.contains(SettingChecks.word(g)))
                .toList();
        if (extractions.size() > 1 || grades.size() > 1 || extractions.size() + grades.size() != words.size()) {
            throw wrong(origin, "mode", wanted, mode);
        }
        return new Mode(extractions.stream().findFirst(), grades.stream().findFirst());
    }

    private static Optional<String> scalar(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> Optional.of(value.stringValue());
            case BOOLEAN -> Optional.of(Boolean.toString(value.booleanValue()));
            case NUMBER ->
                Optional.of(
                        value.isIntegralNumber() ? value.bigIntegerValue().toString() : decimal(value.decimalValue()));
            default -> Optional.empty();
        };
    }

    private static String decimal(BigDecimal number) {
        // Written out, 1e999999999 would not fit into memory.
        boolean large = Math.abs((long) number.scale()) > MOST_DIGITS;
        return large ? number.toString() : number.toPlainString();
    }

    private static UserError wrong(String origin, String field, String expected, JsonNode found) {
        return new UserError(
                origin + ": field \"" + field + "\" is " + OneLine.of(found.toString(), 60) + "; expected " + expected);
    }
}
