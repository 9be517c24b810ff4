package zero4j.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SamplePass;
import zero4j.rollout.Engines;

/**
 * Where and with what the models of a pass are sampled: as before where nothing else is said, and always in the same precision, which
 * changes more than rounding. An engine or device that differs is told; within one cell it is refused.
 */
final class PassCompute {
    private final Path folder;
    private final Optional<SamplePass> before;
    private final @Nullable UnaryOperator<Compute> said;

    /**
     * What sampled a cell, or is to.
     *
     * @param device {@code cpu} or {@code cuda}, whichever card
     */
    private record By(String engine, String device, String dtype) {
        /** As the description of a cell has them. */
        static By of(String engine, String placement) {
            int blank = placement.lastIndexOf(' ');
            String device = placement.substring(0, Math.max(0, blank));
            return new By(engine, device.startsWith("cuda") ? "cuda" : device, placement.substring(blank + 1));
        }

        static By of(Compute compute) {
            return of(
                    RolloutEngine.inWords(compute.engine(), compute.placement()),
                    compute.placement().toString());
        }

        /** The same again. */
        Compute compute() {
            return new Compute(
                    device,
                    dtype,
                    Compute.DEFAULT.threads(),
                    Engines.REGISTRY.all().stream()
                            .filter(known -> known.inWords().equals(engine))
                            .map(Engines.Engine::name)
                            .findFirst()
                            .orElse(Engines.AUTO),
                    Compute.DEFAULT.slots());
        }

        String inWords() {
            return engine + " on " + device;
        }
    }

    /** @param said makes of what is usual what was said; null if nothing was */
    PassCompute(Path folder, Optional<SamplePass> before, @Nullable UnaryOperator<Compute> said) {
        this.folder = folder;
        this.before = before;
        this.said = said;
    }

    /** How a model is sampled now. */
    Compute chosen(SamplePass.Model model) {
        if (ServedArgument.is(model.folder())) {
            return said == null ? Compute.DEFAULT : said.apply(Compute.DEFAULT);
        }
        Compute usual = by(model.name()).stream()
                .findFirst()
                .map(By::compute)
                .orElseGet(() -> ModelOrigin.of(model.folder()).compute());
        return said == null ? usual : said.apply(usual);
    }

    /** What sampled the cells of a model, also those that are not complete. */
    private List<By> by(String model) {
        return before.stream()
                .flatMap(pass -> pass.cells().stream())
                .filter(cell -> cell.model().equals(model))
                .flatMap(cell -> by(cell).stream())
                .distinct()
                .toList();
    }

    private Optional<By> by(SamplePass.Cell cell) {
        var description = EvalFolder.description(folder.resolve(cell.folder()));
        return description.isMissingNode()
                ? Optional.empty()
                : Optional.of(By.of(
                        description.path("engine").asString(),
                        description.path("compute").asString()));
    }

    /**
     * What was said fits what is stored.
     *
     * @param missing cells that are to be sampled, or finished
     */
    void requireSame(SamplePass.Model model, List<SampleCell> missing, Consumer<String> warnings) {
        List<By> then = by(model.name());
        if (said == null || then.isEmpty() || ServedArgument.is(model.folder())) {
            return;
        }
        By now = By.of(chosen(model));
        for (By one : then) {
            if (!one.dtype().equals(now.dtype())) {
                throw new UserError(folder + " holds samples of " + model.name() + " in " + one.dtype() + ", and "
                        + now.dtype() + " changes more than rounding. Leave out --dtype, or choose another folder with"
                        + " --to");
            }
        }
        for (SampleCell cell : missing) {
            before.flatMap(pass -> pass.find(cell))
                    .filter(_ -> cell.model().equals(model.name()))
                    .flatMap(this::by)
                    .filter(one -> !one.equals(now))
                    .ifPresent(one -> {
                        throw new UserError(folder + " holds samples of " + cell.inWords() + " by " + one.inWords()
                                + ", and " + now.inWords()
                                + " is to sample the rest of them: others would be mixed in one"
                                + " cell. Leave out --backend and --device, or choose another folder with --to");
                    });
        }
        then.stream()
                .filter(one -> !one.equals(now))
                .findFirst()
                .ifPresent(one -> warnings.accept("cells of " + model.name() + " in " + folder + " were sampled by "
                        + one.inWords() + ", and not by " + now.inWords()
                        + ": they are the same but for rounding, which may change single samples"));
    }

    /** Tells of models that do not compare. */
    void tellPrecisions(List<SamplePass.Model> models, Consumer<String> warnings) {
        List<SamplePass.Model> own = models.stream()
                .filter(model -> !ServedArgument.is(model.folder()))
                .toList();
        List<By> all = own.stream()
                .map(model -> by(model.name()).stream().findFirst().orElseGet(() -> By.of(chosen(model))))
                .toList();
        if (all.stream().map(By::dtype).distinct().count() > 1) {
            warnings.accept("models are sampled in different precision: "
                    + IntStream.range(0, all.size())
                            .mapToObj(
                                    i -> own.get(i).name() + " in " + all.get(i).dtype())
                            .collect(Collectors.joining(", ")));
        }
    }
}
