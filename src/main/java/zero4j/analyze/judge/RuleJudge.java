package zero4j.analyze.judge;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zero4j.analyze.Judge;

/**
 * Judges by rules of form: it looks for boxes, equations and phrases and understands nothing. It costs nothing and always says the
 * same; how often it agrees with people is measured on a labelled set that ships with the tests.
 */
public final class RuleJudge implements Judge {
    /** What {@code RuleAgreementTest} measures on labelled responses that no rule was tuned on. */
    static final Measured ANSWERING = new Measured(80, 78, 0.94);

    static final Measured REFLECTION = new Measured(80, 78, 0.96);

    /** Much longer texts are loops; their beginning says enough. */
    private static final int LONGEST = 20_000;

    /**
     * How often the rules and the labels agree.
     *
     * @param responses labelled, and kept aside while the rules were written
     * @param agreeing of them
     * @param kappa agreement beyond chance (J. Cohen, "A coefficient of agreement for nominal scales", 1960)
     */
    record Measured(int responses, int agreeing, double kappa) {}

    @Override
    public String name() {
        return "rules";
    }

    @Override
    public List<String> says() {
        return List.of(
                "Judged by rules of form, which understand nothing, and not by a model.",
                String.format(
                        Locale.ROOT,
                        "On %d hand-labelled responses that no rule was tuned on they agree with the labels in %d of whether it answers"
                                + " (kappa %.2f) and in %d of whether it reflects (kappa %.2f); what large models write can be harder than"
                                + " these.",
                        ANSWERING.responses(),
                        ANSWERING.agreeing(),
                        ANSWERING.kappa(),
                        REFLECTION.agreeing(),
                        REFLECTION.kappa()));
    }

    @Override
    public List<Optional<Boolean>> answering(List<Response> responses) {
        return responses.stream()
                .map(response -> Optional.of(answers(response)))
                .toList();
    }

    @Override
    public List<Optional<Reflection>> reflection(List<Response> responses) {
        return responses.stream()
                .map(response -> Optional.of(reflects(response)))
                .toList();
    }

    static boolean answers(Response response) {
        return new AnsweringRules(response.question(), shortened(response.text())).answers();
    }

    static Reflection reflects(Response response) {
        String text = shortened(response.text());
        AnsweringRules rules = new AnsweringRules(response.question(), text);
        if (!rules.answers()) {
            return rules.staysWithQuestion() ? Reflection.NONE : Reflection.OFF_TOPIC;
        }
        return ReflectionRules.looksBack(text) ? Reflection.REFLECTION : Reflection.NONE;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
