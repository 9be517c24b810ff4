package zero4j.engine.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import zero4j.UserError;
import zero4j.rollout.Prompt;

/** Whether servers have the tokenizer of the trainer: what they make of a prompt's text must be the prompt's ids. */
final class TokenCheck {
    private static final int SHOWN = 8;

    private TokenCheck() {}

    /** @throws UserError if a server makes other ids of it; one that does not say is let pass */
    static void require(List<Replica> replicas, Prompt prompt) {
        for (Replica replica : replicas) {
            Optional<int[]> plain = tokens(replica, prompt, false);
            if (plain.isEmpty() || Arrays.equals(plain.get(), prompt.tokens())) {
                continue;
            }
            Optional<int[]> begun = tokens(replica, prompt, true); // with BOS, if the tokenizer adds one
            if (begun.isPresent() && !Arrays.equals(begun.get(), prompt.tokens())) {
                throw differing(replica, prompt, begun.get());
            }
        }
    }

    private static Optional<int[]> tokens(Replica replica, Prompt prompt, boolean withSpecialTokens) {
        try {
            return replica.dialect().tokenize(prompt.text(), withSpecialTokens);
        } catch (ServerTrouble e) {
            throw new UserError(e.text(), e);
        }
    }

    private static UserError differing(Replica replica, Prompt prompt, int[] other) {
        int at = Math.max(0, Arrays.mismatch(other, prompt.tokens()));
        return new UserError(replica.address() + " has another tokenizer than the model that is trained: of the first"
                + " prompt it makes " + shown(other, at) + " from token " + at + " on, and the model's own makes "
                + shown(prompt.tokens(), at) + ". Start it with the model of this training");
    }

    private static String shown(int[] ids, int from) {
        return Arrays.toString(Arrays.copyOfRange(ids, Math.min(from, ids.length), Math.min(from + SHOWN, ids.length)));
    }
}
