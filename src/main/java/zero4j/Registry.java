package zero4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The implementations of one open choice by their names: what the program has, then what users add on the class path through
 * {@link java.util.ServiceLoader}. Recipe checks, help texts and error messages take their lists from here. Immutable.
 *
 * <p>A user's part stops nobody who did not ask for it. Where it has the name of the program's own, the program's own is what
 * the name means, and {@link #clash} says so to whoever uses it. A name that two users' parts have means neither. These, and
 * what cannot be loaded, are told where a name is asked for that is not known or not clear, and by {@link #problems}.
 *
 * @param <T> what a name stands for: most often a factory
 */
public final class Registry<T extends Registry.Entry> {
    /** One implementation: its name, and a line of help. */
    public interface Entry {
        /** The word that chooses it: small letters and digits with {@code -}, {@code _} and {@code +} among them. */
        String name();

        /** What it is, in one line without a full stop. */
        String help();
    }

    private final String what;
    private final Map<String, T> entries = new LinkedHashMap<>();
    private final Set<String> own;
    private final Map<String, String> hidden = new TreeMap<>();
    private final Map<String, String> unclear = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();

    /**
     * The program's own implementations alone.
     *
     * @param what the choice in one word, for messages: {@code reward}
     */
    public Registry(String what, Collection<? extends T> builtIn) {
        this.what = what;
        for (T entry : builtIn) {
            if (entries.put(entry.name(), entry) != null) {
                throw new IllegalArgumentException("two of " + what + " are called " + entry.name());
            }
        }
        own = Set.copyOf(entries.keySet());
    }

    /**
     * The program's own implementations and those that the class path declares.
     *
     * @param service the type under which they are declared
     * @param reserved words that no implementation may have as its name
     */
    public static <T extends Entry> Registry<T> withProviders(
            String what, Class<T> service, Collection<? extends T> builtIn, String... reserved) {
        return withProviders(what, Providers.declared(service, service.getClassLoader()), builtIn, reserved);
    }

    static <T extends Entry> Registry<T> withProviders(
            String what, Providers<T> providers, Collection<? extends T> builtIn, String... reserved) {
        Registry<T> registry = new Registry<>(what, builtIn);
        providers.loaded().forEach(entry -> registry.add(entry, List.of(reserved)));
        registry.broken.addAll(providers.broken());
        return registry;
    }

    private void add(T entry, List<String> reserved) {
        String mine = Providers.inWords(entry);
        try {
            String name = entry.name();
            entry.help();
            if (!name.matches("[a-z0-9][a-z0-9+_-]*") || reserved.contains(name)) {
                broken.add(mine + " is called '" + name + "', which cannot be the name of a " + what + ": rename it");
            } else if (own.contains(name)) {
                hidden.merge(name, mine, (all, one) -> all + " and " + one);
            } else if (unclear.containsKey(name)) {
                unclear.merge(name, mine, (all, one) -> all + " and " + one);
            } else if (entries.containsKey(name)) {
                unclear.put(name, Providers.inWords(entries.remove(name)) + " and " + mine);
            } else {
                entries.put(name, entry);
            }
        } catch (RuntimeException | LinkageError e) {
            broken.add(mine + " does not tell its name and help: " + e);
        }
    }

    /** All names, the program's own first. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** All implementations in the order of their names. */
    public List<T> all() {
        return List.copyOf(entries.values());
    }

    /** The implementation of a name that is known and clear. */
    public Optional<T> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /**
     * The implementation of a name.
     *
     * @throws UserError if there is none, or users have more than one; it names those there are
     */
    public T get(String name) {
        return find(name)
                .orElseThrow(() -> new UserError("there is no " + what + " '" + name + "'; it must be " + oneOf(name)));
    }

    /**
     * What an implementation makes.
     *
     * @throws UserError if there is none of that name, or {@link #ask} throws it
     */
    public <R> R make(String name, Function<T, R> factory) {
        return ask(get(name), factory);
    }

    /**
     * What an implementation answers.
     *
     * @throws UserError if it is a user's and fails in an unforeseen way, or answers null
     */
    public <R> R ask(T entry, Function<T, R> question) {
        R answer;
        try {
            answer = question.apply(entry);
        } catch (UserError | InvalidSettings e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            if (!isUsers(entry)) {
                throw e;
            }
            throw new UserError(
                    cannotBeUsed(entry) + " failed: " + e + ". Correct it, or complete " + Providers.CLASSPATH, e);
        }
        if (answer == null) {
            throw new UserError(cannotBeUsed(entry) + " answered null. Correct it");
        }
        return answer;
    }

    private boolean isUsers(T entry) {
        return !own.contains(entry.name()) && entry.equals(entries.get(entry.name()));
    }

    private String cannotBeUsed(T entry) {
        return "the " + what + " " + entry.name() + " cannot be used, " + Providers.inWords(entry);
    }

    /**
     * What is allowed where {@code given} is not: "one of …" with the nearest name, and which of the users' parts could not be
     * loaded.
     *
     * @param also words that are allowed besides the names
     */
    public String oneOf(String given, String... also) {
        List<String> words = new ArrayList<>(List.of(also));
        words.addAll(entries.keySet());
        StringBuilder text = new StringBuilder();
        if (unclear.containsKey(given)) {
            text.append("the name of one ").append(what).append(" alone, and ").append(unclear.get(given));
            text.append(" have it: rename one, or take it off ").append(Providers.CLASSPATH);
        } else {
            text.append(Words.oneOf(words, given));
        }
        broken.forEach(problem -> text.append(". Not loaded: ").append(problem));
        return text.toString();
    }

    /** What is wrong with users' parts of this choice, a sentence for each; most often nothing. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(broken);
        hidden.keySet().forEach(name -> clash(name).ifPresent(problems::add));
        unclear.forEach((name, owners) -> problems.add(what + " " + name + " is defined twice: " + owners));
        return List.copyOf(problems);
    }

    /** What to tell whoever uses a name of the program's own that users' parts have as well; most often nothing. */
    public Optional<String> clash(String name) {
        return Optional.ofNullable(hidden.get(name))
                .map(parts -> "the " + what + " " + name + " is the program's own; " + parts
                        + ", of the same name, is not used: rename it, or take it off " + Providers.CLASSPATH);
    }
}
