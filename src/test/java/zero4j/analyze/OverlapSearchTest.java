package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.data.TrainingText;
import zero4j.eval.Benchmark;

class OverlapSearchTest {
    private static final String LONG =
            "A train leaves town at nine and another one leaves the next town an hour later; when do"
                    + " they meet if both go at 60 km per hour?";
    private static final String SHORT = "What is $3 + 4$?";

    private static Benchmark benchmark(String name, String... texts) {
        List<Question> questions = new ArrayList<>();
        for (String text : texts) {
            questions.add(new Question(name + ":" + questions.size(), text, List.of("1"), Map.of()));
        }
        return new Benchmark(name, new LoadedQuestions(name, questions));
    }

    private static Overlap overlap(List<Benchmark> benchmarks, String... training) {
        return overlap(new OverlapSearch(benchmarks), training);
    }

    private static Overlap overlap(OverlapSearch search, String... training) {
        return search.in("train", each -> {
            for (int i = 0; i < training.length; i++) {
                each.accept(new TrainingText("train:" + i, training[i], training[i]));
            }
        });
    }

    private static Overlap.OfBenchmark one(String question, String... training) {
        return overlap(List.of(benchmark("b", question)), training).benchmarks().getFirst();
    }

    @Test
    void in_sameTextWrittenOtherwise_isFoundAsTheSame() {
        Overlap.OfBenchmark found =
                one(LONG, "Nothing.", LONG.toUpperCase(Locale.ROOT).replace(" ", "\n "));

        assertThat(found.exact()).isEqualTo(1);
        assertThat(found.found()).singleElement().satisfies(match -> {
            assertThat(match.training()).isEqualTo("train:1");
            assertThat(match.shared()).isEqualTo(match.ngrams()).isEqualTo(28 - 12);
            assertThat(match.passage()).startsWith("A\n TRAIN");
        });
    }

    @Test
    void in_sameQuestionWithItsSolution_isTheSame() {
        Overlap overlap = new OverlapSearch(List.of(benchmark("b", LONG, SHORT))).in("train", each -> {
            each.accept(new TrainingText("train:0", LONG, LONG + "\n\nThey meet at ten."));
            each.accept(new TrainingText("train:1", SHORT, SHORT + "\n\n7"));
        });

        assertThat(overlap.benchmarks().getFirst().exact()).isEqualTo(2);
    }

    @Test
    void in_insideALongerText_sharesAllNgramsAndIsNotTheSame() {
        Overlap.OfBenchmark found = one(LONG, "Please solve. " + LONG + " Think first.");

        assertThat(found.exact()).isZero();
        assertThat(found.sharing(1)).isEqualTo(1);
    }

    @Test
    void in_onlyTheSignsDiffer_sharesAllNgramsAndIsNotTheSame() {
        String question = "Find all the real roots of the equation $x^4 + z^2 + 1 = 0$ by hand.";

        Overlap.OfBenchmark found = one(question, question.replace("+ z", "- z"));

        assertThat(found.exact()).isZero();
        assertThat(found.sharing(1)).isEqualTo(1);
    }

    @Test
    void in_oneWordChanged_sharesTheNgramsWithoutIt() {
        Overlap.OfBenchmark found = one(LONG, LONG.replace("nine", "ten"));

        // The sixth of 28 words is in six of the 16 n-grams.
        assertThat(found.found()).singleElement().satisfies(match -> {
            assertThat(match.shared()).isEqualTo(16 - 6);
            assertThat(match.share()).isEqualTo(0.625);
        });
        assertThat(found.sharing(0.5)).isEqualTo(1);
        assertThat(found.sharing(0.7)).isZero();
    }

    @Test
    void in_twelveWordsInCommon_areNotFound() {
        assertThat(one(LONG, "A train leaves town at nine and another one leaves the next one")
                        .any())
                .isZero();
        assertThat(one(LONG, "A train leaves town at nine and another one leaves the next town")
                        .any())
                .isEqualTo(1);
    }

