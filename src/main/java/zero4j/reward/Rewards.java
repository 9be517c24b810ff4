package zero4j.reward;

import zero4j.UserError;
import zero4j.template.PromptTemplate.AnswerFormat;
import zero4j.verify.Verifier;

/** The rewards that recipes can name. */
public final class Rewards {
    private Rewards() {}

    /**
     * The reward called {@code name}.
     *
     * @throws UserError if there is none of that name
     */
    public static RewardFunction byName(String name, Verifier verifier) {
        return switch (name) {
            case BoxedReward.NAME -> new BoxedReward(verifier);
            case TaggedReward.NAME -> new TaggedReward(verifier);
            default ->
                throw new UserError("unknown reward '" + name + "': choose " + BoxedReward.NAME
                        + " (the last \\boxed{} of the response) or " + TaggedReward.NAME
                        + " (the text between <answer> tags)");
        };
    }

    /** The reward that reads the answers of a template. */
    public static RewardFunction forFormat(AnswerFormat format, Verifier verifier) {
        return switch (format) {
            case BOXED -> new BoxedReward(verifier);
            case TAGGED -> new TaggedReward(verifier);
        };
    }
}
