package zero4j.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import zero4j.UserError;
import zero4j.Words;

/** Compares the tensors of a folder with its configuration, before any memory is taken for either. */
final class WeightsFit {
    private static final int SHOWN = 3;

    private WeightsFit() {}

    /** @throws UserError if a tensor is missing, has another shape than the configuration says, or is no parameter's type */
    static void require(Path folder, ModelConfig config, Map<String, TensorInfo> tensors) {
        if (config.layers() > tensors.size()) {
            throw misfit(
                    folder,
                    "config.json says that \"num_hidden_layers\" is %d, but there are only %s"
                            .formatted(config.layers(), Words.counted(tensors.size(), "tensor")));
        }
        List<String> problems = new ArrayList<>();
        config.parameterShapes().forEach((name, shape) -> {
            TensorInfo info = tensors.get(name);
            if (info == null) {
                problems.add("tensor " + name + " is missing");
            } else if (!Arrays.equals(shape, info.shape())) {
                problems.add("tensor " + name + " has shape " + Arrays.toString(info.shape())
                        + ", but config.json implies " + Arrays.toString(shape));
            } else if (!info.dtype().isParameterType()) {
                problems.add("tensor " + name + " is stored as " + info.dtype() + "; expected F32, BF16 or F16");
            }
        });
        if (!problems.isEmpty()) {
            int shown = Math.min(SHOWN, problems.size());
            String more = problems.size() > shown ? "; and " + (problems.size() - shown) + " more" : "";
            throw misfit(folder, String.join("; ", problems.subList(0, shown)) + more);
        }
    }

    private static UserError misfit(Path folder, String what) {
        return new UserError("the weights in " + folder + " do not fit: " + what);
    }
}
