package zero4j.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.Words;
import zero4j.template.Jinja.Failure;
import zero4j.template.Jinja.Lacking;
import zero4j.template.Jinja.Round;
import zero4j.template.Jinja.Space;
import zero4j.template.JinjaFunctions.Given;

/** What stands behind a value's dot or in its brackets: items, fields, and the methods that Python's texts and maps have. */
final class JinjaMethods {
    /** What Python's texts have, known here or not: what is asked of a text and is none of these is not defined. */
    private static final Set<String> OF_TEXTS =
            Set.of(("capitalize casefold center count encode endswith expandtabs find format"
                            + " format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable"
                            + " isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace"
                            + " rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate"
                            + " upper zfill")
                    .split(" "));

    private static final Set<String> OF_LISTS =
            Set.of("append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort");

    private static final Set<String> OF_MAPS = Set.of(
            "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values");

    private JinjaMethods() {}

    /** The value behind a dot. */
    static @Nullable Object field(@Nullable Object of, String name) {
        return switch (of) {
            case Map<?, ?> map when OF_MAPS.contains(name) -> absent(OF_MAPS, name);
            case Round round -> field(round, name);
            case Space space -> space.fields().getOrDefault(name, Lacking.UNDEFINED);
            case null, default -> item(of, name);
        };
    }

    private static @Nullable Object field(Round round, String name) {
        int at = round.at();
        int size = round.items().size();
        return switch (name) {
            case "index" -> at + 1L;
            case "index0" -> (long) at;
            case "revindex" -> (long) size - at;
            case "revindex0" -> size - 1L - at;
            case "first" -> at == 0;
            case "last" -> at == size - 1;
            case "length" -> (long) size;
            case "previtem" -> at == 0 ? Lacking.UNDEFINED : round.items().get(at - 1);
            case "nextitem" ->
                at == size - 1 ? Lacking.UNDEFINED : round.items().get(at + 1);
            default -> throw new Failure("loop." + name + " is not known");
        };
    }

    /** The value in brackets. */
    static @Nullable Object item(@Nullable Object of, @Nullable Object key) {
        return switch (of) {
            case Lacking lacking -> throw new Failure("it asks for " + Jinja.named(key) + " of something undefined");
            case Map<?, ?> map -> map.containsKey(key) ? map.get(key) : absent(OF_MAPS, key);
            case List<?> list -> Jinja.isNumber(key) ? at(list, Jinja.number(key)) : absent(OF_LISTS, key);
            case String text -> Jinja.isNumber(key) ? at(Jinja.list(text), Jinja.number(key)) : absent(OF_TEXTS, key);
            case Round round when key instanceof String name -> field(round, name);
            case Space space when key instanceof String name -> field(space, name);
            case null, default -> Lacking.UNDEFINED;
        };
    }

    private static Object absent(Set<String> methods, @Nullable Object key) {
        if (key instanceof String name && methods.contains(name)) {
            throw new Failure("the method " + name + " is not called");
        }
        return Lacking.UNDEFINED;
    }

    private static @Nullable Object at(List<?> list, long index) {
        long at = index < 0 ? index + list.size() : index;
        return at < 0 || at >= list.size() ? Lacking.UNDEFINED : list.get((int) at);
    }

    static @Nullable Object method(@Nullable Object of, String name, Given given) {
        if (of instanceof Round round && name.equals("cycle") && !given.values().isEmpty()) {
            given.as(name, 0, new String[given.values().size()]);
            return given.values().get(round.at() % given.values().size());
        }
        if (of instanceof Map<?, ?> map && OF_MAPS.contains(name)) {
            return method(map, name, given);
        }
        if (of instanceof String text && OF_TEXTS.contains(name)) {
            return method(text, name, given);
        }
        throw new Failure("the method " + name + " of " + Jinja.named(of) + " is not known");
    }

    private static @Nullable Object method(Map<?, ?> map, String name, Given given) {
        if (name.equals("get")) {
            List<@Nullable Object> two = positional(given, name, 1, 2);
            return map.containsKey(two.get(0)) ? map.get(two.get(0)) : two.get(1);
        }
        given.none(name);
        return switch (name) {
            case "keys" -> new ArrayList<@Nullable Object>(map.keySet());
            case "values" -> new ArrayList<@Nullable Object>(map.values());
            case "items" -> items(map);
            default -> throw new Failure("the method " + name + " is not known");
        };
    }

