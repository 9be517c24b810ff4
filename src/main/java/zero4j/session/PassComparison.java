package zero4j.session;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.engine.http.ServerIdentity;
import zero4j.eval.Benchmark;

/** Compares what is asked for with the pass that a folder has: nothing of other settings, models or prompts is ever mixed. */
final class PassComparison {
    private final Path folder;
    private final Optional<SamplePass> before;
    private final Consumer<String> warnings;

    PassComparison(Path folder, Optional<SamplePass> before, Consumer<String> warnings) {
        this.folder = folder;
        this.before = before;
        this.warnings = warnings;
    }

    void requireSame(SamplePass.Settings now) {
        List<String> differences =
                before.map(pass -> now.differencesFrom(pass.settings())).orElse(List.of());
        if (!differences.isEmpty()) {
            throw new UserError(folder + " holds samples of other settings: " + String.join("; ", differences)
                    + ". Leave these out to use what is stored, or choose another folder with --to");
        }
    }

    /** A model whose files are those that the pass knows by that name. */
    SamplePass.Model identified(NamedModel model) {
        if (ServedArgument.is(model.argument())) {
            return served(model);
        }
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

    /** A server's is known by its name there and the label of its weights. */
    private SamplePass.Model served(NamedModel model) {
        ServerIdentity identity = ServerIdentity.of(ServedArgument.identity(model.argument()));
        String weights = identity.model() + " " + identity.label().orElse("without a label");
        before.flatMap(pass -> pass.model(model.name()))
                .filter(known -> !known.weights().equals(weights))
                .ifPresent(known -> {
                    throw new UserError("the model " + model.name() + " is not the one that was sampled for " + folder
                            + ": the server has " + weights + ", and had " + known.weights()
                            + ". Give it a name of its own (NAME=" + model.argument()
                            + "), or choose another folder with --to");
                });
        return new SamplePass.Model(model.name(), model.argument(), weights, weights);
    }

    /** The model can be asked by all templates, and these are what complete cells were asked by. */
    void requireAskedBySame(
            SamplePass.Model model,
            Compute compute,
            List<SampleCell> cells,
            SamplePass.Settings settings,
            List<Benchmark> benchmarks) {
        Map<String, AskedModel.Way> ways = new HashMap<>();
        List<SampleCell> own =
                cells.stream().filter(cell -> cell.model().equals(model.name())).toList();
        try (AskedModel asked = AskedModel.open(model, compute, settings, warnings)) {
            for (SampleCell cell : own) {
                AskedModel.Way way = ways.computeIfAbsent(cell.template(), asked::way);
                stored(cell).ifPresent(origin -> requireSame(cell, origin, way));
            }
            ways.keySet().forEach(template -> asked.tell(template, benchmarks));
        }
    }

    /** How a cell was sampled; empty if it is not complete. */
    Optional<SamplePass.Origin> stored(SampleCell cell) {
        return before.flatMap(pass -> pass.find(cell)).flatMap(planned -> SampleFolder.origin(folder, planned));
    }

    private void requireSame(SampleCell cell, SamplePass.Origin origin, AskedModel.Way way) {
        if (!origin.prompt().equals(way.prompt()) || !origin.reward().equals(way.reward())) {
            throw new UserError(folder + " holds samples of another template " + cell.template()
                    + ": its text, or how its answers are marked, has changed since. Give it another name, or choose"
                    + " another folder with --to");
        }
    }
}
