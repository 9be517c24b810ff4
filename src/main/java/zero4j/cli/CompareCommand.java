package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.algorithm.Presets;
import zero4j.cli.console.CompareConsole;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.Screen;
import zero4j.report.CompareReport;
import zero4j.report.CompareRow;
import zero4j.report.RunReport;
import zero4j.run.RunFolder;
import zero4j.session.CompareSession;
import zero4j.session.Variant;

/** {@code zero4j compare}: the same training once by each of several algorithms, or with each of several values of a setting. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Train once by each of several algorithms, one after the other, and compare what came out. With --vary also once"
                    + " with each value of other settings.",
            "A run in DIR that is finished is not repeated, one that stopped goes on."
        })
final class CompareCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "1",
            split = ",",
            paramLabel = "ALGORITHMS",
            description = "Algorithms with commas between them, or all.")
    private List<String> algorithms = List.of();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "YAML file of settings (default: the nano run).")
    private @Nullable Path recipeFile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a setting for all algorithms; may be repeated.")
    private List<String> overrides = List.of();

    @Option(
            names = "--vary",
            paramLabel = "KEY=VALUE,VALUE",
            description =
                    "Train each algorithm with each of these values, for example reward=auto,random,inverted,format-only"
                            + " (controls: docs/rewards.md) or seed=1,2; may be repeated.")
    private List<String> varied = List.of();

    @Option(names = "--steps", paramLabel = "N", description = "Steps of each run: the same as --set train.steps=N.")
    private @Nullable Integer steps;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the runs, the table compare.md, the page compare.html and the charts.")
    private Path folder = Path.of("");

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<String> settings = new ArrayList<>(overrides);
        if (steps != null) {
            settings.add("train.steps=" + steps);
        }
        List<Variant> variants = variants();
        List<String> names = variants.stream().map(Variant::name).toList();
        CompareConsole console = new CompareConsole(out, err);
        CompareSession session = CompareSession.of(recipeFile, settings, variants, folder);
        try (StopRequest stop = StopRequest.listen(err, console::stopWords)) {
            session.listener(console).stopWhen(stop).run();
        }
        CompareReport report = new CompareReport(console.rows());
        report.write(folder);
        page(names, err);
        out.println();
        Screen.of(out).table(report.table());
        out.println();
        out.println(PlainText.line("written " + folder.resolve(CompareReport.PAGE)
                + " with a chart for each, and the page " + RunReport.COMPARISON));
        out.flush();
        failIfIncomplete(names, console.rows());
    }

    /** The same with more curves, to be sent: what recorded nothing is not in it. */
    private void page(List<String> names, PrintWriter err) {
        List<RunFolder> recorded = names.stream()
                .map(name -> new RunFolder(folder.resolve(name)))
                .filter(run -> Files.isRegularFile(run.database()))
                .toList();
        try {
            if (!recorded.isEmpty()) {
                RunReport.of(recorded).write(folder.resolve(RunReport.COMPARISON));
            }
        } catch (UserError e) {
            Screen.of(err).warning(RunReport.COMPARISON + " was not written: " + e.getMessage());
        }
    }

    private List<Variant> variants() {
        List<Variant> variants = algorithms().stream().map(Variant::ofAlgorithm).toList();
        for (String setting : varied) {
            variants = Variant.varied(variants, setting);
        }
        return variants;
    }

    private List<String> algorithms() {
        if (algorithms.equals(List.of("all"))) {
            return Presets.names();
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : algorithms) {
            if (Presets.REGISTRY.find(name).isEmpty()) {
                throw new UserError(
                        name.equals("all")
                                ? "all is every algorithm already: name no other beside it"
                                : "there is no algorithm '" + name + "'; it must be all or "
                                        + Presets.REGISTRY.oneOf(name));
            }
            if (!names.add(name)) {
                throw new UserError("the algorithm " + name + " is named twice; each is trained once");
            }
        }
        return List.copyOf(names);
    }

    private void failIfIncomplete(List<String> names, List<CompareRow> rows) {
        List<String> open = names.stream()
                .filter(name -> rows.stream().noneMatch(row -> row.name().equals(name) && row.finished()))
                .toList();
        if (!open.isEmpty()) {
            throw new UserError("not finished: " + String.join(", ", open)
                    + ". The same command goes on where it stopped; `" + Launcher.command() + " runs list --folder "
                    + folder + "` shows the runs");
        }
    }
}
