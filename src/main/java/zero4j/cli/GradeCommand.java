package zero4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.OneLine;
import zero4j.UserError;
import zero4j.verify.Form;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.VerifierSettings;
import zero4j.verify.grade.CaseGrader;
import zero4j.verify.grade.Extraction;
import zero4j.verify.grade.Graded;
import zero4j.verify.grade.Grader;

/** {@code zero4j grade}: what the verifier says of an answer, or of a file of them. */
@Command(
        name = "grade",
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "zero4j grade [--explain] [--json] [--extract=WHERE] [--grade=GRADE]",
            "             [--decimals=N] [--form=FORM] [--question=TEXT] ANSWER REFERENCE...",
            "zero4j grade --cases=FILE [OPTIONS]"
        },
        description = {
            "Compare an answer with the reference, as training and evaluation do.",
            "The value decides; what training would pay is said beside it."
        },
        footer = {
            "The exit code is 0 whatever the verdict is.",
            "With --cases it is 1 if a verdict is not the expected one, and 2 if the file is no file of cases."
        })
final class GradeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ANSWER",
            description = "The answer; a \\boxed{…} around it is taken off.")
    private @Nullable String answer;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "REFERENCE", description = "Accepted answers.")
    private List<String> references = List.of();

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "Grade the cases of a JSON Lines file. Fields: answer, or response to find the answer in;"
                    + " reference (a text, a number, or a list); question, if known; expected (true or false); mode (boxed, tag, lenient or"
                    + " none, and fast or full).")
    private @Nullable Path cases;

    @Option(
            names = "--question",
            paramLabel = "TEXT",
            description = "The question: an answer that only copies a formula of it is not paid.")
    private String question = "";

    @Option(names = "--explain", description = "Show what was extracted, how both sides are read, which rule decided.")
    private boolean explain;

    @Option(names = "--json", description = "Print one JSON object, with --cases one for each case and the counts.")
    private boolean json;

    @Option(
            names = "--extract",
            paramLabel = "WHERE",
            description = "Take the answer out of the last box (boxed), the tags behind </think> (tag), the first of"
                    + " box, tags, phrase, formula, number (lenient), or take the text as it stands (none).")
    private @Nullable Extraction extraction;

    @Mixin
    private VerifierOptions options = new VerifierOptions();

    @Override
    public Integer call() {
        refuseMisspeltOptions();
        VerifierSettings settings = options.settings(VerifierSettings.VALUES);
        if (cases == null) {
            return single(settings);
        }
        if (answer != null) {
            throw misuse("--cases takes its answers from the file; leave out '" + OneLine.of(answer, 60) + "'");
        }
        return file(cases, settings);
    }

    private int file(Path path, VerifierSettings settings) {
        CaseGrader grader = new CaseGrader(settings, extraction == null ? Extraction.LENIENT : extraction);
        try {
            new GradeCaseFile(path).forEach(given -> output().graded(grader.grade(given), grader));
        } catch (UserError badFile) {
            // Exit code 1 says that verdicts disagree.
            Failures.report(badFile, spec.commandLine(), false);
            return spec.commandLine().getCommandSpec().exitCodeOnInvalidInput();
        }
        output().summary(grader);
        return grader.agreed() < grader.expected() ? 1 : 0;
    }

    private int single(VerifierSettings settings) {
        if (answer == null || references.isEmpty()) {
            throw misuse("Missing " + (answer == null ? "ANSWER and REFERENCE" : "REFERENCE")
                    + ": give an answer and what it should be, or --cases FILE");
        }
        if (references.stream().anyMatch(String::isBlank)) {
            throw new UserError("REFERENCE is empty: say what the answer should be");
        }
        MathVerifier verifier = new MathVerifier(settings);
        // Without the option a box is taken off where there is one; with it the answer must be where it says.
        Graded graded = extraction == null
                ? new Grader(verifier, Extraction.BOXED).answer(answer, references, question)
                : new Grader(verifier, extraction).response(answer, references, question);
        Verdict paid =
                new MathVerifier(settings.with(Form.REQUIRED)).verify(graded.compared(), graded.references(), question);
        boolean compared = graded.verdict().outcome() != Verdict.Outcome.NO_ANSWER;
        output().answer(
                        answer,
                        references,
                        graded,
                        compared ? paid : graded.verdict(),
                        verifier.explain(graded.compared(), graded.references(), question));
        return 0;
    }

    private GradeOutput output() {
        return new GradeOutput(spec.commandLine().getOut(), json, explain);
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Answers may begin with a minus, so what is no option comes here; but no answer is two of them and a word. */
    private void refuseMisspeltOptions() {
        Stream.concat(Stream.ofNullable(answer), references.stream())
                .filter(given -> given.matches("--[a-z][a-z-]+"))
                .findFirst()
                .ifPresent(option -> {
                    throw misuse("Unknown option: '" + option + "'");
                });
    }
}
