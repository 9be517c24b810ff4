package zero4j.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What other programs call the settings, from the table {@code foreign-names.txt}, which says how its lines are read. */
final class ForeignNames {
    private static final String NO_KEYS = "-";

    private final Map<String, List<SettingNames.Answer>> names = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    private ForeignNames(String table) {
        table.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            if (line.startsWith("= ")) {
                value(line.substring(2));
            } else {
                name(line);
            }
        });
    }

    /** Read where a name is asked for only: most starts of the program have none. */
    private static final class Table {
        private static final ForeignNames READ = new ForeignNames(Recipes.resource("foreign-names.txt"));
    }

    private void name(String line) {
        int colon = line.indexOf(": ");
        String keys = line.substring(0, colon);
        String[] rest = line.substring(colon + 2).split("; ", 2);
        SettingNames.Answer answer = new SettingNames.Answer(
                keys.equals(NO_KEYS) ? List.of() : List.of(keys.split(" ")), true, rest.length > 1 ? rest[1] : "");
        for (String name : rest[0].split(",")) {
            names.computeIfAbsent(name.strip(), _ -> new ArrayList<>()).add(answer);
        }
    }

    private void value(String line) {
        String[] sides = line.split(" <- ", 2);
        String[] keyAndValue = sides[0].split(": ", 2);
        Arrays.stream(sides[1].split(","))
                .forEach(given -> values.put(keyAndValue[0] + ": " + given.strip(), keyAndValue[1]));
    }

    /** The answer for a name that is written exactly so in the table, if there are such keys. */
    static Optional<SettingNames.Answer> of(String name, Collection<String> keys) {
        return Table.READ.names.getOrDefault(name, List.of()).stream()
                .filter(answer -> keys.containsAll(answer.keys()))
                .findFirst();
    }

    /** The answer for the longest end of a name with dots that is in the table and has dots itself. */
    static Optional<SettingNames.Answer> ofEnd(String name, Collection<String> keys) {
        for (String end = name; end.contains("."); end = end.substring(end.indexOf('.') + 1)) {
            Optional<SettingNames.Answer> answer = of(end, keys);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    /** What a value of a key is called here. */
    static Optional<String> value(String key, String given) {
        return Optional.ofNullable(Table.READ.values.get(key + ": " + given));
    }

    /** All keys that the table names. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>();
        Table.READ.names.values().forEach(answers -> answers.forEach(answer -> keys.addAll(answer.keys())));
        Table.READ.values.keySet().forEach(value -> keys.add(value.substring(0, value.indexOf(": "))));
        return keys.stream().distinct().sorted().toList();
    }

    /** All names and values of the table, the values behind their key. */
    static Map<String, String> values() {
        return Map.copyOf(Table.READ.values);
    }
}
