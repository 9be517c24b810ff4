import java.nio.file.Path;
import java.util.List;
import zero4j.eval.BenchmarkResult;
import zero4j.eval.Evaluation;
import zero4j.session.EvalSession;

/** Scores a model on the first questions of the nano benchmarks: greedy, and four samples of each. */
public final class EvaluateModel {
    private EvaluateModel() {}

    /** @param args the model's folder, and a folder for scores and completions */
    public static void main(String[] args) {
        Evaluation evaluation = EvalSession.of(args[0])
                .suite(List.of("nano"))
                .questions(20)
                .samples(4)
                .output(Path.of(args[1]))
                .run()
                .evaluation();
        for (BenchmarkResult result : evaluation.results()) {
            System.out.printf(
                    "%-12s greedy %5.1f %%  avg@%d %5.1f %%%n",
                    result.benchmark(), 100 * result.greedyAccuracy(), result.k(), 100 * result.avgAtK());
        }
        if (!(evaluation.meanGreedyAccuracy() > evaluation.meanAvgAtK())) {
            throw new AssertionError("the bundled model is known to be better when it does not sample");
        }
    }
}
