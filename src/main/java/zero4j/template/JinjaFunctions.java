package zero4j.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import zero4j.Words;
import zero4j.template.Jinja.Failure;
import zero4j.template.Jinja.Function;
import zero4j.template.Jinja.Lacking;

/** The filters, tests and functions that templates may use. Whatever is not known, an argument too, is refused. */
final class JinjaFunctions {
    /** The functions, by the names that templates know them by. */
    static final Map<String, Function> ALL = List.of("raise_exception", "namespace", "range").stream()
            .collect(Collectors.toMap(name -> name, Function::new));

    /** Python refuses longer ranges in templates. */
    private static final int LONGEST_RANGE = 100_000;

    private static final Pattern WORD = Pattern.compile("[^-\\s({\\[<]+");

    private JinjaFunctions() {}

    /** The arguments of a call: those without a name, and those with one. */
    record Given(List<@Nullable Object> values, Map<String, @Nullable Object> named) {
        /**
         * The arguments in the order of the parameters; null where one is left out, as Python's none means for each of these.
         *
         * @param needed how many must be given
         */
        List<@Nullable Object> as(String of, int needed, String... parameters) {
            if (values.size() > parameters.length) {
                throw new Failure(
                        of + " takes " + Words.counted(parameters.length, "argument") + " and not " + values.size());
            }
            List<@Nullable Object> all = new ArrayList<>(values);
            Map<String, @Nullable Object> left = new HashMap<>(named);
            for (int i = values.size(); i < parameters.length; i++) {
                if (i < needed && !left.containsKey(parameters[i])) {
                    throw new Failure(of + " lacks the argument " + parameters[i]);
                }
                all.add(left.remove(parameters[i]));
            }
            if (!left.isEmpty()) {
                throw new Failure("the argument " + left.keySet().iterator().next() + " of " + of + " is not known");
            }
            return all;
        }

        void none(String of) {
            as(of, 0);
        }
    }

    static @Nullable Object call(@Nullable Object function, String name, Given given) {
        if (!(function instanceof Function known)) {
            throw new Failure("the function " + name + " is not known");
        }
        return switch (known.name()) {
            case "namespace" -> {
                if (!given.values().isEmpty()) {
                    throw new Failure("namespace takes arguments with names only");
                }
                yield new Jinja.Space(new HashMap<>(given.named()));
            }
            case "range" -> range(given);
            default ->
                throw new Failure(
                        Jinja.text(given.as(known.name(), 1, "message").getFirst()));
        };
    }

    private static List<Object> range(Given given) {
        if (given.values().isEmpty()
                || given.values().size() > 3
                || !given.named().isEmpty()) {
            throw new Failure("range takes one, two or three numbers");
        }
        List<Long> numbers = given.values().stream().map(Jinja::number).toList();
        long from = numbers.size() > 1 ? numbers.getFirst() : 0;
        long to = numbers.get(numbers.size() > 1 ? 1 : 0);
        long by = numbers.size() > 2 ? numbers.get(2) : 1;
        if (by == 0) {
            throw new Failure("range has a step of 0");
        }
        long size = Math.max(0, Math.ceilDiv(Math.subtractExact(to, from), by));
        if (size > LONGEST_RANGE) {
            throw new Failure("range has " + Words.counted(size, "number") + ", more than " + LONGEST_RANGE);
        }
        return LongStream.range(0, size)
                .mapToObj(at -> (Object) (from + at * by))
                .toList();
    }

    static @Nullable Object filter(@Nullable Object of, String name, Given given) {
        return switch (name) {
            case "default", "d" -> otherwise(of, name, given);
            case "trim" ->
                JinjaMethods.trimmed(Jinja.text(of), given.as(name, 0, "chars").getFirst(), true, true);
            case "replace" -> {
                List<@Nullable Object> to = given.as(name, 2, "old", "new", "count");
                yield JinjaMethods.replaced(Jinja.text(of), Jinja.text(to.get(0)), Jinja.text(to.get(1)), to.get(2));
            }
            case "join" -> {
                Object between = given.values().isEmpty() && given.named().isEmpty()
                        ? ""
                        : given.as(name, 1, "d").getFirst();
                yield Jinja.list(of).stream().map(Jinja::text).collect(Collectors.joining(Jinja.text(between)));
            }
            case "int" -> whole(of, given.as(name, 0, "default").getFirst());
            case "map" -> {
                if (!given.values().isEmpty()) {
                    throw new Failure("map of another filter is not known");
                }
                String attribute = attribute(given.as(name, 1, "attribute").getFirst());
                yield Jinja.list(of).stream()
                        .map(item -> JinjaMethods.item(item, attribute))
                        .collect(Collectors.toCollection(ArrayList::new));
            }
            case "selectattr", "rejectattr" -> selected(of, name, given);
            default -> {
                Object value = plain(of, name);
                given.none(name);
                yield value;
            }
        };
    }

