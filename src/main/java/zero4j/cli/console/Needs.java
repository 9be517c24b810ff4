package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import zero4j.Words;
import zero4j.dist.Sharding;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Published;
import zero4j.recipe.TrainRecipe;
import zero4j.report.Table;
import zero4j.session.DiskEstimate;
import zero4j.session.MemoryEstimate;
import zero4j.session.PretrainSetup;
import zero4j.session.TrainPlan;
import zero4j.weights.ModelConfig;

/** What a training or pretraining needs of memory, disk and time, and what others got with its settings. */
public final class Needs {
    private static final double MEBIBYTE = 1 << 20;
    /** From here on bytes are told in GiB. */
    private static final double LARGE = 1024.0 * 1024 * 1024;

    /** Numbers of processes that memory is told for. */
    private static final List<Integer> PROCESSES = List.of(1, 2, 4, 8);

    private static final double GIGABYTE = 1e9;
    private static final double HOUR = 3600;
    /** Tokens of a text that has more checkpoints than are kept. */
    private static final long ANY_LENGTH = 1L << 50;

    /**
     * What the user says of the speed of this machine; empty where nothing is said.
     *
     * @param sampled tokens per second in rollouts
     * @param learnt tokens per second in updates
     * @param response mean length of a completion in tokens
     */
    public record Speeds(OptionalDouble sampled, OptionalDouble learnt, OptionalDouble response) {}

    private Needs() {}

    /** Prints what can be said of a recipe where something that it names is not there, or not usable here. */
    public static void printWithout(PrintWriter out, TrainRecipe recipe, Speeds speeds) {
        TrainPlan.of(recipe).ifPresent(plan -> {
            TrainHeader.line(out, "model", model(recipe.model(), plan.config(), plan.opened()));
            TrainHeader.line(
                    out,
                    "batch",
                    Header.batch(
                                    recipe.rollout().prompts(),
                                    recipe.rollout().groupSize(),
                                    recipe.train().epochs() * recipe.updatesPerEpoch())
                            + " a step, " + Header.steps(recipe.train().steps()));
            source(out, recipe.published());
            print(out, plan, speeds);
            out.println();
            out.flush();
        });
    }

    /** The same of a pretraining that begins with a model. */
    public static void printWithout(PrintWriter out, PretrainRecipe recipe, OptionalDouble learntPerSecond) {
        PretrainSetup.shapeOf(recipe).ifPresent(config -> {
            boolean counted = recipe.train().passes() == 0;
            TrainHeader.line(out, "model", model(recipe.init(), config, false));
            source(out, recipe.published());
            TrainHeader.line(
                    out,
                    "plan",
                    counted
                            ? PretrainHeader.plan(recipe.train())
                            : recipe.train().passes() + " passes over the text, however long it is");
            memory(out, recipe, config);
            disk(out, DiskEstimate.of(counted ? recipe : recipe.counted(ANY_LENGTH), config, List.of()));
            if (counted) {
                time(out, recipe, learntPerSecond);
            }
            out.println();
            out.flush();
        });
    }

    /** Prints what memory a pretraining needs, alone and as one of several processes. */
    static void memory(PrintWriter out, PretrainRecipe recipe, ModelConfig config) {
        MemoryEstimate alone = MemoryEstimate.of(recipe, config);
        memory(out, alone, recipe.onGpu());
        together(out, alone, processes -> MemoryEstimate.of(recipe, config, processes));
    }

    /** Prints how long a pretraining takes at a speed, if one is given. */
    static void time(PrintWriter out, PretrainRecipe recipe, OptionalDouble learntPerSecond) {
        TrainHeader.line(
                out,
                "time",
                learntPerSecond.isEmpty()
                        ? "not known: give --learnt-per-second, tokens as its first steps show them on this machine"
                        : "about " + hours(recipe.train().tokens() / learntPerSecond.getAsDouble()));
    }

