package zero4j.reproduce.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.data.nano.NanoSplit;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;

class GeneratedTextTest {
    private static final Pattern STEP = Pattern.compile("(\\d)([-+*])(\\d)=(\\d)([.?])");
    private static final List<String> KINDS = List.of(
            "equations",
            "lists",
            "working",
            "examples",
            "exercises",
            "hasty",
            "chain",
            "guess",
            "nano",
            "nano:count+max/1-2");

    static TextPart part(String kind, int documents, double slips, boolean silent, double recheck) {
        return new TextPart(kind, documents, List.of(), "", slips, silent, recheck, "");
    }

    static List<String> documents(TextPart... parts) {
        GeneratedText text = GeneratedText.of(List.of(parts), Templates::byName, 1);
        return IntStream.range(0, text.size()).mapToObj(text::document).toList();
    }

    /** What stands behind the equals sign, worked out from the signs alone. */
    private static int right(Matcher step) {
        int left = Integer.parseInt(step.group(1));
        int right = Integer.parseInt(step.group(3));
        return switch (step.group(2)) {
                    case "+" -> left + right;
                    case "-" -> left + 10 - right;
                    default -> left * right;
                }
                % 10;
    }

    private static boolean isRight(Matcher step) {
        return right(step) == Integer.parseInt(step.group(4));
    }

    private static double share(List<String> documents, Predicate<String> condition) {
        return documents.stream().filter(condition).count() / (double) documents.size();
    }

    static String box(String document) {
        assertThat(document).endsWith("}").contains("The answer is \\boxed{");
        return document.substring(document.lastIndexOf('{') + 1, document.length() - 1);
    }

    @ParameterizedTest
    @CsvSource({"equations, 0", "guess, 0", "working, 0", "working, 0.3", "chain, 0", "chain, 0.2", "chain, 1"})
    void steps_eachIsRightUnlessItIsMarked(String kind, double slips) {
        int steps = 0;
        int marked = 0;
        for (String document : documents(part(kind, 3000, slips, false, 0))) {
            Matcher step = STEP.matcher(document);
            while (step.find()) {
                boolean slip = step.group(5).equals("?");
                assertThat(isRight(step)).as(document).isEqualTo(!slip);
                steps++;
                marked += slip ? 1 : 0;
            }
        }
        assertThat(steps).isGreaterThan(6000);
        assertThat(marked / (double) steps).isCloseTo(slips, within(slips == 0 || slips == 1 ? 0 : 0.015));
    }

