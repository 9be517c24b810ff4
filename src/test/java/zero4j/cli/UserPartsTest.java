package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserPart;
import zero4j.algorithm.Preset;
import zero4j.reward.RewardProvider;
import zero4j.run.RunFolder;
import zero4j.template.PromptTemplate;

/** Rewards, templates and algorithms of users, by the real command in a JVM that has them on its class path. */
class UserPartsTest {
    private static final String BRIEF = """
            public class Brief implements zero4j.reward.RewardProvider {
                public String name() { return "brief"; }
                public String help() { return "short responses earn more"; }
                public zero4j.reward.RewardFunction create(zero4j.verify.Verifier verifier) {
                    return zero4j.reward.Rewards.scored(
                            name(), (question, completion) -> 1.0 / (1 + completion.text().length()));
                }
            }
            """;
    private static final String ASK = """
            public class Ask implements zero4j.template.PromptTemplate {
                public String name() { return "ask"; }
                public String help() { return "the question, for the reward brief"; }
                public String render(zero4j.data.Question question) { return question.text(); }
                public String reward() { return "brief"; }
            }
            """;
    private static final String OTHERS = """
            import static zero4j.algorithm.Aggregation.Kind.MEAN_OF_TOKENS;
            import zero4j.algorithm.*;
            public class Others implements Preset {
                public String name() { return "others"; }
                public String help() { return "the mean of the others, clipped narrowly"; }
                public Algorithm compose(Presets.Parts with) {
                    if (with.budget() != 8) throw new IllegalArgumentException("budget " + with.budget());
                    return with.algorithm(new Advantage.LeaveOneOut(), with.clipped(0.1, 0.1), MEAN_OF_TOKENS);
                }
            }
            """;

    private static final String SHARES = """
            import static zero4j.algorithm.Aggregation.Kind.MEAN_OF_TOKENS;
            import zero4j.algorithm.*;
            public class Shares implements Preset {
                public String name() { return "shares"; }
                public String help() { return "divides by the mean reward, under a name of its own"; }
                public Algorithm compose(Presets.Parts with) {
                    return with.algorithm(new Advantage.MeanNormalised(1e-6), with.clipped(0.1, 0.1), MEAN_OF_TOKENS);
                }
            }
            """;

    @TempDir
    Path folder;