    @Test
    void in_shortQuestion_isFoundAsAWholeOnly() {
        Overlap.OfBenchmark same = one(SHORT, "what is 3+4");
        Overlap.OfBenchmark other = one(SHORT, "What is $3 - 4$?", "So what is 3 + 4? It is 7.");

        assertThat(same.exact()).isEqualTo(1);
        assertThat(same.tooShort()).isEqualTo(1);
        assertThat(other.any()).isZero();
    }

    @Test
    void in_severalTextsShare_theBestIsShownAndTheOthersAreCounted() {
        String half = LONG.substring(0, LONG.indexOf("when"));

        Overlap.OfBenchmark found = one(LONG, half, LONG, half + "!", "Nothing.");

        assertThat(found.found()).singleElement().satisfies(match -> {
            assertThat(match.training()).isEqualTo("train:1");
            assertThat(match.texts()).isEqualTo(3);
        });
    }

    @Test
    void in_questionThatTwoBenchmarksHave_isFoundInBoth() {
        Overlap overlap = overlap(List.of(benchmark("a", SHORT, LONG), benchmark("b", LONG)), LONG);

        assertThat(overlap.benchmarks()).extracting(Overlap.OfBenchmark::exact).containsExactly(1, 1);
        assertThat(overlap.benchmarks().getFirst().found())
                .extracting(Overlap.Found::question)
                .containsExactly("a:1");
    }

    @Test
    void in_nextTrainingSet_knowsNothingOfTheOneBefore() {
        OverlapSearch search = new OverlapSearch(List.of(benchmark("b", LONG)));

        assertThat(overlap(search, LONG).benchmarks().getFirst().any()).isEqualTo(1);
        assertThat(overlap(search, "Nothing.").benchmarks().getFirst().any()).isZero();
    }

    /** Words of an alphabet so small that n-grams meet often and repeat within a text. */
    @Test
    void in_randomTexts_findsWhatLoopsOverAllPairsFind() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 60; round++) {
            String[] questions = texts(random, 12);
            String[] training = texts(random, 12);
            training[0] = questions[0];
            training[1] = "b " + questions[1] + " a";
            Overlap.OfBenchmark found = overlap(List.of(benchmark("b", questions)), training)
                    .benchmarks()
                    .getFirst();
            for (int q = 0; q < questions.length; q++) {
                int[] shared = new int[training.length];
                boolean same = false;
                for (int t = 0; t < training.length; t++) {
                    shared[t] = sharedBySearchingAll(questions[q], training[t]);
                    same |= questions[q].equals(training[t]);
                }
                int best = Arrays.stream(shared).max().orElseThrow();
                String id = "b:" + q;
                List<Overlap.Found> matches = found.found().stream()
                        .filter(match -> match.question().equals(id))
                        .toList();
                assertThat(matches).as("round %s, %s", round, id).hasSize(best > 0 || same ? 1 : 0);
                for (Overlap.Found match : matches) {
                    assertThat(match.shared()).isEqualTo(best);
                    assertThat(match.exact()).isEqualTo(same);
                    String own = questions[q];
                    assertThat(match.texts())
                            .isEqualTo(IntStream.range(0, training.length)
                                    .filter(t -> shared[t] > 0 || training[t].equals(own))
                                    .count());
                }
            }
        }
    }

    private static String[] texts(SplittableRandom random, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> {
                    int words = random.nextInt(1, 40);
                    String word = random.nextBoolean() ? "a" : "b";
                    StringBuilder text = new StringBuilder(word);
                    for (int i = 1; i < words; i++) {
                        text.append(' ').append(random.nextInt(8) == 0 ? "b" : "a");
                    }
                    return text.toString();
                })
                .toArray(String[]::new);
    }

    private static int sharedBySearchingAll(String question, String training) {
        Set<String> known = new HashSet<>(ngrams(training));
        return (int) ngrams(question).stream().filter(known::contains).count();
    }

    private static List<String> ngrams(String text) {
        List<String> words = List.of(text.split(" "));
        return IntStream.rangeClosed(0, words.size() - 13)
                .mapToObj(from -> String.join(" ", words.subList(from, from + 13)))
                .toList();
    }
}
