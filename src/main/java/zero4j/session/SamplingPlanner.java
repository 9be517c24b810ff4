package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.eval.Benchmark;

/** Opens and checks what a command asks for of a pass of sampling, and compares it with what the folder has. Nothing is written. */
final class SamplingPlanner {
    /** What a folder may have in which no pass has begun: what one that was killed at once left. */
    private static final Set<String> BEFORE = Set.of(PassSampling.LOCK, SampleFolder.QUESTIONS);

    private final SampleChoices said;
    private final Consumer<String> warnings;
    private final boolean ofFolder;
    private final List<NamedModel> models;
    private final Path folder;
    private final Optional<SamplePass> before;
    private final PassComparison comparison;
    private final PassCompute compute;
    private @Nullable List<Benchmark> opened;

    /** @param models as a command names them: {@code NAME=MODEL} or models; or the folder of a pass alone */
    SamplingPlanner(List<String> models, SampleChoices said, Consumer<String> warnings) {
        said.check();
        this.said = said;
        this.warnings = warnings;
        this.ofFolder = models.size() == 1 && SampleFolder.isOne(Path.of(models.getFirst()));
        if (ofFolder && said.folder != null) {
            throw new UserError(models.getFirst() + " is a pass of sampling already; name models, or leave out --to");
        }
        List<NamedModel> named = ofFolder ? List.of() : named(models);
        this.folder = ofFolder
                ? Path.of(models.getFirst())
                : Objects.requireNonNullElseGet(
                        said.folder,
                        () -> Path.of(
                                "analyses", named.stream().map(NamedModel::name).collect(Collectors.joining("+"))));
        this.before = SampleFolder.isOne(folder) ? Optional.of(SampleFolder.pass(folder)) : Optional.empty();
        this.models = ofFolder ? stored() : named;
        this.comparison = new PassComparison(folder, before, warnings);
        this.compute = new PassCompute(folder, before, said.compute);
        requireUnused();
    }

    private List<NamedModel> stored() {
        return before.orElseThrow().models().stream()
                .map(model -> new NamedModel(model.name(), model.folder()))
                .toList();
    }

    private static List<NamedModel> named(List<String> arguments) {
        Map<String, NamedModel> named = new LinkedHashMap<>();
        for (String argument : arguments) {
            if (SampleFolder.isOne(Path.of(argument))) {
                throw new UserError(argument + " is a pass of sampling, which stands alone; to add models to it, name"
                        + " them and the folder: --to " + argument);
            }
            NamedModel model = NamedModel.of(argument);
            NamedModel other = named.putIfAbsent(model.name(), model);
            if (other != null) {
                throw new UserError("two models are called " + model.name() + ": " + other.argument() + " and "
                        + argument + ". Name each once, or give one a name of its own: NAME=" + argument);
            }
        }
        return List.copyOf(named.values());
    }

    private void requireUnused() {
        if (before.isPresent() || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> other = files.filter(
                            file -> !BEFORE.contains(file.getFileName().toString())
                                    && !file.getFileName().toString().startsWith("."))
                    .findFirst();
            if (other.isPresent()) {
                throw new UserError(folder + " holds something else than a pass of sampling (" + other.get()
                        + "); choose another folder with --to");
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + folder + ", where the samples are to be kept: " + e, e);
        }
    }

    SamplingPlan plan() {
        if (ofFolder && !said.saysCells()) {
            List<SampleCell> cells = ofPass(before.orElseThrow());
            List<SampleCell> missing = missing(cells);
            return missing.isEmpty() ? nothingMissing(cells) : planned(cells, missing);
        }
        List<String> names = models.stream().map(NamedModel::name).toList();
        List<SampleCell> cells = new ArrayList<>();
        List<String> templates = templates();
        names.forEach(model -> templates.forEach(template -> cells.addAll(said.cells(model, template, before))));
        return planned(cells, missing(cells));
    }

    private List<String> templates() {
        if (said.templates != null) {
            return said.templates;
        }
        return before.map(pass -> pass.cells().stream()
                        .map(SamplePass.Cell::template)
                        .distinct()
                        .toList())
                .orElseGet(() -> AskedModel.fitting(
                        models.stream().map(NamedModel::path).toList(),
                        SampleChoices.TEMPLATES,
                        said.settings(before, asked(benchmarks()), SamplePass.MEANING),
                        benchmarks(),
                        warnings));
    }

    /** By model, then template, then temperature, each in the order in which they were first named. */
    private static List<SampleCell> ofPass(SamplePass pass) {
        List<String> names = pass.models().stream().map(SamplePass.Model::name).toList();
        List<String> templates =
                pass.cells().stream().map(SamplePass.Cell::template).distinct().toList();
        return pass.cells().stream()
                .map(cell -> new SampleCell(cell.model(), cell.template(), cell.temperature(), cell.samples()))
                .sorted(Comparator.<SampleCell>comparingInt(cell -> names.indexOf(cell.model()))
                        .thenComparingInt(cell -> templates.indexOf(cell.template()))
                        .thenComparingDouble(SampleCell::temperature))
                .toList();
    }