    private CommandRun run(List<Path> parts, String... arguments) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--set", "rollout.backend=torch", "--set", "rollout.prompts=2"));
        all.addAll(List.of("--set", "rollout.group_size=2", "--set", "rollout.max_new_tokens=8"));
        all.addAll(List.of("--set", "eval.suite=none", "--set", "runs=" + folder.resolve("runs")));
        return ChildProcess.start(temporary, parts, all).end();
    }

    private Path part(String name, Map<String, String> sources, Class<?> service, String declared) throws IOException {
        return UserPart.compile(folder.resolve(name), sources, service, List.of(declared));
    }

    @Test
    void train_rewardTemplateAndAlgorithmOfAUser_areNamedByTheRecipe() throws Exception {
        Path one = part("one", Map.of("Brief", BRIEF), RewardProvider.class, "Brief");
        part("one", Map.of("Ask", ASK), PromptTemplate.class, "Ask");
        Path two = part("two", Map.of("Others", OTHERS), Preset.class, "Others");
        // Nobody asks for what is broken here.
        Path broken = part("broken", Map.of(), RewardProvider.class, "acme.Gone");

        CommandRun run = run(
                List.of(one, two, broken),
                "train",
                "--set",
                "template=ask",
                "--set",
                "algorithm=others",
                "--set",
                "train.steps=2",
                "--set",
                "objective.clip_high=0.3");

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("objective  others: ", "clip 0.1/0.3")
                .contains("brief")
                .doesNotContain("acme.Gone");
        RunFolder trained = RunFolder.list(folder.resolve("runs")).getFirst();
        assertThat(trained.checkpointSteps()).contains(2L);
        assertThat(Files.readString(trained.recipe())).contains("\ntemplate: ask\n", "\nalgorithm: others\n");
    }

    @Test
    void train_partsThatAreMissingOrFail_areUserErrors() throws Exception {
        Path broken = part("broken", Map.of(), RewardProvider.class, "acme.Gone");
        Path throwing = part(
                "throwing",
                Map.of(
                        "Ask",
                        ASK,
                        "Late",
                        OTHERS.replace("Others", "Late").replace("return with", "Lost.call(); return with"),
                        "Lost",
                        "public class Lost { static void call() {} }"),
                Preset.class,
                "Late");
        Files.delete(throwing.resolve("Lost.class"));

        CommandRun run =
                run(List.of(broken, throwing), "train", "--dry-run", "--set", "reward=brief", "--set", "template=asc");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "--set reward=brief: reward is brief; it must be one of auto, command:PROGRAM with its arguments, boxed, tag, random, inverted, format-only. Not loaded: ")
                .contains("Provider acme.Gone not found, declared by " + broken)
                .contains(
                        "template is asc; it must be a file that ends in .txt, or one of none, r1, qwen-math, 4-shot, chat")
                .doesNotContain("Exception");

        CommandRun late = run(List.of(throwing), "train", "--dry-run", "--set", "algorithm=others");
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.out())
                .contains("the algorithm others cannot be used, Late of " + throwing)
                .contains("NoClassDefFoundError: Lost", "complete ZERO4J_CLASSPATH")
                .doesNotContain("unexpected", "ValueInstantiationException");
    }

    @Test
    void train_partsThatAnswerNull_areUserErrors() throws Exception {
        Path rewards = part("rewards", Map.of("Brief", silent(BRIEF)), RewardProvider.class, "Brief");
        part("rewards", Map.of("Ask", ASK), PromptTemplate.class, "Ask");
        Path templates =
                part("templates", Map.of("Ask", ASK.replace("\"brief\"", "null")), PromptTemplate.class, "Ask");
        part("templates", Map.of("Others", silent(OTHERS)), Preset.class, "Others");

        assertThat(run(List.of(rewards), "train", "--dry-run", "--set", "template=ask"))
                .returns(1, CommandRun::code)
                .extracting(CommandRun::out)
                .asString()
                .contains("the reward brief cannot be used, Brief of " + rewards + "/ answered null")
                .doesNotContain("unexpected");
        assertThat(run(List.of(templates), "train", "--dry-run", "--set", "template=ask"))
                .returns(1, CommandRun::code)
                .extracting(CommandRun::out)
                .asString()
                .contains("the template ask cannot be used, Ask of " + templates + "/ answered null")
                .doesNotContain("unexpected");
        assertThat(run(List.of(templates), "train", "--dry-run", "--set", "algorithm=others"))
                .returns(1, CommandRun::code)
                .extracting(CommandRun::out)
                .asString()
                .contains("the algorithm others cannot be used, Others of " + templates + "/ answered null")
                .doesNotContain("unexpected");
    }

    /** A source whose method that makes something makes nothing. */
    private static String silent(String source) {
        return source.replaceAll("return (zero4j|with)[^;]*;", "return null;");
    }

    @Test
    void train_partsOfTheProgramsNames_warnAndStopNobody() throws Exception {
        Path clash =
                part("clash", Map.of("Brief", BRIEF.replace("\"brief\"", "\"boxed\"")), RewardProvider.class, "Brief");
        part("clash", Map.of("Others", OTHERS.replace("\"others\"", "\"dr-grpo\"")), Preset.class, "Others");
        part("clash", Map.of("Ask", ASK.replace("\"ask\"", "\"r1\"")), PromptTemplate.class, "Ask");

        CommandRun run = run(List.of(clash), "train", "--dry-run", "--set", "template=r1", "--set", "reward=boxed");

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out())
                .contains(
                        "the reward boxed is the program's own; Brief of " + clash + "/, of the same name, is not used")
                .contains("the algorithm dr-grpo is the program's own; Others of " + clash)
                .contains("the template r1 is the program's own; Ask of " + clash);
    }

    @Test
    void train_algorithmOfAUserThatNeedsWholeRewards_refusesWhatTakesFromThem() throws Exception {
        Path own = part("own", Map.of("Shares", SHARES), Preset.class, "Shares");
        CommandRun run =
                run(List.of(own), "train", "--set=algorithm=shares", "--set=kl.estimator=k1-reward", "--dry-run");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out() + run.err()).contains("kl.estimator", "left out with shares");
    }
}