    /** The filters without arguments. */
    private static @Nullable Object plain(@Nullable Object of, String name) {
        return switch (name) {
            case "upper" -> JinjaMethods.upper(Jinja.text(of));
            case "lower" -> JinjaMethods.lower(Jinja.text(of));
            case "capitalize" -> JinjaMethods.capitalized(Jinja.text(of));
            case "title" ->
                WORD.matcher(Jinja.text(of))
                        .replaceAll(word -> JinjaMethods.capitalized(word.group())
                                .replace("\\", "\\\\")
                                .replace("$", "\\$"));
            case "length", "count" -> (long) Jinja.list(of).size();
            case "first" -> end(Jinja.list(of));
            case "last" -> end(Jinja.reversed(of));
            case "list" -> Jinja.list(of);
            case "reverse" ->
                of instanceof String
                        ? Jinja.reversed(of).stream().map(Jinja::text).collect(Collectors.joining())
                        : Jinja.reversed(of);
            case "string", "safe" -> Jinja.text(of);
            case "tojson" -> Jinja.json(of);
            case "items" -> of instanceof Lacking ? List.of() : JinjaMethods.items(of);
            default -> throw new Failure("the filter \"" + name + "\" is not known");
        };
    }

    private static @Nullable Object end(List<@Nullable Object> items) {
        return items.isEmpty() ? Lacking.UNDEFINED : items.getFirst();
    }

    private static @Nullable Object otherwise(@Nullable Object of, String name, Given given) {
        List<@Nullable Object> two = given.as(name, 0, "default_value", "boolean");
        boolean chosen = !given.values().isEmpty() || given.named().containsKey("default_value");
        boolean lacks = of instanceof Lacking || (Jinja.truth(two.get(1)) && !Jinja.truth(of));
        return lacks ? chosen ? two.getFirst() : "" : of;
    }

    private static Object whole(@Nullable Object of, @Nullable Object otherwise) {
        if (Jinja.isNumber(of)) {
            return Jinja.number(of);
        }
        if (of instanceof String text && text.strip().matches("[-+]?\\d{1,18}")) {
            return Long.parseLong(text.strip());
        }
        if (of == null
                || (of instanceof String text
                        && text.codePoints().noneMatch(Character::isDigit)
                        && !text.strip().toLowerCase(Locale.ROOT).matches("[-+]?(inf|infinity|nan)"))) {
            return otherwise == null ? 0L : otherwise;
        }
        throw new Failure("int does not know " + Jinja.named(of));
    }

    private static String attribute(@Nullable Object name) {
        if (name instanceof String text && text.matches("[A-Za-z_]\\w*")) {
            return text;
        }
        throw new Failure("the attribute " + Jinja.named(name) + " is not known");
    }

    /** The items of which an attribute holds, or passes a test; or those of which it does not. */
    private static List<@Nullable Object> selected(@Nullable Object of, String name, Given given) {
        if (given.values().isEmpty() || !given.named().isEmpty()) {
            throw new Failure(name + " takes an attribute, and a test with its value, without names");
        }
        List<@Nullable Object> values = given.values();
        String attribute = attribute(values.getFirst());
        List<@Nullable Object> items = new ArrayList<>();
        for (Object item : Jinja.list(of)) {
            Object value = JinjaMethods.item(item, attribute);
            boolean holds = values.size() == 1
                    ? Jinja.truth(value)
                    : is(value, Jinja.text(values.get(1)), new Given(values.subList(2, values.size()), Map.of()));
            if (holds == name.equals("selectattr")) {
                items.add(item);
            }
        }
        return items;
    }

    static boolean is(@Nullable Object value, String test, Given given) {
        return switch (test) {
            case "equalto", "eq", "==" ->
                Jinja.holds(value, "==", given.as(test, 1, "other").getFirst());
            case "ne", "!=" ->
                Jinja.holds(value, "!=", given.as(test, 1, "other").getFirst());
            case "in" -> Jinja.holds(value, "in", given.as(test, 1, "seq").getFirst());
            case "divisibleby" ->
                Math.floorMod(
                                Jinja.number(value),
                                Jinja.number(given.as(test, 1, "num").getFirst()))
                        == 0;
            case "sameas" -> same(value, given.as(test, 1, "other").getFirst());
            default -> {
                boolean is = is(value, test);
                given.none(test);
                yield is;
            }
        };
    }

    private static boolean same(@Nullable Object value, @Nullable Object other) {
        if (other == null || other instanceof Boolean) {
            return other == null ? is(value, "none") : other.equals(value);
        }
        throw new Failure("the test sameas does not know " + Jinja.named(other));
    }

    /** The tests without arguments. */
    private static boolean is(@Nullable Object value, String test) {
        return switch (test) {
            case "defined" -> !(value instanceof Lacking);
            case "undefined" -> value instanceof Lacking;
            case "none" -> value == null || value == Lacking.NOT_GIVEN;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "iterable", "sequence" ->
                value instanceof List || value instanceof String || value instanceof Map || value == Lacking.UNDEFINED;
            case "number" -> Jinja.isNumber(value);
            case "integer" -> value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            case "callable" -> value instanceof Function || value == Lacking.UNDEFINED;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "odd" -> Jinja.number(value) % 2 != 0;
            case "even" -> Jinja.number(value) % 2 == 0;
            default -> throw new Failure("the test \"" + test + "\" is not known");
        };
    }
}