    private List<SampleCell> missing(List<SampleCell> cells) {
        return cells.stream()
                .filter(cell -> comparison
                        .stored(cell)
                        .filter(origin -> origin.samples() >= cell.samples())
                        .isEmpty())
                .toList();
    }

    /** Whatever was said is compared, though nothing is opened for it but a suite. */
    private SamplingPlan nothingMissing(List<SampleCell> cells) {
        SamplePass pass = before.orElseThrow();
        List<Benchmark> benchmarks = said.saysQuestions() ? benchmarks() : List.of();
        comparison.requireSame(
                said.settings(before, asked(benchmarks), pass.settings().meaning()));
        List<SamplePass.Model> asked = pass.models().stream()
                .filter(model -> cells.stream().anyMatch(cell -> cell.model().equals(model.name())))
                .toList();
        asked.forEach(model -> compute.requireSame(model, List.of(), warnings));
        compute.tellPrecisions(asked, warnings);
        return new SamplingPlan(folder, before, pass, cells, List.of(), List.of(), Map.of());
    }

    private List<Benchmark> benchmarks() {
        List<Benchmark> known = opened;
        if (known == null) {
            known = new QuestionSource(warnings).suite(said.suite(before), said.columns(before));
            opened = known;
        }
        return known;
    }

    private List<SamplePass.Asked> asked(List<Benchmark> benchmarks) {
        return benchmarks.isEmpty() ? before.orElseThrow().settings().benchmarks() : SampleChoices.asked(benchmarks);
    }

    private SamplingPlan planned(List<SampleCell> cells, List<SampleCell> missing) {
        List<String> asked = (ofFolder ? missing : cells)
                .stream().map(SampleCell::model).distinct().toList();
        List<SamplePass.Model> all = models.stream()
                .map(model -> asked.contains(model.name())
                        ? comparison.identified(model)
                        : before.orElseThrow().model(model.name()).orElseThrow())
                .toList();
        List<Benchmark> benchmarks =
                missing.isEmpty() && !said.saysQuestions() && before.isPresent() ? List.of() : benchmarks();
        SamplePass.Settings settings = said.settings(before, asked(benchmarks), SamplePass.MEANING);
        comparison.requireSame(settings);
        Map<String, Compute> computes = new HashMap<>();
        all.stream().filter(model -> asked.contains(model.name())).forEach(model -> {
            compute.requireSame(model, missing, warnings);
            computes.put(model.name(), compute.chosen(model));
            comparison.requireAskedBySame(model, compute.chosen(model), cells, settings, benchmarks);
        });
        compute.tellPrecisions(all, warnings);
        SamplePass pass =
                new SamplePass(said.suite(before), said.columns(before), settings, allModels(all), allCells(cells));
        return new SamplingPlan(
                folder, before, pass, cells, missing, missing.isEmpty() ? List.of() : benchmarks, computes);
    }

    private List<SamplePass.Model> allModels(List<SamplePass.Model> opened) {
        Map<String, SamplePass.Model> all = new LinkedHashMap<>();
        before.ifPresent(pass -> pass.models().forEach(model -> all.put(model.name(), model)));
        opened.forEach(model -> all.put(model.name(), model));
        return List.copyOf(all.values());
    }

    private List<SamplePass.Cell> allCells(List<SampleCell> cells) {
        List<SamplePass.Cell> all =
                new ArrayList<>(before.map(SamplePass::cells).orElse(List.of()));
        Set<String> taken = all.stream().map(SamplePass.Cell::folder).collect(Collectors.toCollection(HashSet::new));
        for (SampleCell cell : cells) {
            Optional<SamplePass.Cell> known = before.flatMap(pass -> pass.find(cell));
            if (known.isPresent()) {
                all.set(
                        all.indexOf(known.get()),
                        new SamplePass.Cell(
                                known.get().folder(),
                                cell.model(),
                                cell.template(),
                                cell.temperature(),
                                Math.max(known.get().samples(), cell.samples())));
            } else {
                String name = folderName(cell, taken);
                all.add(new SamplePass.Cell(name, cell.model(), cell.template(), cell.temperature(), cell.samples()));
            }
        }
        return all;
    }

    private static String folderName(SampleCell cell, Set<String> taken) {
        String base =
                (cell.model() + "," + cell.template() + "," + cell.temperature()).replaceAll("[^A-Za-z0-9,._+-]", "_");
        String name = "cells/" + base;
        for (int number = 2; !taken.add(name); number++) {
            name = "cells/" + base + "-" + number;
        }
        return name;
    }
}
