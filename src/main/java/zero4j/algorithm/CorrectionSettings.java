package zero4j.algorithm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import zero4j.Registry;
import zero4j.SettingChecks;
import zero4j.algorithm.ImportanceSampling.Kind;
import zero4j.algorithm.ImportanceSampling.Level;
import zero4j.algorithm.ImportanceSampling.Mask;

/**
 * What is done about a sampler that is not the learner: the section {@code correction}. A weight and a mask under a name, and
 * what is changed of them; what is empty is as the preset has it.
 *
 * @param preset a name of {@link #PRESETS}
 * @param kind of the weight
 * @param level what has a weight
 * @param cap upper bound of a weight
 * @param floor lower bound of a weight, with {@code kind: mask}
 * @param mask what is left out besides, whatever its weight is
 * @param maskLow least ratio that the mask lets through
 * @param maskHigh largest ratio that the mask lets through
 */
public record CorrectionSettings(
        String preset,
        Optional<Kind> kind,
        Optional<Level> level,
        OptionalDouble cap,
        OptionalDouble floor,
        Optional<MaskLevel> mask,
        OptionalDouble maskLow,
        OptionalDouble maskHigh) {
    /** The corrections that have a name, with the bounds of those who published them. */
    public static final Registry<NamedCorrection> PRESETS = new Registry<>(
            "correction",
            List.of(
                    new NamedCorrection(
                            "none", "the sampler counts as the learner: the default", ImportanceSampling.OFF),
                    new NamedCorrection("tis", "token weights, cut at 2", truncated(Level.TOKEN)),
                    new NamedCorrection(
                            "seq-tis", "the weight of the whole response, cut at 2", truncated(Level.SEQUENCE)),
                    new NamedCorrection("icepop", "token weights; tokens outside 0.5 to 5 are left out", icepop()),
                    new NamedCorrection(
                            "seq-mis",
                            "the weight of the whole response; responses above 2 are left out",
                            new ImportanceSampling(Kind.MASK, Level.SEQUENCE, 2, 0)),
                    new NamedCorrection(
                            "seq-mask",
                            "no weights; responses whose mean ratio is outside 0.999 to 1.001 are left out",
                            far(ImportanceSampling.OFF)),
                    new NamedCorrection("tis+seq-mask", "tis and seq-mask", far(truncated(Level.TOKEN))),
                    new NamedCorrection("seq-tis+seq-mask", "seq-tis and seq-mask", far(truncated(Level.SEQUENCE))),
                    new NamedCorrection("icepop+seq-mask", "icepop and seq-mask", far(icepop()))));

    /** No correction. */
    public static final CorrectionSettings NONE = of("none");

    /** A correction with a name. */
    public record NamedCorrection(String name, String help, ImportanceSampling correction) implements Registry.Entry {}

    /** Whose ratio a mask looks at. */
    public enum MaskLevel {
        /** There is no mask. */
        NONE,
        /** A token's own. */
        TOKEN,
        /** The product over a response. */
        SEQUENCE,
        /** The geometric mean over a response. */
        GEOMETRIC;

        private Optional<Level> level() {
            return this == NONE ? Optional.empty() : Optional.of(Level.valueOf(name()));
        }
    }

    public CorrectionSettings {
        new SettingChecks("correction")
                .that(PRESETS.find(preset).isPresent(), "preset", preset, "it must be " + PRESETS.oneOf(preset))
                .done();
        resolved(preset, kind, level, cap, floor, mask, maskLow, maskHigh);
    }

    /** A preset as it is. */
    public static CorrectionSettings of(String preset) {
        return new CorrectionSettings(
                preset,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static ImportanceSampling truncated(Level level) {
        return new ImportanceSampling(Kind.TRUNCATE, level, 2, 0);
    }

    private static ImportanceSampling icepop() {
        return new ImportanceSampling(Kind.MASK, Level.TOKEN, 5, 0.5);
    }

    private static ImportanceSampling far(ImportanceSampling weights) {
        Mask usual = usual(Level.GEOMETRIC);
        return weights.masked(usual.level(), usual.low(), usual.high());
    }

    /** The bounds of a mask that nobody has told any. */
    private static Mask usual(Level level) {
        return switch (level) {
            case TOKEN -> new Mask(level, 0.5, 5);
            case SEQUENCE -> new Mask(level, 0.5, 2);
            case GEOMETRIC -> new Mask(level, 0.999, 1.001);
        };
    }

    /** The preset's weight and mask with what these settings change. */
    public ImportanceSampling resolved() {
        return resolved(preset, kind, level, cap, floor, mask, maskLow, maskHigh);
    }

    private static ImportanceSampling resolved(
            String preset,
            Optional<Kind> kind,
            Optional<Level> level,
            OptionalDouble cap,
            OptionalDouble floor,
            Optional<MaskLevel> mask,
            OptionalDouble maskLow,
            OptionalDouble maskHigh) {
        ImportanceSampling named = PRESETS.get(preset).correction();
        Optional<Level> masked =
                mask.map(MaskLevel::level).orElseGet(() -> named.mask().map(Mask::level));
        return new ImportanceSampling(
                kind.orElse(named.kind()),
                level.orElse(named.level()),
                cap.orElse(named.cap()),
                floor.orElse(named.floor()),
                masked.map(CorrectionSettings::usual)
                        .map(usual ->
                                new Mask(usual.level(), maskLow.orElse(usual.low()), maskHigh.orElse(usual.high()))));
    }

    /** The same with every constant, the bounds of a mask that is not there excepted. */
    CorrectionSettings pinned() {
        ImportanceSampling all = resolved();
        Optional<Mask> masked = all.mask();
        return new CorrectionSettings(
                preset,
                Optional.of(all.kind()),
                Optional.of(all.level()),
                OptionalDouble.of(all.cap()),
                OptionalDouble.of(all.floor()),
                Optional.of(
                        masked.map(own -> MaskLevel.valueOf(own.level().name())).orElse(MaskLevel.NONE)),
                masked.map(own -> OptionalDouble.of(own.low())).orElse(maskLow),
                masked.map(own -> OptionalDouble.of(own.high())).orElse(maskHigh));
    }

    /** Keys that are set and change nothing, each with the reason. */
    List<String> idle() {
        ImportanceSampling all = resolved();
        boolean bounds = all.cap() != ImportanceSampling.OFF.cap() || all.floor() != ImportanceSampling.OFF.floor();
        boolean maskBounds = all.mask().isEmpty() && (maskLow.isPresent() || maskHigh.isPresent());
        if (!all.on() && (bounds || maskBounds)) {
            return List.of("correction.* changes nothing: correction.kind is none, and so is correction.mask");
        } else if (maskBounds) {
            return List.of("correction.mask_* changes nothing: correction.mask is none");
        } else if (all.kind() == Kind.TRUNCATE && all.floor() > 0) {
            return List.of("correction.floor changes nothing: correction.kind is truncate");
        } else if (all.kind() == Kind.NONE && bounds) {
            return List.of("correction.cap and correction.floor change nothing: correction.kind is none");
        }
        return List.of();
    }
}
