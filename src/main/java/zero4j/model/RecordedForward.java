package zero4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
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
 * so that those of one stage are gone before the next makes its own; without checkpointing nothing is computed again. So it does where
 * somebody wants to know which gradients are complete. The gradients are the same, bit for bit.
 */
public final class RecordedForward {
    private final Supplier<Tensor> start;
    private final List<Stage> stages;
    private final boolean checkpointing;
    private final Parameters trained;
    private final Optional<LongConsumer> complete;
    private final List<Tensor> inputs = new ArrayList<>(); // of each stage, where they are kept
    private final List<Tensor> outputs =
            new ArrayList<>(); // of the start and each stage, where only gradients go stage by stage
    private final Tensor output;
    private long gathered; // from here on all gradients of this pass are in their buffer

    /**
     * A part of the model, from the residual stream to the residual stream; the last, to what is read from it.
     *
     * @param first where its parameters begin among those that are trained; those of later stages lie behind them
     */
    record Stage(UnaryOperator<Tensor> work, long first) {}

    /**
     * @param start makes the residual stream
     * @param trained whose gradients are found
     * @param complete told from which place on they are complete
     */
    RecordedForward(
            Supplier<Tensor> start,
            List<Stage> stages,
            boolean checkpointing,
            Parameters trained,
            Optional<LongConsumer> complete) {
        this.start = start;
        this.stages = stages;
        this.checkpointing = checkpointing;
        this.trained = trained;
        this.complete = complete;
        this.gathered = trained.count();
        if (checkpointing) {
            this.output = keepingInputs();
        } else {
            this.output = inStages() ? keepingStages() : keepingAll();
        }
    }

    private boolean inStages() {
        return trained.handsOver() || complete.isPresent();
    }

    private Tensor keepingAll() {
        Tensor result = start.get();
        for (Stage stage : stages) {
            result = stage.work().apply(result);
        }
        return result;
    }

    /** Each stage has a graph of its own. */
    private Tensor keepingStages() {
        Tensor result = start.get();
        outputs.add(result);
        for (Stage stage : stages) {
            Tensor input = result.detach();
            input.set_requires_grad(true);
            inputs.add(input);
            result = stage.work().apply(input);
            outputs.add(result);
        }
        return result;
    }

    private Tensor keepingInputs() {
        try (var _ = new NoGrad()) {
            Tensor result = start.get();
            for (Stage stage : stages) {
                inputs.add(result);
                Tensor input = result;
                result = onlyResult(() -> stage.work().apply(input));
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
        } else if (inStages()) {
            throughStages(gradient);
        } else {
            propagate(output, gradient);
        }
        if (complete.isPresent() && !trained.handsOver()) {
            found(0);
        } else {
            trained.gather();
        }
    }

    private void throughStages(Tensor gradient) {
        Tensor next = gradient.detach();
        for (int i = stages.size() - 1; i >= 0; i--) {
            propagate(outputs.get(i + 1), next);
            next = inputs.get(i).grad();
            found(stages.get(i).first());
        }
        toStart(outputs.getFirst(), next);
    }

    private void stageByStage(Tensor gradient) {
        Tensor next = gradient.detach();
        for (int i = stages.size() - 1; i >= 0; i--) {
            try (Tensor ofOutput = next;
                    var _ = new PointerScope()) {
                Tensor input = inputs.get(i).detach();
                input.set_requires_grad(true);
                propagate(stages.get(i).work().apply(input), ofOutput);
                found(stages.get(i).first());
                next = Lifetime.beyondScope(input.grad().detach()); // the gradient itself is part of its tensor
            }
        }
        try (Tensor ofFirst = next) {
            toStart(start.get(), ofFirst);
        }
    }

    /** A stage has made its gradients: those of the parameters from a place on are complete. */
    private void found(long first) {
        if (trained.handsOver()) {
            trained.handOver();
        } else if (complete.isPresent()) {
            trained.gather(first, gathered);
            gathered = first;
            complete.get().accept(first);
        }
    }

    private static void toStart(Tensor first, Tensor gradient) {
        if (first.requires_grad()) { // not where the embedding is frozen
            propagate(first, gradient);
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
