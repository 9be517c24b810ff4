package zero4j.reproduce;

import java.util.List;

/**
 * What a name in an experiment's file stands for.
 *
 * @param name as the file has it
 * @param value for a setting of a recipe
 * @param key says what it is, whatever it is called: SHA-256 (hex), or the word itself where the program knows it
 * @param needs keys of the stages that make it
 * @param files that are written for it
 * @param questions about how many there are; 0 of what has none
 */
record Meaning(String name, String value, String key, List<String> needs, List<GeneratedFile> files, long questions) {
    Meaning {
        needs = List.copyOf(needs);
        files = List.copyOf(files);
    }

    /** A word that the program knows. */
    static Meaning word(String word, long questions) {
        return new Meaning(word, word, word, List.of(), List.of(), questions);
    }

    /** Something that is there already. */
    static Meaning there(String name, String key, long questions) {
        return new Meaning(name, name, key, List.of(), List.of(), questions);
    }

    /** What a stage makes. */
    static Meaning made(String name, Stage stage) {
        Stage.About about = stage.about();
        return new Meaning(name, about.result().toString(), about.key(), List.of(about.key()), List.of(), 0);
    }

    Stage.Named named() {
        return new Stage.Named(name, value);
    }
}
