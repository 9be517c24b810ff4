package zero4j.reproduce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import zero4j.reproduce.world.QuestionPart;
import zero4j.reproduce.world.TextPart;

/**
 * An experiment, as its file declares it. Where a setting names a model, a question set or a template, the names of this file
 * come first; other names are what they are elsewhere in the program.
 *
 * @param name of its file, without ending
 * @param file that declares it, as it was named; empty if the program brings it
 * @param title in a few words
 * @param paper what the paper shows, and where; Markdown
 * @param here what is done here, and in what the small world differs; Markdown
 * @param seeds that each arm is trained with; the first is 1
 * @param models made by pretraining on first use, by their names
 * @param questions generated sets, by their names
 * @param templates prompt templates with {@code {question}} in them, by their names
 * @param train settings of a training recipe, by their keys, that all arms share
 * @param arms what each changes of them, by its name; none: nothing is trained
 * @param tables models x templates whose scores are compared
 * @param passes models x templates that are sampled from and analysed
 * @param claims of the paper
 * @param pictures of the page
 * @param quick what the quick variant changes
 */
public record Experiment(
        String name,
        String file,
        String title,
        String paper,
        String here,
        int seeds,
        Map<String, Pretrained> models,
        Map<String, List<QuestionPart>> questions,
        Map<String, String> templates,
        Map<String, String> train,
        Map<String, Map<String, String>> arms,
        List<Scores> tables,
        List<Sampled> passes,
        List<Claim> claims,
        List<Picture> pictures,
        Quick quick) {
    /**
     * What is run of it.
     *
     * @param wanted seeds; 0 for as many as the variant has
     * @param quickly whether it is the quick variant
     */
    public Experiment chosen(int wanted, boolean quickly) {
        int usual = quickly && quick.seeds() > 0 ? quick.seeds() : seeds;
        Map<String, String> settings = new LinkedHashMap<>(train);
        Map<String, Map<String, String>> trained = new LinkedHashMap<>(arms);
        if (quickly) {
            settings.putAll(quick.train());
            trained.keySet()
                    .removeIf(arm -> !quick.arms().isEmpty() && !quick.arms().contains(arm));
        }
        return new Experiment(
                name,
                file,
                title,
                paper,
                here,
                wanted > 0 ? wanted : usual,
                models,
                questions,
                templates,
                settings,
                trained,
                tables,
                passes,
                claims,
                pictures,
                quick);
    }

    /**
     * A model that is pretrained.
     *
     * @param init {@code new}, a bundled base, or another model of the file
     * @param text that it reads; the parts are mixed
     * @param settings of a pretraining recipe, by their keys
     */
    public record Pretrained(String init, List<TextPart> text, Map<String, String> settings) {}

    /**
     * Scores of models in templates, as {@code zero4j eval}. A subject of its measurements is {@code MODEL, TEMPLATE}.
     *
     * @param samples per question beside the greedy answer
     */
    public record Scores(
            List<String> models,
            List<String> templates,
            List<String> suite,
            int samples,
            Map<String, String> settings) {}

    /** What models say in templates at some temperatures, as {@code zero4j analyze}. Subjects as of {@link Scores}. */
    public record Sampled(
            List<String> models,
            List<String> templates,
            List<String> suite,
            List<Double> temperatures,
            int samples,
            Map<String, String> settings) {}

    /**
     * What the paper says, as a difference of two numbers.
     *
     * @param says in a sentence
     * @param paper where the paper says it
     * @param quantity of which two measurements are compared
     * @param subject whose quantity
     * @param than whose it is compared with, or a number
     * @param expect what the paper makes one expect of the difference
     * @param within for {@link Expect#SAME}: the difference, in the quantity's unit, that is too small to matter
     * @param cause why it does not appear at this scale, and what was tried; Markdown, empty of most. It is shown only where
     *     the verdict is another than shown
     */
    public record Claim(
            String says,
            String paper,
            String quantity,
            String subject,
            String than,
            Expect expect,
            double within,
            String cause) {
        private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

        /** Whether another is about the same comparison, whatever its words. */
        boolean comparesAs(Claim other) {
            return quantity.equals(other.quantity)
                    && subject.equals(other.subject)
                    && than.equals(other.than)
                    && expect == other.expect
                    && within == other.within;
        }

        /** The number that the subject's quantity is compared with, where that is no other subject's. */
        public OptionalDouble number() {
            return NUMBER.matcher(than).matches() && Double.isFinite(Double.parseDouble(than))
                    ? OptionalDouble.of(Double.parseDouble(than))
                    : OptionalDouble.empty();
        }
    }

    /** What is expected of a difference. */
    public enum Expect {
        MORE,
        LESS,
        SAME
    }

    /**
     * A chart. One of {@code curve}, {@code path} and {@code bars} is given.
     *
     * @param title above it
     * @param says below it
     * @param curve quantities over the steps, a panel each: of each arm the mean over its seeds and their band
     * @param path two quantities, the first to the right, the second upwards: the way of each arm
     * @param bars measured quantities, a panel each: of each subject with its interval
     * @param subjects that are drawn; empty for all
     */
    public record Picture(
            String title,
            String says,
            List<String> curve,
            List<String> path,
            List<String> bars,
            List<String> subjects) {}

    /**
     * What the quick variant changes.
     *
     * @param seeds 0: as many as otherwise
     * @param arms the only ones that are trained; empty for all
     * @param train settings
     */
    public record Quick(int seeds, List<String> arms, Map<String, String> train) {}
}
