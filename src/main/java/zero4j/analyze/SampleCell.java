package zero4j.analyze;

/**
 * One way of asking all questions: a cell of models times templates times temperatures.
 *
 * @param model as tables name it, unique among the models of its set
 * @param template name
 * @param temperature 0 for greedy
 * @param samples completions per question
 */
public record SampleCell(String model, String template, double temperature, int samples) {
    /** For people. */
    public String inWords() {
        return model + ", template " + template + ", " + (temperature == 0 ? "greedy" : "temperature " + temperature);
    }
}
