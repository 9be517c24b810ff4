package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import zero4j.UserError;
import zero4j.cli.console.OneLine;
import zero4j.verify.Explanation;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.VerifierSettings;
import zero4j.verify.extract.Extracted;

/** {@code zero4j grade}: what the verifier says of an answer, or of a file of them. */
@Command(
        name = "grade",
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "zero4j grade [--explain] [--json] [--extract=WHERE] [--grade=GRADE]",
            "             [--decimals=N] ANSWER REFERENCE...",
            "zero4j grade --cases=FILE [OPTIONS]"
        },
        description = "Compare an answer with the reference, as training and evaluation do.",
        footer = {
            "The exit code is 0 whatever the verdict is.",
            "With --cases it is 1 if a verdict is not the expected one, and 2 if the file is no file of cases."
        })
final class GradeCommand implements Callable<Integer> {
    private static final int WIDTH = 400;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ANSWER",
            description = "The answer; a \\\\boxed{…} around it is taken off.")
    private @Nullable String answer;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "REFERENCE", description = "Accepted answers.")
    private List<String> references = List.of();

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "Grade the cases of a JSON Lines file. Fields: answer, or response to find the answer in;"
                    + " reference (a text, a number, or a list); expected (true or false); mode (boxed, tag, lenient or"
                    + " none, and fast or full).")
    private @Nullable Path cases;

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
        VerifierSettings settings = options.settings();
        if (cases == null) {
            return single(settings);
        }
        if (answer != null) {
            throw misuse("--cases takes its answers from the file; leave out '" + OneLine.of(answer, 60) + "'");
        }
        return file(cases, settings);
    }

    private int file(Path path, VerifierSettings settings) {
        Extraction where = extraction == null ? Extraction.LENIENT : extraction;
        GradeCases graded = new GradeCases(spec.commandLine().getOut(), json, explain, settings, where);
        try {
            new GradeCaseFile(path).forEach(graded::grade);
        } catch (UserError badFile) {
            // Exit code 1 says that verdicts disagree.
            Failures.report(badFile, spec.commandLine().getErr(), false);
            return spec.commandLine().getCommandSpec().exitCodeOnInvalidInput();
        }
        return graded.finish();
    }

    private int single(VerifierSettings settings) {
        if (answer == null || references.isEmpty()) {
            throw misuse("Missing " + (answer == null ? "ANSWER and REFERENCE" : "REFERENCE")
                    + ": give an answer and what it should be, or --cases FILE");
        }
        MathVerifier verifier = new MathVerifier(settings);
        // Without the option a box is taken off where there is one; with it the answer must be where it says.
        Graded graded = extraction == null
                ? new AnswerGrading(verifier, Extraction.BOXED).answer(answer, references)
                : new AnswerGrading(verifier, extraction).response(answer, references);
        if (json) {
            spec.commandLine().getOut().println(JsonText.of(asJson(graded, verifier)));
        } else {
            print(graded, verifier);
        }
        return 0;
    }

    private Map<String, @Nullable Object> asJson(Graded graded, MathVerifier verifier) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("answer", answer);
        object.put("references", references);
        object.put("correct", graded.verdict().correct());
        object.put("outcome", GradeCases.key(graded.verdict().outcome()));
        object.put("rule", graded.verdict().rule());
        object.put("extracted", graded.extracted().map(Extracted::answer).orElse(null));
        object.put("extracted_by", graded.extracted().map(Extracted::rule).orElse(null));
        if (explain) {
            Explanation explanation = verifier.explain(graded.compared(), graded.references());
            object.put("answer_read", explanation.answerRead());
            object.put("references_read", explanation.referencesRead());
        }
        return object;
    }

    private void print(Graded graded, MathVerifier verifier) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                graded.verdict().outcome().inWords() + ": " + graded.verdict().rule());
        if (!explain) {
            return;
        }
        boolean none = graded.verdict().outcome() == Outcome.NO_ANSWER;
        out.println("extracted: "
                + graded.extracted()
                        .map(found -> OneLine.of(found.answer(), WIDTH) + "  by " + found.rule())
                        .orElse(none ? "nothing" : "nothing; the answer is compared as it stands"));
        Explanation explanation = verifier.explain(graded.compared(), graded.references());
        if (!none) {
            out.println("answer read as: " + OneLine.of(explanation.answerRead(), WIDTH));
        }
        for (int i = 0; i < graded.references().size(); i++) {
            out.println("reference " + OneLine.of(graded.references().get(i), WIDTH) + " read as: "
                    + OneLine.of(explanation.referencesRead().get(i), WIDTH));
        }
        out.println("decided by: " + graded.verdict().rule());
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
