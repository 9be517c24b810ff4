package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.Needs;
import zero4j.cli.console.OutcomeConsole;
import zero4j.cli.console.RealScaleConsole;
import zero4j.cli.console.ReproduceConsole;
import zero4j.cli.console.Screen;
import zero4j.recipe.DashboardSettings;
import zero4j.report.Table;
import zero4j.reproduce.ClaimsPage;
import zero4j.reproduce.Experiment;
import zero4j.reproduce.Experiments;
import zero4j.reproduce.OutcomePage;
import zero4j.reproduce.RealScale;
import zero4j.reproduce.ReproduceListener.PlannedStage;
import zero4j.reproduce.Reproduction;

/** {@code zero4j reproduce}: experiments of the paper at a scale that a laptop has. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Run experiments of the paper with small models, and judge its claims.",
            "What is done is kept and not run again, whichever experiment needs it; the same command goes on where it stopped."
                    + " Ctrl-C finishes the step and saves."
        })
final class ReproduceCommand implements Runnable {
    /** With fewer seeds no claim about trainings can be shown. */
    private static final int FEWEST_SEEDS = 3;

    private static final String ALL = "all";
    private static final String LIST = "list";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "EXPERIMENT",
            description =
                    "Names of experiments, YAML files that declare some, all, or list to see what there is; bases makes the bundled"
                            + " models again.")
    private List<String> names = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Train each arm with the seeds 1 to N (default: as the experiment says).")
    private @Nullable Integer seeds;

    @Option(names = "--quick", description = "A smaller variant, to see it in a few minutes.")
    private boolean quick;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            defaultValue = "reproduced",
            description = "Folder for all that is made (default: ${DEFAULT-VALUE}); what is in it is used.")
    private Path folder = Path.of("reproduced");

    @Option(
            names = "--pages",
            paramLabel = "DIR",
            description = "Also write, from all that --to has, a page of each experiment as Markdown with its pictures,"
                    + " and README.md with all claims.")
    private @Nullable Path pages;

    @ArgGroup(validate = false)
    private PlanOptions plan = new PlanOptions();

    @Override
    public void run() {
        Needs.Speeds speeds = plan.speeds(names.contains(RealScale.NAME));
        if (seeds != null && seeds < 1) {
            throw new UserError("--seeds is " + seeds + "; it must be at least 1");
        }
        Screen out = Screen.of(spec.commandLine().getOut());
        if (names.contains(LIST)) {
            if (names.size() > 1) {
                throw new UserError(
                        LIST + " stands alone: it shows what there is and runs nothing; leave it out, or the others");
            }
            list(out);
        } else if (plan.asked()) {
            plan(out, speeds);
        } else {
            run(out);
        }
    }

    private void run(Screen out) {
        Map<Experiment, Reproduction> chosen = chosen();
        // What cannot be written, or is wrong with one, is told before another begins.
        if (pages != null) {
            ClaimsPage.requireWritable(pages);
        }
        chosen.values().forEach(Reproduction::requireWritable);
        chosen.values().forEach(Reproduction::plan);
        List<String> open =
                new ArrayList<>(chosen.keySet().stream().map(Experiment::name).toList());
        try (ReproduceConsole console =
                        new ReproduceConsole(out, spec.commandLine().getErr());
                TrainingPage _ = page(chosen, out);
                StopRequest stop = StopRequest.listen(
                        spec.commandLine().getErr(), () -> "stopping: this step is finished and saved first")) {
            chosen.forEach((experiment, reproduction) -> {
                if (!stop.getAsBoolean() && run(reproduction, console, stop)) {
                    open.remove(experiment.name());
                }
            });
            writePages(chosen.keySet());
            if (!open.isEmpty()) { // said here: once the request is closed the program may end at any moment
                out.println();
                out.println(stop.getAsBoolean() ? "stopped; go on with:" : "not all is done; go on with:");
                out.println(PlainText.line("  " + again()));
                out.flush();
            }
        }
        if (!open.isEmpty()) {
            throw new UserError("not finished: " + String.join(", ", open));
        }
    }

    /** One for the trainings of all. */
    private TrainingPage page(Map<Experiment, Reproduction> chosen, Screen out) {
        String wanted = chosen.values().stream()
                .map(Reproduction::chosen)
                .filter(experiment -> !experiment.arms().isEmpty())
                .map(experiment -> experiment.train().getOrDefault("dashboard", "auto"))
                .findFirst()
                .orElse("off");
        return TrainingPage.start(
                new DashboardSettings(wanted),
                folder.resolve(Reproduction.RUNS),
                out,
                spec.commandLine().getErr());
    }

    private String again() {
        return Launcher.command(spec.commandLine().getParseResult().originalArgs()); // the verb is among them
    }

    private void plan(Screen out, Needs.Speeds speeds) {
        Set<String> planned = distinct();
        if (planned.remove(RealScale.NAME)) {
            if (planned.isEmpty() && (quick || seeds != null)) {
                throw new UserError((quick ? "--quick" : "--seeds") + " is for experiments that are run, and "
                        + RealScale.NAME + " is only planned; leave it out");
            }
            RealScaleConsole.print(out, RealScale.read(), speeds);
        }
        ReproduceConsole.plan(
                out,
                planned.stream()
                        .map(name -> reproduction(Experiments.read(name)))
                        .toList());
    }

    private Set<String> distinct() {
        Set<String> distinct = new LinkedHashSet<>();
        for (String name : names) {
            distinct.addAll(name.equals(ALL) ? Experiments.NAMES : List.of(name));
        }
        return distinct;
    }

    private Map<Experiment, Reproduction> chosen() {
        Map<Experiment, Reproduction> chosen = new LinkedHashMap<>();
        distinct().forEach(name -> {
            Experiment experiment = Experiments.read(name);
            chosen.keySet().stream()
                    .filter(other -> other.name().equalsIgnoreCase(experiment.name()) && !other.equals(experiment))
                    .findFirst()
                    .ifPresent(other -> {
                        throw new UserError(other.file() + " and " + experiment.file() + " would both be kept as "
                                + experiment.name() + "; give one of the files another name");
                    });
            chosen.put(experiment, reproduction(experiment));
        });
        return chosen;
    }

    private Reproduction reproduction(Experiment experiment) {
        Reproduction reproduction = Reproduction.of(experiment, folder).seeds(seeds == null ? 0 : seeds);
        return quick ? reproduction.quick() : reproduction;
    }

    /**
     * Runs one, and shows what came out; a failure is told, and does not keep others from being run.
     *
     * @return whether it is finished
     */
    private boolean run(Reproduction reproduction, ReproduceConsole console, StopRequest stop) {
        PrintWriter out = spec.commandLine().getOut();
        console.header(reproduction);
        Experiment experiment = reproduction.chosen();
        if (!experiment.arms().isEmpty() && experiment.seeds() < FEWEST_SEEDS) {
            Screen.of(out).line("note", "fewer than " + FEWEST_SEEDS + " seeds show nothing of trainings");
        }
        try {
            Optional<OutcomePage> outcome =
                    reproduction.listener(console).stopWhen(stop).run();
            console.close();
            outcome.ifPresent(page -> show(page, reproduction.output(), console.hasKept()));
            return outcome.isPresent();
        } catch (UserError e) {
            console.close();
            Screen.of(spec.commandLine().getErr()).error(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void show(OutcomePage page, Path output, boolean kept) {
        Screen out = Screen.of(spec.commandLine().getOut());
        page.write(output, Screen.of(spec.commandLine().getErr())::warning);
        OutcomeConsole.show(out, page, output, kept);
    }

    /** Of all experiments of the paper, and of those that were asked for; beside own ones only of what was run of the paper. */
    private void writePages(Set<Experiment> chosen) {
        if (pages != null) {
            boolean own = chosen.stream().anyMatch(one -> !one.file().isEmpty());
            Set<Experiment> all = new LinkedHashSet<>();
            Experiments.NAMES.stream()
                    .map(Experiments::read)
                    .filter(one ->
                            !own || Reproduction.of(one, folder).outcome().isPresent())
                    .forEach(all::add);
            all.addAll(chosen);
            ClaimsPage.of(List.copyOf(all), folder)
                    .write(pages, Screen.of(spec.commandLine().getErr())::warning);
            Screen out = Screen.of(spec.commandLine().getOut());
            out.line("overview", pages.resolve(ClaimsPage.NAME).toString());
            out.flush();
        }
    }

    private void list(Screen out) {
        Table table = Table.ofTexts("name", "shows", "seeds", "stages", "time", "outcome");
        table.row(RealScale.NAME, RealScale.read().title(), "", "", "", "plan only (--plan)");
        List<String> notes = new ArrayList<>();
        for (String name : Experiments.NAMES) {
            Experiment experiment = Experiments.read(name);
            Reproduction reproduction = reproduction(experiment);
            String seeds = experiment.arms().isEmpty()
                    ? ""
                    : Integer.toString(reproduction.chosen().seeds());
            try {
                List<PlannedStage> stages = reproduction.plan();
                table.row(name, experiment.title(), seeds, counted(stages), time(stages), outcome(reproduction));
            } catch (UserError e) {
                table.row(name, experiment.title(), seeds, "", "", "cannot be run");
                notes.add(e.getMessage());
            }
        }
        out.table(table);
        notes.forEach(Screen.of(spec.commandLine().getErr())::warning);
    }

    private static String counted(List<PlannedStage> stages) {
        long kept = stages.stream().filter(PlannedStage::kept).count();
        return stages.size() + (kept > 0 && kept < stages.size() ? ", " + kept + " done" : "");
    }

    /** Of what is still to be done; of an experiment that is done, what it took. */
    private static String time(List<PlannedStage> stages) {
        boolean done = stages.stream().allMatch(PlannedStage::kept);
        double seconds = stages.stream()
                .filter(stage -> done || !stage.kept())
                .mapToDouble(PlannedStage::seconds)
                .sum();
        return (done ? "took " : "about ") + ReproduceConsole.about(seconds);
    }

    private static String outcome(Reproduction reproduction) {
        return reproduction.outcome().map(OutcomePage::inWords).orElse("not run");
    }
}
