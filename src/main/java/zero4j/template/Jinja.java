package zero4j.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the values of the template language can do. A value is a text, a {@code Long}, a {@code Boolean}, a list, a map, or null for what
 * is not defined and for none.
 */
final class Jinja {
    private Jinja() {}

    /** A part of a template that writes. */
    interface Node {
        void write(Scope scope, StringBuilder out);
    }

    /** A part of a template that has a value. */
    interface Term {
        @Nullable
        Object value(Scope scope);
    }

    /** What a template does that is not known, or refuses itself. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure(String what) {
            super(what);
        }
    }

    /** Names and their values; those of a loop hide those around it. */
    static final class Scope {
        private final @Nullable Scope around;
        private final Map<String, @Nullable Object> names;

        Scope(Map<String, Object> names) {
            this.around = null;
            this.names = new HashMap<>(names);
        }

        private Scope(Scope around) {
            this.around = around;
            this.names = new HashMap<>();
        }

        Scope inner() {
            return new Scope(this);
        }

        @Nullable
        Object get(String name) {
            return names.containsKey(name) || around == null ? names.get(name) : around.get(name);
        }

        void set(String name, @Nullable Object value) {
            names.put(name, value);
        }
    }

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Boolean flag -> flag ? "True" : "False";
            case List<?> list -> json(list);
            case Map<?, ?> map -> json(map);
            default -> value.toString();
        };
    }

    /** As Python writes it: a blank behind commas and colons. */
    private static String json(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(Jinja::json).collect(Collectors.joining(", ", "[", "]"));
            case null -> "null";
            default -> JsonMapper.shared().writeValueAsString(value);
        };
    }

    static List<Object> list(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String text -> new ArrayList<>(Arrays.asList(text.split("")));
            default -> throw new Failure("it loops over " + text(value));
        };
    }

    static @Nullable Object item(@Nullable Object of, @Nullable Object key) {
        if (of instanceof Map<?, ?> map) {
            return map.get(key);
        }
        if (key instanceof Long index && (of instanceof List || of instanceof String)) {
            int size = of instanceof List<?> list ? list.size() : ((String) of).length();
            int at = Math.toIntExact(index < 0 ? size + index : index);
            if (at < 0 || at >= size) {
                return null;
            }
            return of instanceof List<?> list ? list.get(at) : String.valueOf(((String) of).charAt(at));
        }
        return null;
    }

    static Object slice(@Nullable Object of, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        int size = of instanceof String text ? text.length() : list(of).size();
        long by = step instanceof Long number ? number : 1;
        if (by != 1 && by != -1) {
            throw new Failure("a slice with a step of " + by + " is not known");
        }
        int low = bound(from, 0, size);
        int high = bound(to, size, size);
        if (by < 0) {
            if (from != null || to != null) {
                throw new Failure("a slice backwards with bounds is not known");
            }
            return of instanceof String text ? new StringBuilder(text).reverse().toString() : list(of).reversed();
        }
        return of instanceof String text
                ? text.substring(low, Math.max(low, high))
                : list(of).subList(low, Math.max(low, high));
    }

    private static int bound(@Nullable Object value, int otherwise, int size) {
        long at = value instanceof Long number ? number : otherwise;
        return Math.clamp(at < 0 ? size + at : at, 0, size);
    }

    static Object add(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x + y;
        }
        if (a instanceof List && b instanceof List) {
            List<Object> both = list(a);
            both.addAll(list(b));
            return both;
        }
        if (a == null || b == null) {
            throw new Failure("it adds something that is not defined");
        }
        return text(a) + text(b);
    }

    static long number(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> throw new Failure("it counts with " + text(value));
        };
    }

    static boolean contains(@Nullable Object all, @Nullable Object one) {
        return all instanceof String text
                ? one instanceof String part && text.contains(part)
                : list(all).contains(one);
    }

    static boolean is(@Nullable Object value, String test) {
        return switch (test) {
            case "defined" -> value != null;
            case "undefined", "none" -> value == null;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "iterable", "sequence" -> value instanceof List || value instanceof String || value instanceof Map;
            case "number", "integer" -> value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "odd" -> number(value) % 2 != 0;
            case "even" -> number(value) % 2 == 0;
            default -> throw new Failure("the test \"" + test + "\" is not known");
        };
    }

    /** A filter, or a method of a value: both are functions of it. */
    static @Nullable Object call(@Nullable Object of, String name, List<@Nullable Object> given) {
        @Nullable Object first = given.isEmpty() ? null : given.getFirst();
        return switch (name) {
            case "trim", "strip" -> trimmed(text(of), first, true, true);
            case "lstrip" -> trimmed(text(of), first, true, false);
            case "rstrip" -> trimmed(text(of), first, false, true);
            case "upper" -> text(of).toUpperCase(Locale.ROOT);
            case "lower" -> text(of).toLowerCase(Locale.ROOT);
            case "capitalize", "title" -> capitalized(text(of));
            case "startswith" -> text(of).startsWith(text(first));
            case "endswith" -> text(of).endsWith(text(first));
            case "replace" -> text(of).replace(text(first), text(given.get(1)));
            case "split" ->
                new ArrayList<Object>(Arrays.asList(
                        first == null
                                ? text(of).strip().split("\\s+")
                                : text(of).split(java.util.regex.Pattern.quote(text(first)), -1)));
            case "join" -> list(of).stream().map(Jinja::text).collect(Collectors.joining(text(first)));
            case "length", "count" -> (long) (of instanceof String text ? text.length() : list(of).size());
            case "first" -> item(of instanceof List ? of : list(of), 0L);
            case "last" -> item(of instanceof List ? of : list(of), -1L);
            case "list" -> list(of);
            case "string" -> text(of);
            case "safe" -> of;
            case "int" -> of instanceof String text ? (Object) Long.parseLong(text.strip()) : (Object) number(of);
            case "tojson" -> json(of);
            case "default" -> of == null ? first : of;
            case "get" -> Objects.requireNonNullElse(item(of, first), given.size() > 1 ? given.get(1) : null);
            case "keys" -> list(of);
            case "items" -> items(of);
            default -> throw new Failure("\"" + name + "\" is not known");
        };
    }

    private static List<Object> items(@Nullable Object of) {
        List<Object> items = new ArrayList<>();
        if (of instanceof Map<?, ?> map) {
            map.forEach((key, value) -> items.add(new ArrayList<Object>(Arrays.asList(key, value))));
        }
        return items;
    }

    private static String capitalized(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String trimmed(String text, @Nullable Object characters, boolean front, boolean back) {
        int from = 0;
        int to = text.length();
        while (front && from < to && goes(text.charAt(from), characters)) {
            from++;
        }
        while (back && to > from && goes(text.charAt(to - 1), characters)) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean goes(char c, @Nullable Object characters) {
        return characters instanceof String set ? set.indexOf(c) >= 0 : Character.isWhitespace(c);
    }

    /** A loop's own facts. */
    static Map<String, Object> loop(List<Object> all, int index) {
        Map<String, Object> loop = new LinkedHashMap<>();
        loop.put("index", index + 1L);
        loop.put("index0", (long) index);
        loop.put("first", index == 0);
        loop.put("last", index == all.size() - 1);
        loop.put("length", (long) all.size());
        loop.put("revindex0", all.size() - 1L - index);
        if (index > 0) {
            loop.put("previtem", all.get(index - 1));
        }
        if (index < all.size() - 1) {
            loop.put("nextitem", all.get(index + 1));
        }
        return loop;
    }
}
