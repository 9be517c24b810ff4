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
    private final List<Named> models;
    private final Path folder;
    private final Optional<SamplePass> before;

    /** A model by the name that tables have for it. */
    private record Named(String name, String argument) {
        /** {@code NAME=MODEL}, or a model with its own name. */
        static Named of(String argument) {
            int sign = argument.indexOf('=');
            if (sign >= 0 && sign == argument.strip().length() - 1 && !Files.exists(Path.of(argument))) {
                throw new UserError("'" + argument + "' names no model behind the =; expected NAME=MODEL, such as "
                        + (sign == 0 ? "NAME" : argument.substring(0, sign)) + "=nano, or a model alone");
            }
            return sign > 0 && !Files.exists(Path.of(argument))
                    ? new Named(argument.substring(0, sign), argument.substring(sign + 1))
                    : new Named(ModelOrigin.of(argument).name(), argument);
        }

        Path path() {
            return ModelArgument.folder(argument).toAbsolutePath().normalize();
        }
    }

    /** @param models as a command names them: {@code NAME=MODEL} or models; or the folder of a pass alone */
    SamplingPlanner(List<String> models, SampleChoices said, Consumer<String> warnings) {
        said.check();
        this.said = said;
        this.warnings = warnings;
        this.ofFolder = models.size() == 1 && SampleFolder.isOne(Path.of(models.getFirst()));
        if (ofFolder && said.folder != null) {
            throw new UserError(models.getFirst() + " is a pass of sampling already; name models, or leave out --to");
        }
        List<Named> named = ofFolder ? List.of() : named(models);
        this.folder = ofFolder
                ? Path.of(models.getFirst())
                : Objects.requireNonNullElseGet(
                        said.folder,
                        () -> Path.of(
                                "analyses", named.stream().map(Named::name).collect(Collectors.joining("+"))));
        this.before = SampleFolder.isOne(folder) ? Optional.of(SampleFolder.pass(folder)) : Optional.empty();
        this.models = ofFolder ? stored() : named;
        requireUnused();
    }

    private List<Named> stored() {
        return before.orElseThrow().models().stream()
                .map(model -> new Named(model.name(), model.folder()))
                .toList();
    }

    private static List<Named> named(List<String> arguments) {
        Map<String, Named> named = new LinkedHashMap<>();
        for (String argument : arguments) {
            if (SampleFolder.isOne(Path.of(argument))) {
                throw new UserError(argument + " is a pass of sampling, which stands alone; to add models to it, name"
                        + " them and the folder: --to " + argument);
            }
            Named model = Named.of(argument);
            Named other = named.putIfAbsent(model.name(), model);
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
        List<String> names = models.stream().map(Named::name).toList();
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
                        models.stream().map(Named::path).toList(), SampleChoices.TEMPLATES, warnings));
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
                .filter(cell -> stored(cell)
                        .filter(origin -> origin.samples() >= cell.samples())
                        .isEmpty())
                .toList();
    }

    private Optional<SamplePass.Origin> stored(SampleCell cell) {
        return before.flatMap(pass -> pass.find(cell)).flatMap(planned -> SampleFolder.origin(folder, planned));
    }

    private SamplingPlan nothingMissing(List<SampleCell> cells) {
        return new SamplingPlan(folder, before, before.orElseThrow(), cells, List.of(), List.of());
    }

    private SamplingPlan planned(List<SampleCell> cells, List<SampleCell> missing) {
        List<String> asked = (ofFolder ? missing : cells)
                .stream().map(SampleCell::model).distinct().toList();
        List<SamplePass.Model> opened = models.stream()
                .map(model -> asked.contains(model.name())
                        ? identified(model)
                        : before.orElseThrow().model(model.name()).orElseThrow())
                .toList();
        List<Benchmark> benchmarks = missing.isEmpty() && said.suite == null && before.isPresent()
                ? List.of()
                : new QuestionSource(warnings).suite(said.suite(before), said.columns(before));
        SamplePass.Settings settings = said.settings(
                before,
                benchmarks.isEmpty() ? before.orElseThrow().settings().benchmarks() : SampleChoices.asked(benchmarks));
        before.ifPresent(pass -> requireSame(pass.settings(), settings));
        opened.stream()
                .filter(model -> asked.contains(model.name()))
                .forEach(model -> requireSame(model, cells, settings, benchmarks));
        SamplePass pass =
                new SamplePass(said.suite(before), said.columns(before), settings, allModels(opened), allCells(cells));
        return new SamplingPlan(folder, before, pass, cells, missing, missing.isEmpty() ? List.of() : benchmarks);
    }

    /** A model whose files are those that the pass knows by that name. */
    private SamplePass.Model identified(Named model) {
        Path path = model.path();
        String listing = ModelHash.ofListing(path);
        Optional<SamplePass.Model> known = before.flatMap(pass -> pass.model(model.name()));
        if (known.isPresent()
                && known.get().folder().equals(path.toString())
                && known.get().listing().equals(listing)) {
            return known.get();
        }
        String weights = ModelHash.of(path);
        if (known.isPresent() && !known.get().weights().equals(weights)) {
            throw new UserError("the model " + model.name() + " is not the one that was sampled for " + folder
                    + ": the files in " + path + " are others than those that were in "
                    + known.get().folder() + ". Give it a name of its own (NAME=" + model.argument()
                    + "), or choose another folder with --to");
        }
        return new SamplePass.Model(model.name(), path.toString(), weights, listing);
    }

    private void requireSame(SamplePass.Settings then, SamplePass.Settings now) {
        List<String> differences = now.differencesFrom(then);
        if (!differences.isEmpty()) {
            throw new UserError(folder + " holds samples of other settings: " + String.join("; ", differences)
                    + ". Leave these out to use what is stored, or choose another folder with --to");
        }
    }

    /** The model can be asked by all templates, and these are what complete cells were asked by. */
    private void requireSame(
            SamplePass.Model model, List<SampleCell> cells, SamplePass.Settings settings, List<Benchmark> benchmarks) {
        Map<String, AskedModel.Way> ways = new HashMap<>();
        List<SampleCell> own =
                cells.stream().filter(cell -> cell.model().equals(model.name())).toList();
        try (AskedModel asked = AskedModel.open(model, said.compute, settings, warnings)) {
            for (SampleCell cell : own) {
                AskedModel.Way way = ways.computeIfAbsent(cell.template(), asked::way);
                stored(cell).ifPresent(origin -> requireSame(cell, origin, way));
            }
            ways.keySet().forEach(template -> asked.tell(template, benchmarks));
        }
    }

    private void requireSame(SampleCell cell, SamplePass.Origin origin, AskedModel.Way way) {
        if (!origin.prompt().equals(way.prompt()) || !origin.reward().equals(way.reward())) {
            throw new UserError(folder + " holds samples of another template " + cell.template()
                    + ": its text, or how its answers are marked, has changed since. Give it another name, or choose"
                    + " another folder with --to");
        }
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
