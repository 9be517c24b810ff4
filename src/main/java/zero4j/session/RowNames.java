package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import zero4j.UserError;

/**
 * What the rows of a table are called: as short as tells them apart.
 *
 * @param models of the rows
 * @param templates of the rows
 */
record RowNames(List<String> models, List<String> templates) {
    /** @throws UserError if there are two rows of one model and template */
    static RowNames of(List<EvalSession> sessions, List<EvalSetup> setups) {
        RowNames names = new RowNames(
                distinct(
                        setups,
                        setup -> setup.model().identity(),
                        setup -> setup.origin().name(),
                        i -> sessions.get(i).model()),
                distinct(
                        setups,
                        setup -> setup.prompting().template().name(),
                        setup -> file(setup.prompting().template().name()),
                        i -> setups.get(i).prompting().template().name()));
        List<String> rows = names.labels();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.indexOf(rows.get(i)) < i) {
                throw new UserError("the row " + rows.get(i) + " is named twice");
            }
        }
        return names;
    }

    private static String file(String template) {
        return template.endsWith(".txt") ? String.valueOf(Path.of(template).getFileName()) : template;
    }

    /** Short names, or the given ones where two things have the same short one. */
    private static List<String> distinct(
            List<EvalSetup> setups,
            Function<EvalSetup, String> identity,
            Function<EvalSetup, String> shortName,
            Function<Integer, String> given) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < setups.size(); i++) {
            EvalSetup mine = setups.get(i);
            boolean taken = setups.stream()
                    .anyMatch(other -> shortName.apply(other).equals(shortName.apply(mine))
                            && !identity.apply(other).equals(identity.apply(mine)));
            names.add(taken ? given.apply(i) : shortName.apply(mine));
        }
        return names;
    }

    int count() {
        return models.size();
    }

    /** Model and template of each row. */
    List<String> labels() {
        return IntStream.range(0, count())
                .mapToObj(i -> models.get(i) + ", " + templates.get(i))
                .toList();
    }

    /** A name of a folder for each row, which does not depend on the other rows where it can be helped. */
    List<String> folders() {
        List<String> folders = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            String plain = (models.get(i) + "-" + templates.get(i)).replaceAll("[^A-Za-z0-9._-]+", "_");
            String free = plain;
            for (int number = 2; folders.contains(free); number++) {
                free = plain + "-" + number;
            }
            folders.add(free);
        }
        return folders;
    }
}
