package zero4j.reproduce;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.Sha256;
import zero4j.UserError;
import zero4j.reproduce.Measurements.Measured;

/**
 * What came out of an experiment: all that its pages show besides the file's own words.
 *
 * <p>Each claim is judged by the 95 % interval of its own {@link Effect}, whatever other claims there are: of many claims without any truth
 * one in twenty would have an interval that leaves it out, and pages that show many say so. No correction is made, since claims of one
 * experiment are most often about the same thing and stand or fall together.
 *
 * @param experiment its name
 * @param settings a hash of all in its file that the numbers come from; empty where an earlier program wrote none
 * @param quick whether it was the quick variant
 * @param seeds that were trained
 * @param seconds that its stages took when they were run, those that were kept from earlier included
 * @param judged one for each claim whose arms were trained
 */
record Outcome(
        String experiment,
        String settings,
        boolean quick,
        int seeds,
        double seconds,
        List<Judged> judged,
        Measurements measurements) {
    /** Its file in the folder of an experiment. Numbers that are none or infinite are written there as texts. */
    static final String FILE = "outcome.json";

    /** One more whenever what an earlier program would read of the file means something else. */
    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // Texts that earlier programs did not write are empty.
            .withConfigOverride(
                    String.class,
                    texts -> texts.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.AS_EMPTY)))
            .build();

    private record Versioned(int version, Outcome outcome) {}

    Outcome {
        judged = List.copyOf(judged);
    }

    /** What became of a claim. */
    record Judged(Experiment.Claim claim, Effect effect, Verdict verdict) {}

    /** Computed, never written by hand. */
    enum Verdict {
        /** The interval has no room for what the claim denies. */
        SHOWN,
        /** The interval leaves it open, or fewer than three pairs were compared. */
        NOT_SHOWN,
        /** The interval has only room for what the claim denies. */
        OPPOSITE;

        /** Fewer pairs show nothing. */
        static final int FEWEST = 3;

        /**
         * What a difference says of a claim. More or less is shown by an interval on that side of 0, and its opposite by one on the
         * other side; that two are the same by one whose whole lies within the claim's {@code within} of 0, and the opposite by one
         * that lies wholly outside.
         */
        static Verdict of(Effect effect, Experiment.Claim claim) {
            if (effect.pairs() < FEWEST) {
                return NOT_SHOWN;
            }
            return switch (claim.expect()) {
                case MORE -> of(effect.low() > 0, effect.high() < 0);
                case LESS -> of(effect.high() < 0, effect.low() > 0);
                case SAME ->
                    of(
                            effect.low() >= -claim.within() && effect.high() <= claim.within(),
                            effect.low() > claim.within() || effect.high() < -claim.within());
            };
        }

        private static Verdict of(boolean shown, boolean opposite) {
            return shown ? SHOWN : opposite ? OPPOSITE : NOT_SHOWN;
        }
    }

    /**
     * Judges the claims of an experiment.
     *
     * @param experiment with all its arms
     * @param measurements of all that its claims name, but for arms that a quick variant leaves out
     * @throws IllegalStateException if one of those was not measured
     */
    static Outcome of(Experiment experiment, boolean quick, int seeds, double seconds, Measurements measurements) {
        List<Judged> judged = new ArrayList<>();
        for (Experiment.Claim claim : experiment.claims()) {
            if (!quick || areTrained(experiment, claim)) {
                double scale =
                        Quantity.of(claim.quantity()).map(Quantity::scale).orElse(0.0);
                Measured subject = measured(measurements, claim, claim.subject());
                Effect effect = Effect.of(subject, comparedWith(measurements, claim, subject), scale);
                judged.add(new Judged(claim, effect, Verdict.of(effect, claim)));
            }
        }
        return new Outcome(
                experiment.name(),
                settings(experiment.chosen(seeds, quick)),
                quick,
                seeds,
                seconds,
                judged,
                measurements);
    }

    private static boolean areTrained(Experiment experiment, Experiment.Claim claim) {
        return isTrained(experiment, claim.subject())
                && (claim.number().isPresent() || isTrained(experiment, claim.than()));
    }

    /** Whether the quick variant has a subject where that is an arm: rows are of models that it has. */
    private static boolean isTrained(Experiment experiment, String subject) {
        List<String> only = experiment.quick().arms();
        return only.isEmpty() || !experiment.arms().containsKey(subject) || only.contains(subject);
    }

    private static Measured comparedWith(Measurements measurements, Experiment.Claim claim, Measured subject) {
        OptionalDouble number = claim.number();
        return number.isEmpty()
                ? measured(measurements, claim, claim.than())
                : new Measured(
                        claim.than(),
                        claim.quantity(),
                        subject.unit(),
                        Collections.nCopies(subject.values().size(), number.getAsDouble()));
    }

    private static Measured measured(Measurements measurements, Experiment.Claim claim, String subject) {
        Optional<Measured> found = measurements.find(subject, claim.quantity());
        return found.orElseThrow(() -> new IllegalStateException("the claim \"" + claim.says() + "\" needs "
                + claim.quantity() + " of " + subject + ", which was not measured"));
    }

    /**
     * A hash of what an experiment's numbers come from: not of its words, and not of its claims, each of which says by itself what was
     * compared.
     */
    static String settings(Experiment chosen) {
        return Sha256.ofTexts(List.of(JSON.writeValueAsString(List.of(
                chosen.models(),
                chosen.questions(),
                chosen.templates(),
                chosen.train(),
                chosen.arms(),
                chosen.tables(),
                chosen.passes()))));
    }

    /** Whether an experiment's file still says what the numbers come from; empty if that is not known. */
    Optional<Boolean> isOfSettingsIn(Experiment declared) {
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of(settings.equals(settings(declared.chosen(seeds, quick))));
    }

    /** The same in the words of an experiment's file, which may have been polished since. */
    Outcome inWordsOf(Experiment declared) {
        List<Judged> worded = judged.stream()
                .map(one -> new Judged(
                        declared.claims().contains(one.claim())
                                ? one.claim()
                                : declared.claims().stream()
                                        .filter(one.claim()::comparesAs)
                                        .findFirst()
                                        .orElse(one.claim()),
                        one.effect(),
                        one.verdict()))
                .toList();
        return new Outcome(experiment, settings, quick, seeds, seconds, worded, measurements);
    }

    /** The claims of a file that were not judged: the quick variant does not train their arms, or they are new. */
    List<Experiment.Claim> leftOut(Experiment declared) {
        return declared.claims().stream()
                .filter(claim -> judged.stream().noneMatch(one -> one.claim().comparesAs(claim)))
                .toList();
    }

    /** What was judged and is in a file no more. */
    List<Judged> gone(Experiment declared) {
        return judged.stream()
                .filter(one -> declared.claims().stream().noneMatch(one.claim()::comparesAs))
                .toList();
    }

    /** Writes {@value #FILE} into a folder. */
    void write(Path folder) {
        AtomicFile.write(folder.resolve(FILE), JSON.writeValueAsString(new Versioned(VERSION, this)) + "\n");
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws UserError if it is not there, is damaged, or was written by a later version of the program
     */
    static Outcome read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            int version = tree.path("version").asInt(0);
            if (version > VERSION) {
                throw new UserError(file + " was written by a later version of the program (it is of version " + version
                        + ", and this program reads " + VERSION + "): read it with that one, or remove it and run the"
                        + " experiment again");
            }
            if (version < 1 || !tree.path("outcome").isObject()) {
                throw damaged(file, new IOException("there is no outcome in it"));
            }
            return JSON.treeToValue(tree.get("outcome"), Outcome.class);
        } catch (IOException | JacksonException e) {
            throw damaged(file, e);
        }
    }

    private static UserError damaged(Path file, Exception cause) {
        return new UserError(
                file
                        + " cannot be read as the outcome of an experiment: remove it, and the same command writes it again",
                cause);
    }
}
