package zero4j.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.Sha256;
import zero4j.UserError;
import zero4j.Words;
import zero4j.hub.HubRepository;
import zero4j.reproduce.world.GeneratedQuestions;
import zero4j.reproduce.world.GeneratedText;
import zero4j.reproduce.world.QuestionPart;
import zero4j.reward.Rewards;
import zero4j.session.ModelArgument;
import zero4j.template.PromptTemplate;
import zero4j.template.Templates;

/**
 * What the names of models, question sets and templates in an experiment's file mean: those of the file come first, others are what
 * they are elsewhere in the program. What is there already is looked at once, and names are hashes of its contents.
 */
final class DeclaredNames {
    /** Of the bundled suite, and a guess for files. */
    private static final long QUESTIONS = 500;

    private static final long QUESTION_SEED = 1;

    /** The bundled questions, text and tokenizer. */
    private static final String NANO = "nano";

    private final Experiment experiment;
    private final StageFolder folder;
    private final Map<String, Meaning> models = new HashMap<>();
    private final Map<String, Meaning> found = new HashMap<>();

    DeclaredNames(Experiment experiment, StageFolder folder) {
        this.experiment = experiment;
        this.folder = folder;
    }

    /** From now on a name means the model that a stage makes. */
    void makes(String name, Stage stage) {
        models.put(name, Meaning.made(name, stage));
    }

    /** From now on a name means a model that cannot be made, as was told: what names it is looked at for the rest of what is wrong. */
    void fails(String name) {
        models.put(name, Meaning.word(name, 0));
    }

    /**
     * A model: of the file, an arm's that was trained with the first seed, or one that is there.
     *
     * @throws UserError if there is none
     */
    Meaning model(String name) {
        Meaning made = models.get(name);
        if (made == null && experiment.arms().containsKey(name)) {
            throw new UserError("the model of the arm " + name + " is not there before that arm is trained; declare "
                    + name + " before what begins with it");
        }
        return made != null
                ? made
                : found.computeIfAbsent(
                        "model " + name, _ -> Meaning.there(Meaning.Given.of(name, () -> ModelArgument.hash(name)), 0));
    }

    /** @throws UserError if there is none */
    Meaning template(String name) {
        String text = experiment.templates().get(name);
        if (text != null) {
            return found.computeIfAbsent("template " + name, _ -> {
                Templates.ofText(name, text); // says what is wrong with it
                String key = Sha256.ofTexts(List.of("template", text));
                Path file = folder.place("templates", name, key).resolve(name + ".txt");
                return generated(name, key, new Meaning.Generated(file, path -> AtomicFile.write(path, text)), 0);
            });
        }
        if (!Templates.knows(name)) {
            throw new UserError("there is no template " + name + "; it must be a .txt file, or "
                    + (experiment.templates().isEmpty()
                            ? Templates.REGISTRY.oneOf(name)
                            : Words.oneOf(
                                    Stream.concat(
                                                    experiment.templates().keySet().stream(),
                                                    Templates.REGISTRY.names().stream())
                                            .toList(),
                                    name)));
        }
        return name.endsWith(".txt")
                ? found.computeIfAbsent("template " + name, _ -> there(name, Path.of(name), 0))
                : Meaning.word(name, 0);
    }

    /** @throws UserError if there are none */
    Meaning questions(String name) {
        if (experiment.questions().containsKey(name)) {
            return found.computeIfAbsent("questions " + name, _ -> generatedQuestions(name));
        }
        if (name.equals("none")) {
            return Meaning.word(name, 0);
        }
        if (name.equals(NANO) || name.startsWith(NANO + ":")) {
            return Meaning.word(name, QUESTIONS);
        }
        return found.computeIfAbsent("questions " + name, _ -> there(name, file(name), QUESTIONS));
    }

    /**
     * The text that a model reads.
     *
     * @param seed of every draw
     */
    Meaning text(String model, Experiment.Pretrained declared, long seed) {
        GeneratedText text = GeneratedText.of(declared.text(), this::promptTemplate, seed);
        String key = text.fingerprint();
        Path file = folder.place("texts", model, key).resolve(model + ".jsonl");
        return generated(model, key, new Meaning.Generated(file, text::write), 0);
    }

    /**
     * A text that is there already.
     *
     * @throws UserError if there is none
     */
    Meaning text(String name) {
        return name.equals(NANO) || name.startsWith(NANO + ":")
                ? Meaning.word(name, 0)
                : downloaded("text", name, HubRepository.Kind.DATASET);
    }

    /** @throws UserError if there is none */
    Meaning tokenizer(String name) {
        return name.equals(NANO) ? Meaning.word(name, 0) : downloaded("tokenizer", name, HubRepository.Kind.MODEL);
    }

    private Meaning downloaded(String what, String name, HubRepository.Kind kind) {
        return found.computeIfAbsent(what + " " + name, _ -> {
            Path path = HubRepository.resolve(kind, name);
            if (!Files.exists(path)) {
                throw new UserError("there is no " + what + " " + name + "; it must be " + NANO
                        + ", or a file or folder that is there" + HubRepository.advice(kind, name));
            }
            return there(name, path, 0);
        });
    }

    private static Meaning there(String name, Path path, long questions) {
        return Meaning.there(Meaning.Given.of(name, () -> hash(path)), questions);
    }

    private PromptTemplate promptTemplate(String name) {
        String own = experiment.templates().get(name);
        return own == null ? Templates.byName(name) : Templates.ofText(name, own);
    }

    private Meaning generatedQuestions(String name) {
        List<QuestionPart> parts = experiment.questions().getOrDefault(name, List.of());
        GeneratedQuestions questions = GeneratedQuestions.of(parts, QUESTION_SEED);
        String key = questions.fingerprint();
        Path file = folder.place("questions", name, key).resolve(name + ".jsonl");
        return generated(name, key, new Meaning.Generated(file, questions::write), questions.size());
    }

    private static Meaning generated(String name, String key, Meaning.Generated file, long questions) {
        return new Meaning(name, file.file().toString(), key, List.of(), List.of(file), questions);
    }

    /** A path, or what was downloaded by this name. */
    private Path file(String name) {
        if (name.isBlank()) {
            throw new UserError(
                    "questions without a name: expected a set of this file, nano, a file, or a folder of files");
        }
        try {
            return Stream.of(Path.of(name), Path.of("data").resolve(name))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new UserError("there are no questions " + name + "; expected "
                            + (experiment.questions().isEmpty()
                                    ? "nano, a file of questions, or a folder of such files"
                                    : "nano, a file, or "
                                            + Words.oneOf(experiment.questions().keySet(), name))));
        } catch (InvalidPathException e) {
            throw new UserError("there are no questions " + name + ", which cannot be a file's name either", e);
        }
    }

    /** Files that a reward which is a program consists of. */
    static List<Meaning> scripts(String reward) {
        return Rewards.scripts(reward).stream()
                .map(script -> there(script.toString(), script, 0))
                .toList();
    }

    /** SHA-256 of a file, or of names and bytes of a folder's (hex). */
    private static String hash(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            Sha256 hash = new Sha256();
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                hash.addWithLength(path.relativize(file).toString()).add(file);
            }
            return hash.hex();
        } catch (IOException e) {
            throw new UserError("cannot read " + path + ": " + e, e);
        }
    }

    /** Some of what a list in one text names: {@code a,b} or {@code [a, b]}. */
    static List<Meaning> each(String list, Function<String, Meaning> meaning) {
        return Stream.of(list.strip().replaceFirst("^\\[(.*)]$", "$1").split(",", -1))
                .map(String::strip)
                .map(meaning)
                .toList();
    }
}
