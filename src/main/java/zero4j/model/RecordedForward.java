package zero4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;

/**
 * A forward pass whose gradient will be asked for, once. Its tensors belong to the scope it was made in.
 *
 * <p>With activation checkpointing (arXiv 1604.06174) only what enters each block is kept, and each block is computed again on
 * the way back: a third more work for a fraction of the memory. Where gradients are handed over, the way back goes from stage to stage, too,
 * so that those of one stage are gone before the next makes its own; without checkpointing nothing is computed again.
 */
public final class RecordedForward {
    private final Supplier<Tensor> start;
    private final List<UnaryOperator<Tensor>> stages;
    private final boolean checkpointing;
    private final Parameters trained;
    private final List<Tensor> inputs = new ArrayList<>(); // of each stage, where they are kept
    private final List<Tensor> outputs =
            new ArrayList<>(); // of the start and each stage, where only gradients go stage by stage
    private final Tensor output;

    /**
     * @param start makes the residual stream
     * @param stages from the residual stream to the residual stream; the last, to what is read from it
     * @param trained whose gradients are found
     */
    RecordedForward(
            Supplier<Tensor> start, List<UnaryOperator<Tensor>> stages, boolean checkpointing, Parameters trained) {
        this.start = start;
        this.stages = stages;
        this.checkpointing = checkpointing;
        this.trained = trained;
        if (checkpointing) {
            this.output = keepingInputs();
        } else {
            this.output = trained.handsOver() ? keepingStages() : keepingAll();
        }
    }

    private Tensor keepingAll() {
        Tensor result = start.get();
        for (UnaryOperator<Tensor> stage : stages) {
            result = stage.apply(result);
        }
        return result;
    }

    /** Each stage has a graph of its own. */
    private Tensor keepingStages() {
        Tensor result = start.get();
        outputs.add(result);
        for (UnaryOperator<Tensor> stage : stages) {
            Tensor input = result.detach();
            input.set_requires_grad(true);
            inputs.add(input);
            result = stage.apply(input);
            outputs.add(result);
        }
        return result;
    }

    private Tensor keepingInputs() {
        try (var _ = new NoGrad()) {
            Tensor result = start.get();
            for (UnaryOperator<Tensor> stage : stages) {
                inputs.add(result);
                Tensor input = result;
                result = onlyResult(() -> stage.apply(input));
            }
            return result;
        }
    }

    /** The final hidden states, without autograd. */
    public Tensor hidden() {
        return output.detach();
    }

    /**
     * Adds the parameters' gradients to their buffers.
     *
     * @param gradient of the loss for {@link #hidden}, of its shape
     */
    public void backward(Tensor gradient) {
        if (checkpointing) {
            stageByStage(gradient);
        } else if (trained.handsOver()) {
            throughStages(gradient);
        } else {
            propagate(output, gradient);
        }
        trained.gather();
    }

    private void throughStages(Tensor gradient) {
        Tensor next = gradient.detach();
        for (int i = stages.size() - 1; i >= 0; i--) {
            propagate(outputs.get(i + 1), next);
            next = inputs.get(i).grad();
            trained.handOver();
        }
        propagate(outputs.getFirst(), next);
    }

    private void stageByStage(Tensor gradient) {
        Tensor next = gradient.detach();
        for (int i = stages.size() - 1; i >= 0; i--) {
            try (Tensor ofOutput = next;
                    var _ = new PointerScope()) {
                Tensor input = inputs.get(i).detach();
                input.set_requires_grad(true);
                propagate(stages.get(i).apply(input), ofOutput);
                if (trained.handsOver()) {
                    trained.handOver();
                }
                next = Lifetime.beyondScope(input.grad().detach()); // the gradient itself is part of its tensor
            }
        }
        try (Tensor ofFirst = next) {
            Tensor first = start.get();
            if (first.requires_grad()) { // not where the embedding is frozen
                propagate(first, ofFirst);
            }
        }
    }

    private static Tensor onlyResult(Supplier<Tensor> work) {
        TensorVector result = new TensorVector();
        try (var _ = new PointerScope()) {
            result.push_back(work.get());
        }
        return result.get(0);
    }

    private static void propagate(Tensor output, Tensor gradient) {
        output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
    }
}
