package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SamplePass;
import zero4j.data.ColumnNames;
import zero4j.data.SpecialTokens;
import zero4j.eval.Benchmark;
import zero4j.recipe.Recipes;
import zero4j.verify.VerifierSettings;

/** What was said of a pass of sampling; what was not is as in the pass that the folder has, or as usual. */
final class SampleChoices {
    /** Templates where nothing is said, as far as the tokenizers have their tokens. */
    static final List<String> TEMPLATES = List.of("none", "r1", "qwen-math");

    /** Those of arXiv 2503.20783, section 2. */
    private static final List<Double> TEMPERATURES = List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);

    private static final int SAMPLES = 8;

    /** Of each bundled benchmark: all of the analyses then take a minute or two. */
    private static final int NANO_QUESTIONS = 40;

    @Nullable
    List<String> suite;

    @Nullable
    ColumnNames columns;

    @Nullable
    SpecialTokens specialTokens;

    @Nullable
    List<String> templates;

    @Nullable
    List<Double> temperatures;

    @Nullable
    Integer samples;

    @Nullable
    Integer questions;

    @Nullable
    Integer maxNewTokens;

    @Nullable
    Long seed;

    @Nullable
    VerifierSettings verifier;

    @Nullable
    UnaryOperator<Compute> compute;

    @Nullable
    Path folder;

    /** Whether something was said of which cells there are. */
    boolean saysCells() {
        return templates != null || temperatures != null || samples != null;
    }

    /** Whether something was said of where the questions are. */
    boolean saysQuestions() {
        return suite != null || columns != null;
    }

    /** @throws zero4j.InvalidSettings if a number is out of its range */
    void check() {
        SettingChecks checks = new SettingChecks("");
        if (samples != null) {
            checks.atLeast("samples", samples, 1);
        }
        if (questions != null) {
            checks.atLeast("questions", questions, 0);
        }
        if (maxNewTokens != null) {
            checks.atLeast("max_new_tokens", maxNewTokens, 1);
        }
        if (temperatures != null) {
            for (double temperature : temperatures) {
                checks.positive("temperatures", temperature);
            }
            once(checks, "temperatures", temperatures);
        }
        if (templates != null) {
            once(checks, "template", templates);
        }
        checks.done();
        if (suite != null && suite.stream().allMatch(String::isBlank)) {
            throw new UserError("the suite is empty: name nano, a file of questions, or a folder of such files");
        }
    }

    private static void once(SettingChecks checks, String key, List<?> values) {
        List<?> once = values.stream().distinct().toList();
        checks.that(
                once.size() == values.size(), key, inWords(values), "each may be there once: give " + inWords(once));
    }

    private static String inWords(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Files by their whole paths, so that a pass can go on from any folder. */
    List<String> suite(Optional<SamplePass> before) {
        return take(suite, before, SamplePass::suite, List.of(ModelArgument.NANO)).stream()
                .map(name -> name.equals(ModelArgument.NANO) || !Files.exists(Path.of(name))
                        ? name
                        : Path.of(name).toAbsolutePath().normalize().toString())
                .toList();
    }

    ColumnNames columns(Optional<SamplePass> before) {
        return take(columns, suite == null ? before : Optional.empty(), SamplePass::columns, ColumnNames.FOUND);
    }

    List<Double> temperatures(Optional<SamplePass> before) {
        return take(
                temperatures,
                before,
                pass -> pass.cells().stream()
                        .map(SamplePass.Cell::temperature)
                        .filter(temperature -> temperature > 0)
                        .distinct()
                        .toList(),
                TEMPERATURES);
    }

    int samples(Optional<SamplePass> before) {
        return take(
                samples,
                before,
                pass -> pass.cells().stream()
                        .filter(cell -> cell.temperature() > 0)
                        .mapToInt(SamplePass.Cell::samples)
                        .max()
                        .orElse(SAMPLES),
                SAMPLES);
    }

    /** Of a pass of these questions. */
    SamplePass.Settings settings(Optional<SamplePass> before, List<SamplePass.Asked> benchmarks, int meaning) {
        boolean nano = suite(before).stream().allMatch(ModelArgument.NANO::equals);
        Optional<SamplePass.Settings> stored = before.map(SamplePass::settings);
        return new SamplePass.Settings(
                meaning,
                benchmarks,
                take(questions, stored, SamplePass.Settings::questions, nano ? NANO_QUESTIONS : 0),
                take(
                        maxNewTokens,
                        stored,
                        SamplePass.Settings::maxNewTokens,
                        nano ? Recipes.train(null, List.of()).eval().maxNewTokens() : EvalChoices.PAPER_BUDGET),
                take(seed, stored, SamplePass.Settings::seed, 1L),
                take(specialTokens, stored, SamplePass.Settings::specialTokens, SpecialTokens.WARN),
                take(verifier, stored, SamplePass.Settings::verifier, VerifierSettings.DEFAULT));
    }

    static List<SamplePass.Asked> asked(List<Benchmark> benchmarks) {
        return benchmarks.stream()
                .map(one -> new SamplePass.Asked(
                        one.name(), one.set().size(), one.set().fingerprint()))
                .toList();
    }

    /** The cells of a model and a template, greedy first. */
    List<SampleCell> cells(String model, String template, Optional<SamplePass> before) {
        List<SampleCell> cells = new ArrayList<>();
        cells.add(new SampleCell(model, template, 0, 1));
        temperatures(before).stream()
                .sorted()
                .forEach(temperature -> cells.add(new SampleCell(model, template, temperature, samples(before))));
        return cells;
    }

    private static <T, S> T take(@Nullable T said, Optional<S> stored, Function<S, T> of, T usual) {
        return said != null ? said : stored.map(of).orElse(usual);
    }
}
