package zero4j.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.Words;
import zero4j.reproduce.ReproduceListener.PlannedStage;

/**
 * Runs an experiment, stage by stage. A stage whose result is there, made by the same settings from the same files, is not run
 * again; one that stopped goes on. It prints nothing: what it has to say goes to a {@link ReproduceListener}.
 *
 * <p>Not thread-safe.
 */
public final class Reproduction {
    /** Below the folder that all experiments share: that of the trainings. */
    public static final String RUNS = "runs";

    private static final String LOCK = "reproduce.lock";

    /** Ends the name of the folder of a quick variant's outcome. */
    private static final String QUICK = "-quick";

    private final Experiment experiment;
    private final Path given;
    private final StageFolder folder;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private int seeds;
    private boolean quick;
    private ReproduceListener listener = ReproduceListener.NONE;
    private BooleanSupplier stop = () -> false;

    private Reproduction(Experiment experiment, Path folder) {
        this.experiment = experiment;
        this.given = folder;
        this.folder = new StageFolder(folder);
    }

    /**
     * A reproduction.
     *
     * @param folder that all experiments may share: what one has made serves the others
     */
    public static Reproduction of(Experiment experiment, Path folder) {
        return new Reproduction(experiment, folder);
    }

    /** Seeds that each arm is trained with, from 1; 0, the default, for as many as the experiment says. */
    public Reproduction seeds(int number) {
        if (number < 0 || number > Declared.MOST_SEEDS) {
            throw new UserError("the number of seeds is " + number + "; it must be from 1 to " + Declared.MOST_SEEDS);
        }
        seeds = number;
        return this;
    }

    /** Runs the quick variant. */
    public Reproduction quick() {
        quick = true;
        return this;
    }

    /** Who hears what happens; one only, the last that is given. */
    public Reproduction listener(ReproduceListener hears) {
        listener = hears;
        return this;
    }

    /** Asked between steps; what was done until then is kept. */
    public Reproduction stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /** What is run of the experiment. */
    public Experiment chosen() {
        return experiment.chosen(seeds, quick);
    }

    /** The folder of the outcome and of all that is drawn of it. */
    public Path output() {
        return given.resolve(experiment.name() + (quick ? QUICK : "") + otherSeeds());
    }

    /** With other seeds than the variant has, what came out is kept beside what comes out with those. */
    private String otherSeeds() {
        boolean usual = seeds == 0 || seeds == experiment.chosen(0, quick).seeds();
        return usual || experiment.arms().isEmpty()
                ? ""
                : "-" + Words.counted(seeds, "seed").replace(' ', '-');
    }

    /** Whether an experiment of this name, in small letters, would have the folder or the page of another thing. */
    static boolean isTaken(String name) {
        return StageFolder.BELOW.contains(name)
                || Set.of(LOCK, "readme").contains(name)
                || name.matches(".*-(quick|\\d+-seeds?)");
    }

    /**
     * The stages, of which nothing is begun.
     *
     * @throws UserError with all that is wrong with the experiment
     */
    public List<PlannedStage> plan() {
        Plan plan = planned();
        Pace pace = pace(plan);
        return plan.used().stream().map(stage -> told(stage, pace)).toList();
    }

    /**
     * Makes sure, before long work, that what is made can be written.
     *
     * @throws UserError if not
     */
    public void requireWritable() {
        AtomicFile.requireWritable(folder.root().resolve(LOCK));
        AtomicFile.requireWritable(output().resolve(Outcome.FILE));
    }

    /** What came out when it was run before; empty if it was not. */
    public Optional<OutcomePage> outcome() {
        return Files.isRegularFile(output().resolve(Outcome.FILE))
                ? Optional.of(new OutcomePage(experiment, Outcome.read(output())))
                : Optional.empty();
    }