    private static String model(String name, ModelConfig config, boolean opened) {
        return name + " (" + config.family().architecture() + ", " + Header.count(config.parameterCount())
                + " parameters, context " + config.maxPositionEmbeddings()
                + (opened ? ")" : "; by the recipe's published.shape)");
    }

    /** Where the settings are described, if that is known. */
    static void source(PrintWriter out, Published published) {
        if (published.known()) {
            TrainHeader.line(
                    out,
                    "published",
                    published.source() + (published.hardware().isBlank() ? "" : "; there on " + published.hardware()));
        }
    }

    /** Prints memory, disk, time, and the scores that are published. */
    static void print(PrintWriter out, TrainPlan plan, Speeds speeds) {
        memory(out, plan.memory(), plan.recipe().onGpu());
        together(out, plan.memory(), plan::memory);
        disk(out, plan.disk());
        time(out, plan, speeds);
        scores(out, plan);
    }

    static void memory(PrintWriter out, MemoryEstimate memory, boolean gpu) {
        boolean large = memory.total() >= LARGE;
        double unit = large ? 1024 * MEBIBYTE : MEBIBYTE;
        TrainHeader.line(
                out,
                "memory",
                String.format(
                        Locale.ROOT,
                        large
                                ? "about %.1f GiB %s: model, gradients and optimizer %.1f, KV cache %.1f, logits %.1f,"
                                        + " activations %.1f"
                                : "about %.0f MiB %s: model, gradients and optimizer %.0f, KV cache %.0f, logits %.0f,"
                                        + " activations %.0f",
                        memory.total() / unit,
                        gpu ? "of one GPU" : "outside the Java heap",
                        memory.model() / unit,
                        memory.cache() / unit,
                        memory.logits() / unit,
                        memory.activations() / unit));
    }

    /** Prints what each of several processes would need, whatever they divide. */
    private static void together(
            PrintWriter out, MemoryEstimate alone, Function<MemoryEstimate.Processes, MemoryEstimate> ofEach) {
        boolean large = alone.total() >= LARGE;
        List<String> header = new ArrayList<>(List.of((large ? "GiB" : "MiB") + " for each of"));
        PROCESSES.forEach(count -> header.add(count + (count == 1 ? " process" : " processes")));
        Table table = Table.of(header);
        for (Sharding sharding : Sharding.values()) {
            List<String> row =
                    new ArrayList<>(List.of("dist.shard: " + sharding.name().toLowerCase(Locale.ROOT)));
            for (int count : PROCESSES) {
                double bytes = ofEach.apply(new MemoryEstimate.Processes(count, sharding))
                        .total();
                row.add(String.format(Locale.ROOT, large ? "%.1f" : "%.0f", bytes / (large ? LARGE : MEBIBYTE)));
            }
            table.row(row);
        }
        out.println();
        Screen.of(out).table(table);
        out.println();
    }

