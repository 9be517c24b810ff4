package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.launch.LaunchPlan;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.torch.DeviceSettings;

/** The templates of {@code deploy/} against the program, with Slurm, Kubeflow and a container engine in pretence. */
class DeployTest {
    private static final Path DEPLOY = Path.of("deploy");

    @TempDir
    private Path folder = Path.of("");

    private static ParseResult parsed(List<String> words) {
        return Main.commandLine().parseArgs(words.toArray(String[]::new)).subcommand();
    }

    /** Settings of a training that a command line names. */
    private static TrainRecipe recipe(ParseResult train, Path file) {
        List<String> overrides = train.matchedOptionValue("--set", List.of());
        return Recipes.train(file, overrides);
    }

    // --- Slurm
    // ------------------------------------------------------------------------------------------------------------

    private void program(String name, String script) throws IOException {
        Path file = Files.createDirectories(folder.resolve("submitted/bin")).resolve(name);
        assertThat(Files.writeString(file, "#!/bin/bash\n" + script).toFile().setExecutable(true))
                .isTrue();
    }

    private CommandRun batch(String... words) throws IOException, InterruptedException {
        program("srun", """
                while [ "${1#--}" != "$1" ]; do echo "srun option $1"; shift; done
                for SLURM_PROCID in 0 1 2 3; do export SLURM_PROCID; "$@"; done
                """);
        program("zero4j", "echo \"task ${SLURM_PROCID:--}\"; printf '%s\\n' \"$@\"; echo end\n");
        Path submitted = folder.resolve("submitted");
        Files.deleteIfExists(submitted.resolve("zero4j"));
        Files.move(submitted.resolve("bin/zero4j"), submitted.resolve("zero4j"));
        List<String> command = new ArrayList<>(
                List.of("bash", DEPLOY.resolve("slurm.sbatch").toAbsolutePath().toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SLURM_SUBMIT_DIR", submitted.toString());
        builder.environment().merge("PATH", submitted.resolve("bin") + ":", (path, first) -> first + path);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandRun(process.waitFor(), out, "");
    }

    @Test
    void slurm_recipeFolderAndSettings_areTheCommandOfEveryTask() throws IOException, InterruptedException {
        CommandRun run = batch("my recipe.yaml", "/shared/a run", "--set", "train.steps=5");

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).contains("task -\n--version\nend", "srun option --kill-on-bad-exit=1");
        for (int task = 0; task < 4; task++) {
            int start = run.out().indexOf("task " + task + "\n") + 7;
            List<String> words = run.out()
                    .substring(start, run.out().indexOf("\nend", start))
                    .lines()
                    .toList();
            assertThat(words).startsWith("train", "my recipe.yaml");
            assertThat(parsed(words).matchedOptionValue("--to", Path.of("")).toString())
                    .isEqualTo("/shared/a run");
            assertThat(recipe(parsed(words), Path.of("recipes/oat-zero-7b.yaml"))
                            .train()
                            .steps())
                    .isEqualTo(5);
        }
    }

    @Test
    void slurm_withoutAFolder_saysHowItIsUsed() throws IOException, InterruptedException {
        CommandRun run = batch("recipe.yaml");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out())
                .contains("usage: sbatch deploy/slurm.sbatch RECIPE FOLDER")
                .doesNotContain("task");
    }

    @Test
    void slurm_directives_giveEveryTaskACardAndTimeToSave() throws IOException {
        Map<String, String> directives = new TreeMap<>();
        for (MatchResult line :
                matches("(?m)^#SBATCH --([a-z-]+)=(\\S+)$", Files.readString(DEPLOY.resolve("slurm.sbatch")))) {
            directives.put(line.group(1), line.group(2));
        }

        assertThat(directives.get("ntasks-per-node")).isNotNull().isEqualTo(directives.get("gpus-per-node"));
        assertThat(directives.get("signal"))
                .as("to the tasks, not to the script (B:)")
                .matches("TERM@\\d{3,}");
    }

