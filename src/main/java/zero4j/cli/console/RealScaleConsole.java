package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import zero4j.recipe.Published;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.report.Table;
import zero4j.reproduce.RealScale;
import zero4j.session.TrainPlan;

/** Shows what it takes to train the paper's own models: what each needs, what came out there, and the commands. */
public final class RealScaleConsole {
    private static final String RECIPES = "recipes";
    private static final String MEAN = "mean";

    private final Screen out;
    private final Needs.Speeds speeds;

    private RealScaleConsole(PrintWriter out, Needs.Speeds speeds) {
        this.out = Screen.of(out);
        this.speeds = speeds;
    }

    /**
     * Prints the plan.
     *
     * @param speeds of the user's machine, which are taken for every model
     */
    public static void print(PrintWriter out, RealScale plan, Needs.Speeds speeds) {
        new RealScaleConsole(out, speeds).print(plan);
    }

    private void print(RealScale plan) {
        out.println(RealScale.NAME + ": " + plan.title());
        out.println();
        out.paragraph(flat(plan.paper()));
        out.println();
        out.paragraph(flat(plan.mind()));
        if (speeds.sampled().isPresent() || speeds.learnt().isPresent()) {
            out.println();
            out.paragraph(
                    "The speeds that you gave are taken for every model; a smaller model is faster than a larger one.");
        }
        out.println();
        out.println("== once");
        plan.first().forEach(command -> command("", command));
        plan.models().forEach(this::model);
        plan.tables().forEach(table -> table(plan, table));
        out.flush();
    }

    private void model(RealScale.Model model) {
        out.println();
        out.println("== " + model.name());
        for (String stage : model.pretraining()) {
            TrainHeader.line(out, "before it", RECIPES + "/" + stage + ".yaml");
            Needs.printWithout(out, Recipes.pretrain(recipe(stage), List.of()), speeds.learnt());
            command("pretrain", "zero4j pretrain " + RECIPES + "/" + stage + ".yaml");
            out.println();
        }
        List<String> settings = settings(model.set());
        TrainHeader.line(
                out,
                "recipe",
                RECIPES + "/" + model.recipe() + ".yaml"
                        + (model.pretraining().isEmpty()
                                ? ""
                                : "; it begins with what the authors made of these stages, which need not be run again"));
        Needs.printWithout(out, Recipes.train(recipe(model.recipe()), settings), speeds);
        model.smaller().ifPresent(smaller -> smaller(model.recipe(), settings, smaller));
        commands(model, settings);
    }

    private void smaller(String name, List<String> settings, RealScale.Smaller smaller) {
        List<String> changed = settings(smaller.set());
        List<String> all = new ArrayList<>(settings);
        all.addAll(changed);
        TrainRecipe recipe = Recipes.train(recipe(name), all);
        TrainHeader.line(out, "smaller", "with" + sets(changed) + ": " + smaller.says());
        TrainPlan.of(recipe).ifPresent(plan -> Needs.memory(out, plan.memory(), recipe.onGpu()));
        out.println();
    }

    private void commands(RealScale.Model model, List<String> settings) {
        String train = "zero4j train " + RECIPES + "/" + model.recipe() + ".yaml" + sets(settings);
        command("download", "zero4j download " + model.base());
        command("check", train + " --dry-run");
        command("train", train);
        String suite = " --suite " + model.set().get("eval.suite") + " --samples 8";
        command("evaluate", "zero4j eval runs/*-" + model.recipe() + suite);
        String output = " --template " + model.template() + suite + " --device cuda --dtype bfloat16 --output evals/"
                + model.recipe();
        TrainHeader.line(out, "untrained", "the authors' model beside the one that it began with, without a training:");
        command("", "zero4j download " + model.released());
        command("", "zero4j eval " + model.base() + " " + model.released() + output);
    }

    private void table(RealScale plan, RealScale.ScoreTable scores) {
        out.println();
        out.println("== " + scores.title());
        List<Published> rows = scores.rows().stream().map(plan::published).toList();
        List<String> columns = List.copyOf(rows.getFirst().scores().keySet());
        List<String> header = new ArrayList<>(List.of("published score, %"));
        header.addAll(columns);
        Table table = Table.of(header);
        for (Published row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.model()));
            columns.forEach(name -> cells.add(score(row, name)));
            table.row(cells);
        }
        out.table(table);
        if (!scores.note().isEmpty()) {
            TrainHeader.line(out, "mind", scores.note());
        }
        scores.commands().forEach(command -> command("", command));
    }

    /** Of the mean with its interval: that of the others would make the table too wide to be read. */
    private static String score(Published row, String name) {
        String score = row.scores().getOrDefault(name, List.of("-")).getLast();
        return name.equals(MEAN)
                ? row.interval(name, 1)
                        .map(interval -> String.format(
                                Locale.ROOT, "%s [%.1f, %.1f]", score, 100 * interval.low(), 100 * interval.high()))
                        .orElse(score)
                : score;
    }

    private void command(String what, String command) {
        out.command(what, command.replaceAll("(?<=^|\\s)zero4j(?= )", Launcher.command()));
    }

    private static List<String> settings(Map<String, String> set) {
        return set.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private static String sets(List<String> settings) {
        return settings.stream().map(setting -> " --set " + setting).collect(Collectors.joining());
    }

    private static Path recipe(String name) {
        return Path.of(System.getProperty("zero4j.home", ""), RECIPES, name + ".yaml");
    }

    private static String flat(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
