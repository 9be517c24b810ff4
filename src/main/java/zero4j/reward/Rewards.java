package zero4j.reward;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import zero4j.Registry;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;
import zero4j.verify.Verifier;

/** The rewards that recipes can name, and rewards made of a function. */
public final class Rewards {
    /** Stands in a recipe for the reward of the template. */
    public static final String AUTO = "auto";

    /** The rewards that have a name. */
    public static final Registry<RewardProvider> REGISTRY = Registry.withProviders(
            "reward",
            RewardProvider.class,
            List.of(
                    new Own(BoxedReward.NAME, "the last \\boxed{} of the response", BoxedReward::new),
                    new Own(TaggedReward.NAME, "the text between <answer> tags", TaggedReward::new),
                    new OwnControl(Control.RANDOM),
                    new OwnControl(Control.INVERTED),
                    new OwnControl(Control.FORMAT_ONLY)),
            AUTO,
            "command");

    /** How long a program may take for a batch of completions, where nothing else is said. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private record Own(String name, String help, Function<Verifier, RewardFunction> constructor)
            implements RewardProvider {
        @Override
        public RewardFunction create(Verifier verifier) {
            return constructor.apply(verifier);
        }
    }

    private record OwnControl(Control control) implements RewardProvider {
        @Override
        public String name() {
            return control.word();
        }

        @Override
        public String help() {
            return control.help();
        }

        @Override
        public RewardFunction create(Verifier verifier) {
            return create(verifier, () -> new BoxedReward(verifier), 0);
        }

        @Override
        public RewardFunction create(Verifier verifier, Supplier<RewardFunction> ofTemplate, long seed) {
            return new ControlReward(control, ofTemplate.get(), seed);
        }
    }

    private Rewards() {}

    /** What {@link #knows} takes besides names, in words. */
    public static final String OR_A_PROGRAM = "command:PROGRAM with its arguments";

    /** Whether a recipe may name it: a reward, {@value #AUTO}, or {@code command:} with a program behind it. */
    public static boolean knows(String name) {
        return name.equals(AUTO) || namesProgram(name) || REGISTRY.find(name).isPresent();
    }

    private static boolean namesProgram(String name) {
        return name.startsWith(CommandReward.PREFIX)
                && !CommandWords.split(name.substring(CommandReward.PREFIX.length()))
                        .isEmpty();
    }

    /** The files of the user's that decide what a reward gives: the program of a command, or the script that it is given. */
    public static List<Path> scripts(String name) {
        return namesProgram(name) ? CommandWords.scripts(name.substring(CommandReward.PREFIX.length())) : List.of();
    }

    /** The same reward for another current folder: files that its command names relatively are named absolutely. */
    public static String located(String name) {
        return namesProgram(name)
                ? CommandReward.PREFIX + CommandWords.located(name.substring(CommandReward.PREFIX.length()))
                : name;
    }

    /**
     * The reward called {@code name}.
     *
     * @throws UserError if there is none of that name
     */
    public static RewardFunction byName(String name, Verifier verifier) {
        return byName(name, verifier, PATIENCE);
    }

    private static RewardFunction byName(String name, Verifier verifier, Duration patience) {
        return namesProgram(name)
                ? new CommandReward(name, patience)
                : REGISTRY.make(name, provider -> provider.create(verifier));
    }

    /**
     * The reward that a recipe names, where {@value #AUTO} is the one that reads the answers of the template.
     *
     * @throws UserError if there is none of that name
     */
    public static RewardFunction byName(String name, PromptTemplate template, Verifier verifier) {
        return byName(name, template, verifier, PATIENCE, 0);
    }

    /**
     * The same, with the time that a program may take for a batch.
     *
     * @param seed of every random draw
     */
    public static RewardFunction byName(
            String name, PromptTemplate template, Verifier verifier, Duration patience, long seed) {
        String chosen = nameOf(name, template);
        return namesProgram(chosen)
                ? new CommandReward(chosen, patience)
                : REGISTRY.make(
                        chosen,
                        provider -> provider.create(
                                verifier, () -> byName(nameOf(AUTO, template), verifier, patience), seed));
    }

    /** What to know of a gain under this reward, if it is a control: what it pays, and what such a gain would mean. */
    public static Optional<String> caution(String name) {
        return Control.of(name).map(Control::inWords);
    }

    /** The name of a reward for what a recipe says, where {@value #AUTO} is the one that the template names. */
    public static String nameOf(String name, PromptTemplate template) {
        return name.equals(AUTO) ? Templates.REGISTRY.ask(template, PromptTemplate::reward) : name;
    }

    /**
     * A reward made of a function, which says what a completion earns: any finite number. It looks for no answer, so a
     * completion counts as correct if it earns more than 0. A truncated completion earns nothing, without being asked about.
     *
     * @param score deterministic and thread-safe; what it throws, or a number that is not finite, ends the training
     */
    public static RewardFunction scored(String name, ToDoubleBiFunction<Question, Completion> score) {
        return new ScoredReward(name, score);
    }
}