    private static List<MatchResult> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }

    // --- Kubeflow
    // ---------------------------------------------------------------------------------------------------------

    private static List<JsonNode> manifests() throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(DEPLOY.resolve("trainjob.yaml")))
                .forEach(manifest -> manifests.add(JsonMapper.shared().valueToTree(manifest)));
        return manifests;
    }

    @Test
    void trainJob_itsCommand_startsAProcessForEveryCardOfEveryPod() throws IOException {
        JsonNode trainer = manifests().getLast().at("/spec/trainer");
        String each = trainer.at("/numProcPerNode").asString();
        String pods = trainer.at("/numNodes").asString();
        List<String> words =
                trainer.at("/command").valueStream().map(JsonNode::asString).toList();

        assertThat(each)
                .isEqualTo(
                        trainer.at("/resourcesPerNode/limits/nvidia.com~1gpu").asString());
        LaunchPlan plan = LaunchPlan.of(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "PET_NNODES",
                        pods,
                        "PET_NPROC_PER_NODE",
                        each,
                        "PET_NODE_RANK",
                        "1",
                        "PET_MASTER_ADDR",
                        "pod-0"));
        assertThat(plan).isEqualTo(new LaunchPlan(Integer.parseInt(each), 2, 1, Optional.of("pod-0:29500")));
        ParseResult launch = parsed(words.subList(1, words.size()));
        assertThat(launch.commandSpec().name()).isEqualTo("launch");
        List<String> launched = launch.matchedPositional(0).getValue();
        assertThat(launched).startsWith("train");
    }

    @Test
    void trainJob_itsFolders_areInTheImageOrInTheVolume() throws IOException {
        JsonNode trainer = manifests().getLast().at("/spec/trainer");
        JsonNode pod = manifests().getFirst().at("/spec/template/spec/replicatedJobs/0/template/spec/template/spec");
        String volume = pod.at("/containers/0/volumeMounts/0/mountPath").asString() + "/";
        List<String> words =
                trainer.at("/command").valueStream().map(JsonNode::asString).toList();
        List<String> launched =
                parsed(words.subList(1, words.size())).matchedPositional(0).getValue();
        ParseResult train = parsed(launched);
        String image = instruction("WORKDIR") + "/";

        assertThat(instruction("ENTRYPOINT")).contains("\"" + words.getFirst() + "\"");
        String recipe = train.matchedPositional(0).getValue().toString();
        assertThat(recipe).startsWith(image);
        TrainRecipe settings = recipe(train, Path.of(recipe.substring(image.length())));
        assertThat(settings.device().device()).isEqualTo(DeviceSettings.Device.CUDA);
        List<String> paths = new ArrayList<>(List.of(settings.data().train()));
        paths.addAll(settings.eval().suite());
        paths.add(settings.model());
        paths.add(train.matchedOptionValue("--to", Path.of("")).toString());
        assertThat(paths).hasSize(4).allMatch(path -> path.startsWith(volume));
    }

    /** Names by which Kubeflow's torch plugin finds the pods and containers that it changes. */
    @Test
    void trainJob_itsRuntime_hasTheNamesThatKubeflowLooksFor() throws IOException {
        JsonNode runtime = manifests().getFirst();
        JsonNode job = manifests().getLast();
        JsonNode nodes = runtime.at("/spec/template/spec/replicatedJobs/0");

        assertThat(job.at("/spec/runtimeRef/kind")).isEqualTo(runtime.at("/kind"));
        assertThat(job.at("/spec/runtimeRef/name")).isEqualTo(runtime.at("/metadata/name"));
        assertThat(runtime.at("/spec/mlPolicy").has("torch")).isTrue();
        assertThat(nodes.at("/name").asString()).isEqualTo("node");
        assertThat(nodes.at("/template/metadata/labels/trainer.kubeflow.org~1trainjob-ancestor-step")
                        .asString())
                .isEqualTo("trainer");
        assertThat(nodes.at("/template/spec/template/spec/containers/0/name").asString())
                .isEqualTo("node");
        assertThat(nodes.at("/template/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isGreaterThanOrEqualTo(300);
    }

    // --- container
    // --------------------------------------------------------------------------------------------------------

    /** Instructions of the Containerfile, each on one line. */
    private static List<String> instructions() throws IOException {
        String text = Files.readString(DEPLOY.resolve("Containerfile")).replaceAll("(?m)^#.*\n", "");
        return text.replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static String instruction(String name) throws IOException {
        return instructions().stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    @Test
    void container_whatItCopies_isThereAndIsAllThatABuildReads() throws IOException {
        List<String> copied = instructions().stream()
                .filter(line -> line.startsWith("COPY "))
                .map(line -> List.of(line.split(" ")))
                .flatMap(words -> words.subList(1, words.size() - 1).stream())
                .toList();

        assertThat(copied).allMatch(path -> Files.exists(Path.of(path)));
        assertThat(copied).contains("zero4j", "mvnw", "pom.xml", ".mvn", "src/main", "models", "recipes");
    }

    @Test
    void container_itsSteps_areShellAndSetWhatTheScriptsRead() throws IOException, InterruptedException {
        String scripts = Files.readString(Path.of("zero4j")) + Files.readString(Path.of(".mvn/jdk.sh"));
        for (String line : instructions()) {
            if (line.startsWith("RUN ")) {
                Process sh = new ProcessBuilder("sh", "-n", "-c", line.substring(4))
                        .redirectErrorStream(true)
                        .start();
                assertThat(new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEmpty();
                assertThat(sh.waitFor()).as(line).isZero();
            }
        }
        List<String> set = matches("ZERO4J_[A-Z_]+", String.join("\n", instructions())).stream()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(set).isNotEmpty().allMatch(scripts::contains);
        assertThat(Arrays.asList(instruction("ARG").split("="))).startsWith("PROFILES");
    }
}