    static List<@Nullable Object> items(@Nullable Object of) {
        if (!(of instanceof Map<?, ?> map)) {
            throw new Failure("items does not know " + Jinja.named(of));
        }
        List<@Nullable Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(new ArrayList<>(Arrays.asList(key, value))));
        return items;
    }

    /** Arguments that Python takes without names only. */
    private static List<@Nullable Object> positional(Given given, String name, int needed, int most) {
        if (!given.named().isEmpty()
                || given.values().size() < needed
                || given.values().size() > most) {
            throw new Failure("the method " + name + " takes from " + needed + " to " + Words.counted(most, "argument")
                    + " without names, and is given " + given.values().size() + " and "
                    + given.named().keySet());
        }
        List<@Nullable Object> all = new ArrayList<>(given.values());
        while (all.size() < most) {
            all.add(null);
        }
        return all;
    }

    private static Object method(String text, String name, Given given) {
        return switch (name) {
            case "strip" -> trimmed(text, positional(given, name, 0, 1).getFirst(), true, true);
            case "lstrip" -> trimmed(text, positional(given, name, 0, 1).getFirst(), true, false);
            case "rstrip" -> trimmed(text, positional(given, name, 0, 1).getFirst(), false, true);
            case "startswith" ->
                text.startsWith(string(positional(given, name, 1, 1).getFirst(), name));
            case "endswith" ->
                text.endsWith(string(positional(given, name, 1, 1).getFirst(), name));
            case "replace" -> {
                List<@Nullable Object> to = positional(given, name, 2, 3);
                yield replaced(text, string(to.get(0), name), string(to.get(1), name), to.get(2));
            }
            case "split" -> {
                List<@Nullable Object> how = given.as(name, 0, "sep", "maxsplit");
                yield split(text, how.get(0), how.get(1));
            }
            case "join" ->
                Jinja.list(positional(given, name, 1, 1).getFirst()).stream()
                        .map(item -> string(item, name))
                        .collect(Collectors.joining(text));
            default -> {
                String plain = plain(text, name);
                given.none(name);
                yield plain;
            }
        };
    }

    /** The methods of texts without arguments. */
    private static String plain(String text, String name) {
        return switch (name) {
            case "upper" -> upper(text);
            case "lower" -> lower(text);
            case "capitalize" -> capitalized(text);
            case "title" -> titled(text);
            default -> throw new Failure("the method " + name + " is not known");
        };
    }

    private static String string(@Nullable Object value, String of) {
        if (value instanceof String text) {
            return text;
        }
        throw new Failure("the method " + of + " needs a text and not " + Jinja.named(value));
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static String capitalized(String text) {
        int first = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
        return upper(text.substring(0, first)) + lower(text.substring(first));
    }

    /** As Python's method: each run of letters begins with a capital, behind an apostrophe too. */
    private static String titled(String text) {
        StringBuilder all = new StringBuilder();
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            all.append(inside ? lower(Character.toString(c)) : Character.toString(Character.toTitleCase(c)));
            inside = Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
        }
        return all.toString();
    }

    static String trimmed(String text, @Nullable Object characters, boolean front, boolean back) {
        @Nullable String set = characters == null ? null : string(characters, "strip");
        int from = 0;
        int to = text.length();
        while (front && from < to && goes(text.codePointAt(from), set)) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (back && to > from && goes(text.codePointBefore(to), set)) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private static boolean goes(int c, @Nullable String characters) {
        return characters == null ? JinjaPieces.isSpace(c) : characters.indexOf(c) >= 0;
    }

    /** With the first {@code count} of them replaced; all, if it is none or negative. */
    static String replaced(String text, String from, String to, @Nullable Object count) {
        if (from.isEmpty()) {
            throw new Failure("replace is given an empty text to replace");
        }
        long left = count == null ? -1 : Jinja.number(count);
        StringBuilder all = new StringBuilder();
        int begin = 0;
        for (int at = text.indexOf(from); at >= 0 && left != 0; at = text.indexOf(from, begin), left--) {
            all.append(text, begin, at).append(to);
            begin = at + from.length();
        }
        return all.append(text, begin, text.length()).toString();
    }

    private static List<Object> split(String text, @Nullable Object at, @Nullable Object most) {
        long left = most == null ? -1 : Jinja.number(most);
        List<Object> parts = new ArrayList<>();
        if (at != null) {
            String sign = string(at, "split");
            if (sign.isEmpty()) {
                throw new Failure("split is given an empty text");
            }
            int begin = 0;
            for (int end = text.indexOf(sign); end >= 0 && left != 0; end = text.indexOf(sign, begin), left--) {
                parts.add(text.substring(begin, end));
                begin = end + sign.length();
            }
            parts.add(text.substring(begin));
            return parts;
        }
        String rest = trimmed(text, null, true, false);
        while (!rest.isEmpty() && left-- != 0) {
            int end = 0;
            while (end < rest.length() && !JinjaPieces.isSpace(rest.charAt(end))) {
                end++;
            }
            parts.add(rest.substring(0, end));
            rest = trimmed(rest.substring(end), null, true, false);
        }
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        return parts;
    }
}
