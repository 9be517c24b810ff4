package zero4j.algorithm;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The critic's loss of a token: {@code max((V - R)^2, (clip(V, V_old - clip, V_old + clip) - R)^2) / 2}, as in the published
 * code of PPO. It is averaged over the tokens of the update.
 */
public final class ValueLoss {
    private ValueLoss() {}

    /**
     * Losses before the coefficient, [scored], with autograd.
     *
     * @param values [scored], with autograd
     * @param old values before the update, [scored]
     * @param returns [scored]
     * @param clip bound of a value's change in one rollout batch; 0 for none
     */
    public static Tensor losses(Tensor values, Tensor old, Tensor returns, double clip) {
        Tensor loss = values.sub(returns).square();
        if (clip > 0) {
            Tensor change =
                    values.sub(old).clamp(new ScalarOptional(new Scalar(-clip)), new ScalarOptional(new Scalar(clip)));
            loss = torch.max(loss, old.add(change).sub(returns).square());
        }
        return loss.mul(new Scalar(0.5));
    }
}
