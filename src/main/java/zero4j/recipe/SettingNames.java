package zero4j.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zero4j.Words;

/**
 * What to answer to a name that is no setting here: the setting that another program calls so, or that ends in the same word,
 * or whose name is near. Knows the keys of one kind of recipe, or the options of one command.
 */
public final class SettingNames {
    private final List<String> keys;

    private SettingNames(Collection<String> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Names among these keys. */
    public static SettingNames among(Collection<String> keys) {
        return new SettingNames(keys);
    }

    /** Names among the settings of a training recipe. */
    public static SettingNames ofTraining() {
        return new SettingNames(RecordBinding.keys(TrainRecipe.class));
    }

    /** Names among the settings of a pretraining recipe. */
    public static SettingNames ofPretraining() {
        return new SettingNames(RecordBinding.keys(PretrainRecipe.class));
    }

    /** The names that are known. */
    public List<String> keys() {
        return keys;
    }

    /**
     * An answer.
     *
     * @param keys the settings that are meant; empty where there is none of that kind
     * @param certain whether exactly they are meant, and no slip is guessed at
     * @param remark what else to know, empty most often
     */
    public record Answer(List<String> keys, boolean certain, String remark) {
        public Answer {
            keys = List.copyOf(keys);
        }

        /** As the end of a sentence that names the unknown key. */
        String inWords() {
            if (keys.isEmpty()) {
                return "; " + remark;
            } else if (!certain) {
                return "; did you mean " + String.join(" or ", keys) + "?";
            }
            return "; it is " + String.join(" and ", keys) + " here" + (remark.isEmpty() ? "" : " (" + remark + ")");
        }
    }

    /** The answer to a name as people write it: {@code num_generations}, {@code --learning-rate}, {@code actor.optim.lr}. */
    public Optional<Answer> answer(String given) {
        String name = plain(given);
        String last = lastWord(name);
        if (keys.contains(name)) {
            return Optional.of(new Answer(List.of(name), true, ""));
        }
        return ForeignNames.ofEnd(name, keys)
                .or(() -> ends(name))
                .or(() -> sameWord(last))
                .or(() -> ForeignNames.of(last, keys))
                .or(() -> near(name, last));
    }

    /** Small letters, words joined by {@code _}, without the dashes of an option or the plus signs of an override. */
    private static String plain(String given) {
        return given.strip()
                .replaceFirst("^(--?|\\+\\+?|~)", "")
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replace('-', '_')
                .replace('/', '.');
    }

    private static String lastWord(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The whole key at the end of the name: {@code trainer.train.steps}, {@code rollout.temperature}. */
    private Optional<Answer> ends(String name) {
        return keys.stream()
                .filter(key -> key.contains(".") && name.endsWith("." + key))
                .findFirst()
                .map(key -> new Answer(List.of(key), true, ""));
    }

    /** Keys that end in the same word. Where there are several, the section or the other programs' use of the word decides. */
    private Optional<Answer> sameWord(String last) {
        List<String> same =
                keys.stream().filter(key -> lastWord(key).equals(last)).toList();
        Optional<Answer> usual = ForeignNames.of(last, keys);
        if (same.isEmpty() || usual.isPresent()) {
            return usual.filter(_ -> !same.isEmpty());
        }
        return Optional.of(new Answer(same, false, ""));
    }

    private Optional<Answer> near(String name, String last) {
        int limit = Words.slips(last);
        Comparator<String> fit = Comparator.comparingInt((String key) -> distance(name, key, last))
                .thenComparing(key -> !isUsual(key))
                .thenComparing(Comparator.naturalOrder());
        return keys.stream()
                .filter(key -> distance(name, key, last) <= limit)
                .min(fit)
                .or(() -> Words.nearest(name, keys))
                .or(() -> keys.stream()
                        .filter(key -> hasAllWords(lastWord(key), last))
                        .min(Comparator.comparingInt(String::length)))
                .map(key -> new Answer(List.of(key), false, ""));
    }

    /** Whether a key is what its last word alone means most often. */
    private boolean isUsual(String key) {
        return ForeignNames.of(lastWord(key), keys)
                .map(answer -> answer.keys().contains(key))
                .orElse(false);
    }

    /** Of the last words alone, or of the whole where that is less. Another section counts as a letter. */
    private static int distance(String name, String key, String last) {
        boolean sameSection = !name.contains(".") || section(name).equals(section(key));
        int ofLast = Words.distance(last, lastWord(key)) + (sameSection ? 0 : 1);
        return Math.min(ofLast, Words.distance(name, key));
    }

    private static String section(String key) {
        return key.contains(".") ? key.substring(0, key.lastIndexOf('.')) : "";
    }

    private static boolean hasAllWords(String all, String some) {
        return some.length() > 2 && Arrays.asList(all.split("_")).containsAll(Arrays.asList(some.split("_")));
    }

    /** How a value that other programs have for a setting is called here. */
    static Optional<String> value(String key, String given) {
        return ForeignNames.value(key, given.toLowerCase(Locale.ROOT));
    }
}