    /**
     * Runs what is not there yet, and judges the claims.
     *
     * @return empty if it was asked to stop before all was there
     * @throws UserError if the experiment cannot be run, another process runs one in the folder, or a stage failed; those that do
     *     not need it are run before
     */
    public Optional<OutcomePage> run() {
        Plan plan = planned();
        try (FolderLock _ = lock()) {
            folder.mend();
            List<Stage> failed = new ArrayList<>();
            if (!make(plan, failed)) {
                return Optional.empty();
            }
            if (!failed.isEmpty()) {
                throw new UserError(Words.counted(failed.size(), "stage") + " of " + experiment.name()
                        + " failed, so nothing is judged: "
                        + failed.stream()
                                .map(stage -> stage.kind() + " " + stage.about().name())
                                .collect(Collectors.joining("; "))
                        + ". The same command goes on with what is missing");
            }
            return Optional.of(new OutcomePage(experiment, outcome(plan)));
        }
    }

    private Plan planned() {
        return Plan.of(experiment, chosen(), folder.root());
    }

    private FolderLock lock() {
        try {
            Files.createDirectories(folder.root());
        } catch (IOException e) {
            throw AtomicFile.failure(folder.root(), e);
        }
        return FolderLock.take(folder.root().resolve(LOCK))
                .orElseThrow(() -> new UserError("another process reproduces experiments in " + folder.root()
                        + "; wait for it, or choose another folder (--to)"));
    }

    /** @return false if it was asked to stop */
    private boolean make(Plan plan, List<Stage> failed) {
        Pace pace = pace(plan);
        List<Stage> used = plan.used();
        List<Stage> due = new ArrayList<>(plan.due());
        listener.planned(used.stream().map(stage -> told(stage, pace)).toList());
        Set<String> missing = new HashSet<>();
        for (int i = 0; i < used.size(); i++) {
            Stage stage = used.get(i);
            if (!due.remove(stage)) {
                listener.ends(told(stage, pace), i + 1, used.size());
                continue;
            }
            if (stop.getAsBoolean()) {
                return false;
            }
            try {
                require(stage, missing, plan);
                listener.begins(told(stage, pace), i + 1, used.size(), StageWork.begun(stage));
                if (!new StageRun(stage, pace, due, warned, listener, stop).run()) {
                    return false;
                }
                listener.ends(told(stage, pace).now(), i + 1, used.size());
            } catch (UserError e) {
                listener.failed(told(stage, pace), e);
                failed.add(stage);
                missing.add(stage.about().key());
            }
        }
        return true;
    }

    private static void require(Stage stage, Set<String> missing, Plan plan) {
        for (Stage other : plan.stages()) {
            if (missing.contains(other.about().key())
                    && stage.about().needs().contains(other.about().key())) {
                throw new UserError(
                        "it needs the " + other.kind() + " " + other.about().name() + ", which failed");
            }
        }
    }

    /** What was kept tells how fast this machine is. */
    private static Pace pace(Plan plan) {
        Pace pace = new Pace();
        for (Stage stage : plan.used()) {
            if (StageFolder.isWhole(stage)) {
                pace.took(stage.kind(), stage.about().seconds(), seconds(stage));
            }
        }
        return pace;
    }

    private static PlannedStage told(Stage stage, Pace pace) {
        boolean whole = StageFolder.isWhole(stage);
        return new PlannedStage(
                stage.kind(),
                stage.about().name(),
                stage.about().key(),
                whole ? seconds(stage) : pace.expected(stage),
                whole);
    }

    private static double seconds(Stage stage) {
        return StageFolder.note(stage).map(StageFolder.Note::seconds).orElse(0.0);
    }

    private Outcome outcome(Plan plan) {
        Measurements measurements = Measurements.of(plan.experiment(), plan.results());
        double seconds =
                plan.reached().stream().mapToDouble(Reproduction::seconds).sum();
        Outcome outcome = Outcome.of(experiment, quick, plan.experiment().seeds(), seconds, measurements);
        outcome.write(output());
        return outcome;
    }
}
