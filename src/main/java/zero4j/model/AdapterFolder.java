package zero4j.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import zero4j.UserError;
import zero4j.torch.SegmentPointer;
import zero4j.weights.AdapterConfig;
import zero4j.weights.AdapterLayout;
import zero4j.weights.ModelFolder;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;
import zero4j.weights.TensorInfo;

/**
 * A LoRA adapter that PEFT or this program wrote, beside the model folder that it belongs to, which must stay open as long.
 */
public final class AdapterFolder implements AutoCloseable {
    private static final Pattern MATRIX = Pattern.compile("base_model\\.model\\.(.+)\\.lora_[AB]\\.weight");

    private final ModelFolder base;
    private final AdapterConfig config;
    private final SafetensorsFile file;
    private final Set<String> adapted = new TreeSet<>();

    private AdapterFolder(ModelFolder base, AdapterConfig config, SafetensorsFile file) {
        this.base = base;
        this.config = config;
        this.file = file;
    }

    /**
     * Opens an adapter and checks everything but its numbers.
     *
     * @throws UserError if it is no plain LoRA, or does not fit the model, or is known to belong to another one
     */
    public static AdapterFolder open(Path path, ModelFolder base) {
        AdapterConfig config = AdapterConfig.read(path);
        SafetensorsFile file = SafetensorsFile.open(path.resolve(AdapterLayout.WEIGHTS));
        try {
            AdapterFolder adapter = new AdapterFolder(base, config, file);
            adapter.check();
            return adapter;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void check() {
        for (String name : file.tensors().keySet()) {
            Matcher matrix = MATRIX.matcher(name);
            if (!matrix.matches()) {
                throw new UserError(
                        file.path() + ": tensor " + name
                                + " is no part of plain LoRA; expected only base_model.model.….lora_A.weight and lora_B.weight");
            }
            if (adapted.add(matrix.group(1) + ".weight")) {
                checkModule(matrix.group(1));
            }
        }
        if (adapted.isEmpty()) {
            throw new UserError(file.path() + " holds no tensors: the adapter changes nothing");
        }
        AdapterLayout.checkBase(file, base);
    }

    private void checkModule(String module) {
        List<String> targets = config.targets();
        if (!targets.isEmpty() && targets.stream().noneMatch(t -> module.equals(t) || module.endsWith("." + t))) {
            throw new UserError(file.path() + " adapts " + module + ", but target_modules in " + AdapterConfig.FILE
                    + " are " + targets);
        }
        String weight = module + ".weight";
        long[] shape = base.config().parameterShapes().get(weight);
        if (shape == null || shape.length != 2) {
            throw new UserError(file.path() + " adapts " + module + ", but the model in " + base.path()
                    + " has no such linear layer");
        }
        checkShape(AdapterLayout.downName(weight), config.rank(), shape[1]);
        checkShape(AdapterLayout.upName(weight), shape[0], config.rank());
    }

    private void checkShape(String name, long... expected) {
        TensorInfo info = file.tensor(name);
        if (!Arrays.equals(info.shape(), expected)) {
            throw new UserError(file.path() + ": " + name + " has shape " + Arrays.toString(info.shape())
                    + "; r in " + AdapterConfig.FILE + " and the model in " + base.path() + " need "
                    + Arrays.toString(expected));
        }
        if (!info.dtype().isParameterType()) {
            throw new UserError(
                    file.path() + ": " + name + " is stored as " + info.dtype() + "; expected F32, BF16 or F16");
        }
    }

    /**
     * The tensors of the model with the adapter merged into them, in their stored types, computed one at a time when their
     * turn to be written comes; this adapter and the model stay open until then.
     */
    public List<SafetensorsWriter.Entry> merged() {
        ComputedBytes bytes = new ComputedBytes();
        return base.tensors().values().stream()
                .map(info -> new SafetensorsWriter.Entry(
                        info.name(),
                        info.dtype(),
                        info.shape(),
                        adapted.contains(info.name())
                                ? () -> bytes.compute(() -> merged(info))
                                : () -> base.data(info.name())))
                .toList();
    }

    private Tensor merged(TensorInfo info) {
        Tensor weight = SegmentPointer.borrow(
                base.data(info.name()), ModelFiles.scalarType(info.name(), info.dtype()), info.shape());
        Tensor down = matrix(AdapterLayout.downName(info.name())); // [rank, in]
        Tensor up = matrix(AdapterLayout.upName(info.name())); // [out, rank]
        Tensor merged = Adapter.merge(weight, down, up, config.scale());
        if (!merged.isfinite().all().item_bool()) {
            throw new UserError(info.name() + " with the adapter in " + file.path() + " holds NaN or infinite values");
        }
        return merged;
    }

    private Tensor matrix(String name) {
        TensorInfo info = file.tensor(name);
        return SegmentPointer.borrow(file.data(name), ModelFiles.scalarType(name, info.dtype()), info.shape());
    }

    @Override
    public void close() {
        file.close();
    }
}
