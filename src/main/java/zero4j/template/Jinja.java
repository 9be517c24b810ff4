package zero4j.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values of the template language. A value is a text, a {@code Long}, a {@code Boolean}, a list, a map, null for none, or one of the
 * types here. Characters are code points, as Python's.
 */
final class Jinja {
    private Jinja() {}

    /** A part of a template that writes. */
    interface Node {
        Flow write(Scope scope, StringBuilder out);
    }

    /** Where writing goes on. */
    enum Flow {
        ON,
        CONTINUE,
        BREAK
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

    /** What is not there. */
    enum Lacking {
        UNDEFINED,
        /** What a conversation may come with and does not: templates ask for it as if undefined, or as if none. */
        NOT_GIVEN
    }

    /** What a name stands for that can be called. */
    record Function(String name) {}

    /** A namespace: fields that loops can set. */
    record Space(Map<String, @Nullable Object> fields) {}

    /** A loop's own facts: all its items, and the place of the present one. */
    record Round(List<@Nullable Object> items, int at) {}

    /** Names and their values; those of a loop hide those around it. */
    static final class Scope {
        private final @Nullable Scope around;
        private final Map<String, @Nullable Object> names;

        Scope(Map<String, ?> names) {
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
            return names.containsKey(name) || around == null
                    ? names.getOrDefault(name, Lacking.UNDEFINED)
                    : around.get(name);
        }

        void set(String name, @Nullable Object value) {
            names.put(name, value);
        }
    }

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Lacking lacking -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /** What is written of a value. Python's way to write lists and maps is not known. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Lacking lacking -> "";
            case Boolean flag -> flag ? "True" : "False";
            case Long number -> number.toString();
            case String text -> text;
            default -> throw new Failure("it writes " + named(value) + " (tojson writes lists and maps)");
        };
    }

    /** A value's kind, for messages. */
    static String named(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Lacking lacking -> "something undefined";
            case Boolean flag -> flag ? "true" : "false";
            case Long number -> "the number " + number;
            case String text -> "the text \"" + (text.length() > 30 ? text.substring(0, 30) + "…" : text) + "\"";
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a map";
            case Function function -> "the function " + function.name();
            default -> "a loop or a namespace";
        };
    }

    /** As Python writes it: a blank behind commas and colons, and letters of all scripts as they are. */
    static String json(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(Jinja::json).collect(Collectors.joining(", ", "[", "]"));
            case String text -> text.codePoints().mapToObj(Jinja::json).collect(Collectors.joining("", "\"", "\""));
            case Boolean flag -> flag.toString();
            case Long number -> number.toString();
            case null -> "null";
            default -> throw new Failure("tojson does not know " + named(value));
        };
    }

    private static String json(int c) {
        return switch (c) {
            case '"', '\\' -> "\\" + (char) c;
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> c < ' ' ? String.format(Locale.ROOT, "\\u%04x", c) : Character.toString(c);
        };
    }

    /** What a loop goes over. */
    static List<@Nullable Object> list(@Nullable Object value) {
        return switch (value) {
            case Lacking lacking -> List.of();
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String text -> text.codePoints().mapToObj(Character::toString).collect(Collectors.toList());
            case null, default -> throw new Failure("it goes over the items of " + named(value));
        };
    }

    static Object slice(@Nullable Object of, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        if (!(of instanceof String || of instanceof List)) {
            throw new Failure("it takes a part of " + named(of));
        }
        List<@Nullable Object> all = list(of);
        long by = step == null ? 1 : number(step);
        if (by == 0) {
            throw new Failure("a slice has a step of 0");
        }
        int low = by > 0 ? 0 : -1;
        int high = by > 0 ? all.size() : all.size() - 1;
        long begin = bound(from, by > 0 ? low : high, low, high, all.size());
        long end = bound(to, by > 0 ? high : low, low, high, all.size());
        List<@Nullable Object> part = new ArrayList<>();
        for (long at = begin; by > 0 ? at < end : at > end; at = Math.addExact(at, by)) {
            part.add(all.get((int) at));
        }
        return of instanceof String ? part.stream().map(Jinja::text).collect(Collectors.joining()) : part;
    }

    private static long bound(@Nullable Object value, long otherwise, int low, int high, int size) {
        if (value == null) {
            return otherwise;
        }
        long at = number(value);
        return Math.clamp(at < 0 ? at + size : at, low, high);
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    static long number(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> throw new Failure("it counts with " + named(value));
        };
    }

    static Object counted(@Nullable Object a, String sign, @Nullable Object b) {
        if (sign.equals("+") && a instanceof String x && b instanceof String y) {
            return x + y;
        }
        if (sign.equals("+") && a instanceof List<?> x && b instanceof List<?> y) {
            List<@Nullable Object> both = new ArrayList<>(x);
            both.addAll(y);
            return both;
        }
        if (!isNumber(a) || !isNumber(b)) {
            throw new Failure("it cannot count " + named(a) + " " + sign + " " + named(b));
        }
        long x = number(a);
        long y = number(b);
        return switch (sign) {
            case "+" -> Math.addExact(x, y);
            case "-" -> Math.subtractExact(x, y);
            case "*" -> Math.multiplyExact(x, y);
            case "//" -> Math.floorDiv(x, y);
            default -> Math.floorMod(x, y);
        };
    }

    static boolean holds(@Nullable Object a, String sign, @Nullable Object b) {
        return switch (sign) {
            case "==" -> equal(a, b);
            case "!=" -> !equal(a, b);
            case "in" -> contains(b, a);
            case "not in" -> !contains(b, a);
            case "<" -> number(a) < number(b);
            case ">" -> number(a) > number(b);
            case "<=" -> number(a) <= number(b);
            default -> number(a) >= number(b);
        };
    }

    private static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (isNumber(a) && isNumber(b)) {
            return number(a) == number(b);
        }
        if (a == Lacking.NOT_GIVEN || b == Lacking.NOT_GIVEN) {
            return (a == null || a instanceof Lacking) && (b == null || b instanceof Lacking);
        }
        return Objects.equals(a, b);
    }

    private static boolean contains(@Nullable Object all, @Nullable Object one) {
        if (all instanceof String text) {
            if (one instanceof String part) {
                return text.contains(part);
            }
            throw new Failure("it looks for " + named(one) + " in a text");
        }
        return list(all).stream().anyMatch(item -> equal(item, one));
    }

    /** The items backwards. */
    static List<@Nullable Object> reversed(@Nullable Object value) {
        List<@Nullable Object> items = new ArrayList<>(list(value));
        Collections.reverse(items);
        return items;
    }
}