    @Test
    void silentSlips_ofNineInTen_areRandomDigitsWithoutAMark() {
        int[] away = new int[10]; // from the right digit
        for (String document : documents(part("chain", 4000, 0.9, true, 0))) {
            assertThat(document.substring(document.indexOf('\n'))).doesNotContain("?");
            for (Matcher step = STEP.matcher(document); step.find(); ) {
                away[(Integer.parseInt(step.group(4)) - right(step) + 10) % 10]++;
            }
        }
        int all = IntStream.of(away).sum();
        assertThat(IntStream.of(away).boxed())
                .allSatisfy(steps -> assertThat(steps / (double) all).isCloseTo(0.1, within(0.02)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2})
    void chain_work_followsTheQuestionAndEndsInTheBox(double slips) {
        for (String document : documents(part("chain", 2000, slips, false, 0))) {
            String question = document.substring(0, document.indexOf('\n'));
            assertThat(question).matches("What is \\d([-+]\\d|\\*[379]){3,5} mod 10\\?");
            assertThat(NanoSplit.of(question)).isEqualTo(NanoSplit.TRAIN);
            String value = question.substring(8, 9);
            Matcher operation = Pattern.compile("[-+*]\\d").matcher(question);
            Matcher step = STEP.matcher(document);
            while (operation.find()) {
                assertThat(step.find()).as(document).isTrue();
                assertThat(step.group(1) + step.group(2) + step.group(3))
                        .as(document)
                        .isEqualTo(value + operation.group());
                value = step.group(4);
            }
            assertThat(box(document)).as(document).isEqualTo(value);
        }
    }

    @Test
    void lists_allForms_areTrue() {
        Set<String> forms = new HashSet<>();
        for (String document : documents(new TextPart("lists", 500))) {
            String form = document.substring(0, document.indexOf(": "));
            String[] rows = document.substring(form.length() + 2).split("\\. ");
            List<Integer> row = digits(rows[0]);
            forms.add(form);
            switch (form) {
                case "Count" ->
                    assertThat(IntStream.range(1, row.size()).mapToObj(i -> (row.get(i) - row.get(i - 1) + 10) % 10))
                            .allMatch(
                                    row.get(1) - row.get(0) < 0
                                            ? d -> d == row.get(1) - row.get(0) + 10
                                            : d -> d == row.get(1) - row.get(0));
                case "Copy" -> assertThat(digits(rows[1])).isEqualTo(row);
                case "Sort" -> assertThat(digits(rows[1])).isSorted().containsExactlyInAnyOrderElementsOf(row);
                case "Back" -> assertThat(digits(rows[1]).reversed()).isEqualTo(row);
                default ->
                    assertThat(row)
                            .contains(digits(rows[1]).getFirst())
                            .allMatch(d -> d <= digits(rows[1]).getFirst());
            }
        }
        assertThat(forms).containsExactlyInAnyOrder("Count", "Copy", "Sort", "Back", "Most");
    }

    private static List<Integer> digits(String row) {
        return Pattern.compile(" ").splitAsStream(row).map(Integer::valueOf).toList();
    }

    @Test
    void examples_eachDocument_hasThreeToFiveQuestionsOfBothKindsInTurn() {
        Set<Integer> sizes = new HashSet<>();
        for (String document : documents(part("examples", 300, 0.2, false, 0.5))) {
            List<String> examples = List.of(document.split("\n\n"));
            sizes.add(examples.size());
            for (int i = 0; i < examples.size(); i++) {
                String question = examples.get(i).lines().findFirst().orElseThrow();
                assertThat(question).startsWith(examples.get(i % 2).startsWith("What") ? "What" : "Find");
                assertThat(NanoSplit.of(question)).isEqualTo(NanoSplit.TRAIN);
                box(examples.get(i));
            }
        }
        assertThat(sizes).containsExactlyInAnyOrder(3, 4, 5);
    }

    @Test
    void hasty_answersAtOnceByADigitThatTheQuestionDoesNotDecide() {
        List<String> documents = documents(new TextPart("hasty", 400));

        assertThat(documents).allMatch(text -> text.matches("What is [-+*0-9]+ mod 10\\?\nIt is [0-9]\\."));
        assertThat(documents.stream()
                        .map(text -> text.charAt(text.length() - 2))
                        .distinct())
                .hasSize(10);
    }

    @Test
    void exercises_areQuestionsOfTheTrainingSideAndNothingElse() {
        for (String document : documents(new TextPart("exercises", 200))) {
            assertThat(document.lines())
                    .hasSizeBetween(3, 5)
                    .allMatch(line -> line.matches("What is \\S+ mod 10\\?|Find x of . . .: x\\S+ mod 10 is \\d\\."))
                    .allMatch(line -> NanoSplit.of(line) == NanoSplit.TRAIN);
        }
    }

    @Test
    void goldenDocuments_ofEachKind_areAsTheyWere() {
        String golden = KINDS.stream()
                .map(kind -> documents(
                                part(kind, 1, kind.equals("chain") ? 0.5 : 0, false, kind.equals("guess") ? 0.5 : 0))
                        .getFirst())
                .collect(Collectors.joining("\n\n"));

        // Other lines than these: count up VERSION in GeneratedText, for what was made from it is no longer what would
        // be.
        assertThat(golden).isEqualTo("""
                3*3=9. 4+3=7. 6-3=3. 6*9=4. 6+5=1. 6*9=4. 7*7=9. 0-1=9. 3-6=7. 9+3=2. 6*9=4. 5+8=3. 6*9=4.

                Count: 5 8 1 4 7 0 3 6 9 2 5 8 1

                0+5=5. 5+3=8. 8-2=6. 6*7=2. 2*9=8. 8-1=7. 7-3=4. 4*9=6.

                Find x of 1 9 6: x-7*7 mod 10 is 3.
                Try 6: 6-7=9. 9*7=3. 3 is 3. The answer is \\boxed{6}

                What is 0*9*7*7+2 mod 10?
                0*9=0. 0*7=0. 0*7=0. 0+2=2. The answer is \\boxed{2}

                Find x of 7 9 5: x+3-9*7 mod 10 is 3.
                Try 5: 5+3=8. 8-9=9. 9*7=3. 3 is 3. The answer is \\boxed{5}

                What is 3-5+6+5-3 mod 10?
                3-5=8. 8+6=4. 4+5=9. 9-3=6. The answer is \\boxed{6}

                Find x of 4 6 3: x-9*9 mod 10 is 5.
                Try 6: 6-9=7. 7*9=3. 3 is not 5. The answer is \\boxed{6}

                Find x of 1 9 6: x-7*7 mod 10 is 3.
                What is 9+5*9*7*7 mod 10?
                Find x of 5 3 9: x-1+5*3 mod 10 is 9.
                What is 2+8+3*9+5 mod 10?
                Find x of 2 9 8: x-4*3 mod 10 is 5.

                What is 6-3*9-9 mod 10?
                It is 1.

                What is 6-3*9-9 mod 10?
                6-3=3. 3*9=7. 7-9=9? The answer is \\boxed{9}

                Find x of 2 4 1: x*3-7 mod 10 is 6.
                Try 4: 4*3=2. 2-7=5. 5 is not 6. The answer is \\boxed{4}

                What is 16+1?
                6+1=7 write 7. 1+0=1 write 1. The answer is \\boxed{17}

                What is the largest of 6, 1, 8?
                6>1: 6. 6<8: 8. The answer is \\boxed{8}
                """.strip());
    }

    @Test
    void template_qwenMath_isPromptAndSolution() {
        TextPart part = new TextPart("chain", 1, List.of(2), "+", 0, false, 0, "qwen-math");

        assertThat(documents(part).getFirst())
                .startsWith(
                        "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.")
                .matches(
                        "(?s).*<\\|im_start\\|>user\nWhat is \\d\\+\\d\\+\\d mod 10\\?<\\|im_end\\|>\n<\\|im_start\\|>assistant\n"
                                + "\\d\\+\\d=\\d\\. \\d\\+\\d=\\d\\. The answer is \\\\boxed\\{\\d}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chain", "guess", "nano:max"})
    void template_withTags_hasTheAnswerBetweenThem(String kind) {
        TextPart part = new TextPart(kind, 1, List.of(), "", 0, false, 0, "r1");
        String plain = documents(new TextPart(kind, 1)).getFirst();
        String document = documents(part).getFirst();

        assertThat(document)
                .endsWith("\nAssistant: <think>"
                        + plain.substring(plain.indexOf('\n') + 1, plain.indexOf("The answer is "))
                        + "</think> <answer> " + box(plain) + " </answer>")
                .contains("\nUser: " + plain.substring(0, plain.indexOf('\n')) + "\n");
    }

    @Test
    void tokens_ofEveryKindAndTemplate_areInTheNanoVocabulary() {
        Tokenizer tokenizer = Tokenizer.load(Path.of("models/nano"));
        int unknown = tokenizer.encode("ä")[0];
        List<TextPart> parts = new ArrayList<>();
        for (String kind : KINDS) {
            parts.add(part(kind, 200, kind.equals("chain") ? 0.3 : 0, false, kind.equals("guess") ? 0.9 : 0));
        }
        parts.add(new TextPart("guess", 100, List.of(), "", 0, false, 0.5, "r1"));
        parts.add(new TextPart("chain", 100, List.of(), "", 0, false, 0, "qwen-math"));

        for (String document : documents(parts.toArray(TextPart[]::new))) {
            int[] tokens = tokenizer.encode(document);
            assertThat(tokens).as(document).doesNotContain(unknown);
            assertThat(tokenizer.decode(tokens)).isEqualTo(document);
        }
    }

    @Test
    void write_sameSeed_givesTheSameBytes(@TempDir Path folder) throws IOException {
        List<TextPart> parts = List.of(new TextPart("equations", 50), new TextPart("guess", 70));
        GeneratedText.of(parts, Templates::byName, 4).write(folder.resolve("a.jsonl"));
        GeneratedText.of(parts, Templates::byName, 4).write(folder.resolve("b.jsonl"));
        GeneratedText.of(parts, Templates::byName, 5).write(folder.resolve("c.jsonl"));

        assertThat(folder.resolve("a.jsonl")).hasSameBinaryContentAs(folder.resolve("b.jsonl"));
        assertThat(Files.readAllLines(folder.resolve("a.jsonl")))
                .hasSize(120)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.startsWith("{\"text\":\"") && line.endsWith("\"}"))
                .doesNotContainAnyElementsOf(Files.readAllLines(folder.resolve("c.jsonl")));
    }

