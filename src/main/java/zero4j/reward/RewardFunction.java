package zero4j.reward;

import java.nio.file.Path;
import java.util.List;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;

/**
 * Scores a completion. Total, deterministic and thread-safe: it never throws and never waits, but for a reward that a program gives, which
 * waits for the program and ends the training where that fails.
 *
 * <p>A reward that stands before another passes on {@link #scoreAll}, {@link #truth}, {@link #requireReady}, {@link #keepLogIn} and {@link #close} too.
 */
public interface RewardFunction extends AutoCloseable {
    /** Name by which recipes choose it. */
    String name();

    /** Where it looks for the answer, in words for headers and documentation; the name, if it looks for none. */
    default String rules() {
        return name();
    }

    /** A response that gives {@code answer} in the place where the reward looks for it, to show how it would be graded. */
    default String marked(String answer) {
        return answer;
    }

    /**
     * The reward that pays for what is right: itself, but for a control, which pays for something else. Evaluations are marked by
     * it.
     */
    default RewardFunction truth() {
        return this;
    }

    /** The completion with its reward and verdict. A truncated completion earns nothing, unless a coin decides. */
    ScoredCompletion score(Question question, Completion completion);

    /** All completions of some groups, each as {@link #score} has it; the groups in their order. */
    default List<ScoredGroup> scoreAll(List<CompletionGroup> groups) {
        return groups.parallelStream()
                .map(group -> new ScoredGroup(
                        group.prompt(),
                        group.completions().stream()
                                .map(completion -> score(group.prompt().question(), completion))
                                .toList()))
                .toList();
    }

    /**
     * Whether it can score; asked once, before anything large is loaded.
     *
     * @throws zero4j.UserError if it cannot
     */
    default void requireReady() {}

    /** A folder for what it has to say besides scores; most have nothing. */
    default void keepLogIn(Path folder) {}

    /** Ends what it runs. A session closes the reward that it was given, or made. */
    @Override
    default void close() {}
}
