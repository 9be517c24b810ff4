package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.run.CompletionQuery.Judged;
import zero4j.run.CompletionQuery.Sort;
import zero4j.verify.Verdict;

/** Pages of completions against the same choice made by hand. */
class CompletionReaderTest {
    private static final int STEPS = 12;
    private static final int SAMPLES = 4;

    @TempDir
    private Path folder = Path.of("");

    private final List<KeptGroup.Kept> written = new ArrayList<>();

    private Path file() {
        return folder.resolve("run.db");
    }

    /** Three groups a step of seven questions, and an evaluation of two levels before and after. */
    @BeforeEach
    void write() {
        Random random = new Random(4);
        try (RunStore store = RunStore.open(file())) {
            for (int step = 1; step <= STEPS; step++) {
                List<KeptGroup> groups = new ArrayList<>();
                for (int g = 0; g < 3; g++) {
                    List<KeptGroup.Kept> group = new ArrayList<>();
                    String question = "q" + (3 * step + g) % 7;
                    for (int i = 0; i < SAMPLES; i++) {
                        group.add(kept(step, question, i, random));
                    }
                    written.addAll(group);
                    groups.add(new KeptGroup(new KeptGroup.Asked("text of " + question, Map.of()), group));
                }
                store.writeStep(StepRecord.of(step, Map.of()), groups);
            }
            for (long step : new long[] {0, STEPS}) {
                store.evaluation(
                        record -> new KeptGroup.Asked(
                                "?", Map.of("level", record.questionId().substring(0, 1))),
                        sink -> {
                            sink.accept(Stream.of("1a", "1b", "2a")
                                    .map(id -> evaluated(step, id, 0, 0, step > 0))
                                    .toList());
                            sink.accept(Stream.of("1a", "1b", "2a")
                                    .flatMap(id -> Stream.of(
                                            evaluated(step, id, 0, 1, true), evaluated(step, id, 1, 1, false)))
                                    .toList());
                            return List.of();
                        });
            }
        }
    }

    private static KeptGroup.Kept kept(int step, String question, int sample, Random random) {
        boolean right = random.nextInt(3) == 0;
        boolean cut = !right && random.nextInt(5) == 0;
        boolean open = !right && !cut && random.nextInt(5) == 0;
        CompletionRecord record = new CompletionRecord(
                step,
                Optional.empty(),
                question,
                sample,
                1,
                "prompt of " + question,
                "some 100%_\\ text of " + (random.nextBoolean() ? "Alpha" : "beta"),
                5 + random.nextInt(20),
                right ? 1 : 0,
                true,
                right ? "correct" : cut ? "no_answer" : "incorrect",
                open ? Schema.NOT_EVALUATED : "number",
                Optional.of("7"),
                List.of("7"),
                cut ? "length" : random.nextInt(4) == 0 ? "stop" : "eos");
        boolean learnt = random.nextInt(4) > 0;
        return new KeptGroup.Kept(
                record,
                step - 1,
                OptionalDouble.of(-random.nextDouble()),
                learnt ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty(),
                learnt ? OptionalDouble.of(random.nextGaussian()) : OptionalDouble.empty(),
                Optional.empty());
    }

    private static CompletionRecord evaluated(long step, String id, int sample, double temperature, boolean right) {
        return new CompletionRecord(
                step,
                Optional.of("bench"),
                id,
                sample,
                temperature,
                "p",
                "t",
                3,
                right ? 1 : 0,
                true,
                right ? "correct" : "incorrect",
                "number",
                Optional.of("7"),
                List.of("7"),
                "eos");
    }

