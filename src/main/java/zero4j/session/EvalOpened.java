package zero4j.session;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zero4j.data.ColumnNames;
import zero4j.eval.Benchmark;
import zero4j.reward.RewardFunction;
import zero4j.template.PromptTemplate;

/** What evaluations have opened and use in common: each model, suite and reward once, and each warning is told once. */
final class EvalOpened implements AutoCloseable {
    private final EvalListener listener;
    private final boolean single;
    private final Map<List<Object>, LoadedModel> models = new LinkedHashMap<>();
    private final Map<List<Object>, List<Benchmark>> suites = new LinkedHashMap<>();
    private final Map<List<Object>, RewardFunction> rewards = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();

    /** @param single whether one evaluation only is opened: then the weights are read at once, and its folder is made */
    EvalOpened(EvalListener listener, boolean single) {
        this.listener = listener;
        this.single = single;
    }

    boolean isSingle() {
        return single;
    }

    void warning(String text) {
        if (told.add(text)) {
            listener.warning(text);
        }
    }

    LoadedModel model(String name, Compute compute) {
        return models.computeIfAbsent(List.of(ServedArgument.identity(name), compute), _ -> {
            LoadedModel opened = LoadedModel.open(name, compute);
            opened.warnings().forEach(this::warning);
            return opened;
        });
    }

    List<Benchmark> suite(QuestionSource source, List<String> names, ColumnNames columns) {
        return suites.computeIfAbsent(List.of(names, columns), _ -> source.suite(names, columns));
    }

    /** One that is ready: a program that gives no rewards is told before anything large is loaded. */
    RewardFunction reward(EvalPreparation row, EvalChoices.Resolved chosen, PromptTemplate template) {
        RewardFunction made = row.marks(chosen, template);
        boolean own = row.reward() != null;
        // By what it is, not by what was said: under one name a control has another truth in each template.
        List<Object> key = List.of(own ? made : made.name(), chosen.verifier(), chosen.patience(), chosen.seed());
        RewardFunction known = rewards.get(key);
        if (known == null) {
            rewards.put(key, made); // before it is asked: whatever comes of that, it is to be closed
            made.requireReady();
            return made;
        }
        if (!own) {
            made.close();
        }
        return known;
    }

    @Override
    public void close() {
        rewards.values().forEach(RewardFunction::close);
        models.values().forEach(LoadedModel::close);
    }
}