    static void disk(PrintWriter out, DiskEstimate disk) {
        TrainHeader.line(
                out,
                "disk",
                String.format(
                        Locale.ROOT,
                        disk.checkpoint() < GIGABYTE
                                ? "about %.1f MB a checkpoint, %d at the same time%s"
                                : "about %.1f GB a checkpoint, %d at the same time%s",
                        disk.checkpoint() / (disk.checkpoint() < GIGABYTE ? GIGABYTE / 1000 : GIGABYTE),
                        disk.most(),
                        disk.served() == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "; weights for servers about %.1f MB",
                                        disk.served() / (GIGABYTE / 1000))));
    }

    private static void time(PrintWriter out, TrainPlan plan, Speeds speeds) {
        double sampled = plan.sampledTokens(speeds.response());
        double evaluated = plan.evaluatedTokens(speeds.response());
        double learnt = plan.learntTokens(speeds.response());
        TrainHeader.line(
                out,
                "tokens",
                (speeds.response().isPresent() ? "" : "at most ") + Header.count(Math.round(sampled)) + " sampled, "
                        + Header.count(Math.round(learnt)) + " learnt from with their prompts"
                        + evaluations(plan, evaluated)
                        + (speeds.response().isPresent()
                                ? ", where a completion has "
                                        + Math.round(speeds.response().getAsDouble()) + " of them"
                                : ", if every completion uses its whole budget (--response-tokens N: what you expect)"));
        if (speeds.sampled().isPresent() && speeds.learnt().isPresent()) {
            double sampling = (sampled + evaluated) / speeds.sampled().getAsDouble();
            double learning = learnt / speeds.learnt().getAsDouble();
            TrainHeader.line(
                    out,
                    "time",
                    String.format(
                            Locale.ROOT,
                            "about %s: %s sampling at %.0f tokens/s, %s learning at %.0f",
                            hours(sampling + learning),
                            hours(sampling),
                            speeds.sampled().getAsDouble(),
                            hours(learning),
                            speeds.learnt().getAsDouble()));
        } else {
            TrainHeader.line(
                    out,
                    "time",
                    "not known: give --sampled-per-second and --learnt-per-second, tokens as `bench rollout` and `bench"
                            + " learn`, or a first step of this recipe, show them on this machine");
        }
    }

    private static String evaluations(TrainPlan plan, double tokens) {
        if (plan.evaluations() == 0) {
            return "";
        }
        return ", "
                + (plan.evaluated().isPresent() ? Header.count(Math.round(tokens)) + " sampled in " : "and those of ")
                + Words.counted(plan.evaluations(), "evaluation");
    }

    private static String hours(double seconds) {
        return seconds < HOUR
                ? StepLine.duration(seconds)
                : String.format(Locale.ROOT, seconds < 100 * HOUR ? "%.1f h" : "%.0f h", seconds / HOUR);
    }

    private static void scores(PrintWriter out, TrainPlan plan) {
        Published published = plan.recipe().published();
        Map<String, List<String>> scores = published.scores();
        if (!scores.isEmpty()) {
            String model = plan.recipe().model();
            String others = published.model().isBlank() ? "the model of the recipe" : published.model();
            if (plan.opened()
                    && published
                            .config()
                            .filter(shape -> !alike(shape, plan.config()))
                            .isPresent()) {
                TrainHeader.line(
                        out,
                        "scores",
                        "those that are published are of " + others + "; " + model
                                + " is another model, for which they say nothing: they are left out");
                return;
            }
            boolean sameName = nameOf(model).equals(nameOf(published.model()));
            TrainHeader.line(
                    out,
                    "scores",
                    "published of " + others
                            + (sameName
                                    ? ""
                                    : "; " + model + " has another name: if it is another model, expect others"));
            out.println();
            Table table = Table.of("published score, %", "as it came", "trained");
            scores.forEach((name, of) -> table.row(name, score(published, name, of, 0), score(published, name, of, 1)));
            Screen.of(out).table(table);
            out.println();
        }
        if (!published.note().isBlank()) {
            TrainHeader.line(out, "mind", published.note());
        }
    }

    private static boolean alike(ModelConfig one, ModelConfig other) {
        return one.family().equals(other.family()) && one.parameterCount() == other.parameterCount();
    }

    /** Without whose it is, or in which folder. */
    private static String nameOf(String model) {
        return model.replaceFirst("[/\\\\]+$", "").replaceFirst(".*[/\\\\]", "").toLowerCase(Locale.ROOT);
    }

    /** With the right answers behind it and the 95 % interval that these leave, where they are known. */
    private static String score(Published published, String name, List<String> of, int column) {
        String score = of.get(column);
        return (score.isEmpty() ? "-" : score)
                + published
                        .right(name, column)
                        .map(right -> " (" + right + "/" + published.count(name).orElseThrow() + ")")
                        .orElse("")
                + published
                        .interval(name, column)
                        .map(interval -> String.format(
                                Locale.ROOT, " [%.1f, %.1f]", 100 * interval.low(), 100 * interval.high()))
                        .orElse("");
    }
}