    /** All pages of a query, each of at most three. */
    private static List<StoredCompletion> all(RunReader reader, CompletionQuery query) {
        List<StoredCompletion> all = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            CompletionPage page = reader.page(query.page(next, 3));
            assertThat(page.completions()).hasSizeLessThanOrEqualTo(3);
            all.addAll(page.completions());
            next = page.next();
        } while (next.isPresent());
        return all;
    }

    private void assertFinds(CompletionQuery query, Predicate<KeptGroup.Kept> wanted) {
        assertFinds(
                query, wanted, Comparator.comparingLong(kept -> kept.record().step()));
    }

    private void assertFinds(
            CompletionQuery query, Predicate<KeptGroup.Kept> wanted, Comparator<KeptGroup.Kept> order) {
        List<CompletionRecord> expected = written.stream()
                .filter(wanted)
                .sorted(order)
                .map(KeptGroup.Kept::record)
                .toList();
        assertThat(expected).isNotEmpty();
        try (RunReader reader = RunReader.open(file())) {
            assertThat(all(reader, query)).extracting(StoredCompletion::record).isEqualTo(expected);
        }
    }

    @Test
    void page_filters_findWhatTheySay() {
        CompletionQuery all = CompletionQuery.training();
        assertFinds(all, _ -> true);
        assertFinds(all.judged(Judged.RIGHT), kept -> kept.record().outcome().equals("correct"));
        assertFinds(all.judged(Judged.WRONG), kept -> !kept.record().outcome().equals("correct"));
        assertFinds(all.judged(Judged.TRUNCATED), kept -> kept.record().truncated());
        assertFinds(
                all.judged(Judged.NOT_EVALUATED), kept -> kept.record().rule().equals(Schema.NOT_EVALUATED));
        assertFinds(all.endedBy("stop"), kept -> kept.record().finishReason().equals("stop"));
        assertFinds(all.atStep(4), kept -> kept.record().step() == 4);
        assertFinds(all.ofQuestion("q3"), kept -> kept.record().questionId().equals("q3"));
        assertFinds(
                all.ofTokens(9, 12),
                kept -> kept.record().tokens() >= 9 && kept.record().tokens() <= 12);
        assertFinds(all.containing("alpha"), kept -> kept.record().text().contains("Alpha"));
        assertFinds(all.containing("100%_\\ "), _ -> true);
        assertFinds(
                all.containing("beta").judged(Judged.WRONG).ofQuestion("q2"),
                kept -> kept.record().text().contains("beta")
                        && !kept.record().outcome().equals("correct")
                        && kept.record().questionId().equals("q2"));
        try (RunReader reader = RunReader.open(file())) {
            assertThat(all(reader, all.containing("t_xt"))).isEmpty();
            assertThat(all(reader, all.ofQuestion("none"))).isEmpty();
        }
    }

    @Test
    void page_orders_goOnWhereThePageBeforeEnded() {
        CompletionQuery all = CompletionQuery.training();
        assertFinds(
                all.sorted(Sort.TOKENS, false),
                _ -> true,
                Comparator.comparingInt(kept -> kept.record().tokens()));
        assertFinds(
                all.sorted(Sort.REWARD, false),
                _ -> true,
                Comparator.comparingDouble(kept -> kept.record().reward()));
        assertFinds(
                all.sorted(Sort.ADVANTAGE, false),
                kept -> kept.advantage().isPresent(),
                Comparator.comparingDouble(kept -> kept.advantage().getAsDouble()));
        assertFinds(
                all.sorted(Sort.LOGPROB, false).judged(Judged.WRONG),
                kept -> !kept.record().outcome().equals("correct"),
                Comparator.comparingDouble(kept -> kept.logprob().getAsDouble()));
        assertFinds(
                all.sorted(Sort.LOGPROB, true),
                _ -> true,
                Comparator.comparingDouble(
                                (KeptGroup.Kept kept) -> kept.logprob().getAsDouble())
                        .reversed());
        List<CompletionRecord> backwards =
                new ArrayList<>(written.stream().map(KeptGroup.Kept::record).toList()).reversed();
        try (RunReader reader = RunReader.open(file())) {
            assertThat(all(reader, all.sorted(Sort.STEP, true)))
                    .extracting(StoredCompletion::record)
                    .isEqualTo(backwards);
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> reader.page(all.page(Optional.of("5; DROP"), 3)))
                    .withMessageContaining("no page of completions ends at '5; DROP'");
        }
    }

    @Test
    void page_ofABenchmark_isOfItsEvaluationsAlone() {
        try (RunReader reader = RunReader.open(file())) {
            CompletionQuery bench = CompletionQuery.evaluation("bench");
            assertThat(all(reader, bench))
                    .hasSize(18)
                    .allSatisfy(one -> assertThat(one.record().benchmark()).hasValue("bench"));
            assertThat(all(reader, bench.atStep(STEPS).greedy(true))).hasSize(3);
            assertThat(all(reader, bench.atStep(STEPS).greedy(false).ofLevel("2")))
                    .hasSize(2);
            assertThat(all(reader, bench.sorted(Sort.REWARD, true).judged(Judged.RIGHT)))
                    .hasSize(9);
            assertThat(all(reader, CompletionQuery.evaluation("train"))).isEmpty();
            assertThat(reader.levels("bench", STEPS))
                    .containsExactly(new LevelScore("1", 2, 2, 4, 2, 0), new LevelScore("2", 1, 1, 2, 1, 0));
            assertThat(reader.levels("bench", 0))
                    .containsExactly(new LevelScore("1", 2, 0, 4, 2, 0), new LevelScore("2", 1, 0, 2, 1, 0));
        }
    }

    @Test
    void groups_ofAStep_holdTheirCompletionsWithAllThatIsKnown() {
        try (RunReader reader = RunReader.open(file())) {
            List<List<StoredCompletion>> groups = reader.groups(Optional.empty(), 5);
            assertThat(groups).hasSize(3).allSatisfy(group -> {
                assertThat(group).hasSize(SAMPLES);
                assertThat(reader.group(group.get(2).group())).isEqualTo(group);
            });
            List<KeptGroup.Kept> of = written.subList(4 * 3 * SAMPLES, 5 * 3 * SAMPLES);
            List<StoredCompletion> stored =
                    groups.stream().flatMap(List::stream).toList();
            for (int i = 0; i < of.size(); i++) {
                StoredCompletion one = stored.get(i);
                assertThat(one.record()).isEqualTo(of.get(i).record());
                assertThat(one.advantage()).isEqualTo(of.get(i).advantage());
                assertThat(one.logprob()).isEqualTo(of.get(i).logprob());
                assertThat(one.entropy()).isEqualTo(of.get(i).entropy());
                assertThat(one.policyVersion()).isEqualTo(OptionalLong.of(4));
                assertThat(one.question().text())
                        .isEqualTo("text of " + one.record().questionId());
                assertThat(reader.completion(one.id())).hasValue(one);
            }
            assertThat(reader.completion(Long.MAX_VALUE)).isEmpty();
            assertThat(reader.nextCompletions(Optional.empty(), 0)).hasValue(1);
            assertThat(reader.nextCompletions(Optional.empty(), STEPS + 1)).isEmpty();
            assertThat(reader.previousCompletions(Optional.of("bench"), STEPS - 1))
                    .hasValue(0);
        }
    }

    /** Every way of asking, on a database of this version: SQLite may look nothing up by going through the table. */
    @Test
    void queries_overCompletions_neverScanTheTable() {
        List<CompletionQuery> queries = new ArrayList<>();
        for (CompletionQuery of : List.of(CompletionQuery.training(), CompletionQuery.evaluation("bench"))) {
            for (Sort sort : Sort.values()) {
                for (boolean descending : List.of(false, true)) {
                    for (Judged judged : Judged.values()) {
                        CompletionQuery query = of.sorted(sort, descending).judged(judged);
                        queries.addAll(List.of(
                                query,
                                query.page(Optional.of("1,2"), 9),
                                query.containing("x")
                                        .ofTokens(2, 5)
                                        .endedBy("eos")
                                        .greedy(true),
                                query.atStep(3),
                                query.ofQuestion("q"),
                                query.ofLevel("1")));
                    }
                }
            }
        }
        try (RunDatabase database = RunDatabase.forReading(file())) {
            for (CompletionQuery query : queries) {
                CompletionReader.Sql sql = CompletionReader.walk(query);
                List<String> plan = database.query(
                        "EXPLAIN QUERY PLAN " + sql.text(),
                        row -> row.getString("detail"),
                        sql.arguments().toArray());
                assertThat(plan).as(query.toString()).noneMatch(line -> line.matches("SCAN (c|q|f|fq)\\b.*"));
                boolean few = query.step().isPresent() || query.question().isPresent();
                assertThat(few || plan.stream().noneMatch(line -> line.contains("TEMP B-TREE")))
                        .as(query + " sorts all: " + plan)
                        .isTrue();
                if (CompletionReader.entriesSuffice(query) && !few && query.judged() != Judged.NOT_EVALUATED) {
                    assertThat(plan).as(query.toString()).anyMatch(line -> line.contains("USING COVERING INDEX"));
                }
            }
        }
    }

    @Test
    void notEvaluated_ofTheVerifier_isTheRuleThatIsLookedFor() {
        assertThat(new Verdict(Verdict.Outcome.INCORRECT, Schema.NOT_EVALUATED).isNotEvaluated())
                .isTrue();
    }

    @Test
    void everyStatementOnCompletions_asked_searchesByAnIndex() {
        List<String> asked = new ArrayList<>();
        try (RunReader reader = RunReader.explaining(file(), asked)) {
            reader.groups(Optional.empty(), 3);
            reader.groups(Optional.of("bench"), 3);
            reader.group(1);
            reader.completion(1);
            reader.tokenValues(1);
            reader.completionsOf("q1");
            reader.levels("bench", 0);
            reader.nextCompletions(Optional.empty(), 3);
            reader.previousCompletions(Optional.of("bench"), 3);
        }
        assertThat(asked).hasSizeGreaterThan(8).noneMatch(line -> line.matches("SCAN (c|q|f|fq|token_values)\\b.*"));
    }

    @Test
    void writingAStepAgain_withValuesOfTokens_replacesThem() {
        TokenValues values = new TokenValues(
                new int[] {1, 300, 0},
                new float[] {-0.5f, -3, 0},
                Optional.of(new float[] {0, 0.25f, 2}),
                Optional.of(new float[] {1, -0.5f, 0.25f}));
        KeptGroup.Kept first = written.getFirst();
        KeptGroup.Kept with = new KeptGroup.Kept(
                first.record(), 0, first.logprob(), first.entropy(), first.advantage(), Optional.of(values));
        try (RunStore store = RunStore.open(file());
                RunReader reader = RunReader.open(file())) {
            for (int i = 0; i < 2; i++) {
                store.writeStep(
                        StepRecord.of(1, Map.of()),
                        List.of(new KeptGroup(KeptGroup.Asked.UNKNOWN, List.of(with, with))));
            }
            List<StoredCompletion> group = reader.groups(Optional.empty(), 1).getFirst();
            assertThat(group).hasSize(2);
            TokenValues read = reader.tokenValues(group.get(1).id()).orElseThrow();
            assertThat(read.lengths()).containsExactly(1, 300, 0);
            assertThat(read.logprobs()).containsExactly(new float[] {-0.5f, -3, 0}, Offset.offset(0.03f));
            assertThat(read.entropies().orElseThrow())
                    .containsExactly(new float[] {0, 0.25f, 2}, Offset.offset(0.023f));
            assertThat(read.advantages().orElseThrow()).containsExactly(1, -0.5f, 0.25f);
            store.truncateAfter(0);
            assertThat(reader.tokenValues(group.get(1).id())).isEmpty();
            assertThat(Arrays.asList(reader.nextCompletions(Optional.empty(), 0)))
                    .containsExactly(OptionalLong.empty());
        }
    }
}
