import java.nio.file.Path;
import zero4j.data.ColumnNames;
import zero4j.data.Question;
import zero4j.data.QuestionFiles;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;

/** Verifies answers to the questions of a file, on a class path without LibTorch. */
public final class VerifyAnswers {
    private VerifyAnswers() {}

    /** @param args the file of questions, with what somebody answered and the verdict that is right */
    public static void main(String[] args) {
        if (isThere("org/bytedeco/pytorch/Tensor.class") || isThere("org/bytedeco/javacpp/Loader.class")) {
            throw new AssertionError("LibTorch is on the class path, and this program has not asked for it");
        }
        MathVerifier verifier = new MathVerifier();
        for (Question question : QuestionFiles.open(Path.of(args[0]), ColumnNames.FOUND).questions()) {
            String said = question.tags().get("said");
            Verdict verdict = verifier.verify(said, question.answers());
            System.out.println(question.text() + "  " + said + "  " + verdict.outcome() + " by " + verdict.rule());
            if (!verdict.outcome().name().equals(question.tags().get("verdict"))) {
                throw new AssertionError("expected " + question.tags().get("verdict"));
            }
        }
    }

    private static boolean isThere(String type) {
        return VerifyAnswers.class.getClassLoader().getResource(type) != null;
    }
}
