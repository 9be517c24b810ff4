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
 * <p>A user's part that cannot be loaded, or whose name is taken, stops nobody who did not ask for it: it is told where a name
 * is asked for that is not known or not clear.
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
    private final Map<String, String> conflicts = new TreeMap<>();
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
            T other = entries.get(name);
            if (!name.matches("[a-z0-9][a-z0-9+_-]*") || reserved.contains(name)) {
                broken.add(mine + " is called '" + name + "', which cannot be the name of a " + what + ": rename it");
            } else if (other == null) {
                entries.put(name, entry);
            } else {
                String first = own.contains(name) ? "the program's own" : Providers.inWords(other);
                conflicts.merge(name, first + " and " + mine, (all, _) -> all + " and " + mine);
            }
        } catch (RuntimeException | LinkageError e) {
            broken.add(mine + " does not tell its name: " + e);
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
        return conflicts.containsKey(name) ? Optional.empty() : Optional.ofNullable(entries.get(name));
    }

    /**
     * The implementation of a name.
     *
     * @throws UserError if there is none, or more than one; it names those there are
     */
    public T get(String name) {
        return find(name)
                .orElseThrow(() -> new UserError("there is no " + what + " '" + name + "'; it must be " + oneOf(name)));
    }

    /**
     * What an implementation makes.
     *
     * @throws UserError if there is none of that name, or a user's part fails in an unforeseen way
     */
    public <R> R make(String name, Function<T, R> factory) {
        T entry = get(name);
        try {
            return factory.apply(entry);
        } catch (UserError | InvalidSettings e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            if (own.contains(name)) {
                throw e;
            }
            throw new UserError(
                    "the " + what + " " + name + " cannot be made, " + Providers.inWords(entry) + " failed: " + e
                            + ". Correct it, or complete " + Providers.CLASSPATH,
                    e);
        }
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
        if (conflicts.containsKey(given)) {
            text.append("the name of one ").append(what).append(" alone, and ").append(conflicts.get(given));
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
        conflicts.forEach((name, owners) -> problems.add(what + " " + name + " is defined twice: " + owners));
        return List.copyOf(problems);
    }
}