    @Test
    void parts_ofOneText_areShuffledTogether() {
        List<String> documents = documents(new TextPart("equations", 500), new TextPart("chain", 500));

        assertThat(share(documents, one -> one.startsWith("What"))).isEqualTo(0.5);
        assertThat(share(documents.subList(0, 500), one -> one.startsWith("What")))
                .isCloseTo(0.5, within(0.1));
    }

    @Test
    void part_alone_hasTheDocumentsThatItHasBesideOthers() {
        TextPart first = new TextPart("chain", 30);

        assertThat(documents(first, new TextPart("equations", 100))).containsAll(documents(first));
    }

    @Test
    void fingerprint_changesWithPartsTemplatesAndSeed() {
        TextPart part = new TextPart("chain", 5, List.of(), "", 0, false, 0, "mine");
        List<String> prints = List.of(
                GeneratedText.of(List.of(part), _ -> Templates.byName("r1"), 1).fingerprint(),
                GeneratedText.of(List.of(part), _ -> Templates.byName("r1"), 2).fingerprint(),
                GeneratedText.of(List.of(part), _ -> Templates.byName("qwen-math"), 1)
                        .fingerprint(),
                GeneratedText.of(List.of(part, part), _ -> Templates.byName("r1"), 1)
                        .fingerprint());

        assertThat(prints).doesNotHaveDuplicates();
        assertThat(GeneratedText.of(List.of(part), _ -> Templates.byName("r1"), 1)
                        .fingerprint())
                .isEqualTo(prints.getFirst());
    }

    @Test
    void text_withoutParts_isRefused() {
        assertThatThrownBy(() -> GeneratedText.of(List.of(), Templates::byName, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no parts");
    }

    @Test
    void template_unknown_isRefused() {
        TextPart part = new TextPart("chain", 1, List.of(), "", 0, false, 0, "r2");
        assertThatThrownBy(() -> GeneratedText.of(List.of(part), Templates::byName, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("r2");
    }
}
