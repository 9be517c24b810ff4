package zero4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.verify.AnswerExtractor;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;

/** {@code zero4j grade}: what the verifier says of an answer. */
@Command(
        name = "grade",
        mixinStandardHelpOptions = true,
        description = "Compare an answer with the reference, as training and evaluation do.",
        footer = "The exit code is 0 whatever the verdict is.")
final class GradeCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ANSWER", description = "The answer; a \\\\boxed{…} around it is taken off.")
    private String answer = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "REFERENCE", description = "Accepted answers.")
    private List<String> references = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public void run() {
        refuseMisspeltOptions();
        String unboxed = AnswerExtractor.boxed().extract(answer).orElse(answer);
        Verdict verdict = new MathVerifier().verify(unboxed, references);
        String outcome = verdict.outcome().name().toLowerCase(Locale.ROOT);
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("answer", answer);
            object.put("references", references);
            object.put("correct", verdict.correct());
            object.put("outcome", outcome);
            object.put("rule", verdict.rule());
            spec.commandLine().getOut().println(JsonText.of(object));
        } else {
            spec.commandLine().getOut().println(outcome.replace('_', ' ') + ": " + verdict.rule());
        }
    }

    /** Answers may begin with a minus, so what is no option comes here; but no answer is two of them and a word. */
    private void refuseMisspeltOptions() {
        Stream.concat(Stream.of(answer), references.stream())
                .filter(given -> given.matches("--[a-z][a-z-]+"))
                .findFirst()
                .ifPresent(option -> {
                    throw new ParameterException(spec.commandLine(), "Unknown option: '" + option + "'");
                });
    }
}
