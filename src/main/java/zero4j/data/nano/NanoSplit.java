package zero4j.data.nano;

import zero4j.SplitMix64;

/** The side a question is on, decided by its text alone: no text can be in both. */
public enum NanoSplit {
    /** About seven eighths of all texts: pretraining and reinforcement learning. */
    TRAIN,
    /** About one eighth: benchmarks. */
    EVALUATION;

    /** The side of a question's text. */
    public static NanoSplit of(String text) {
        long hash = 0xCBF29CE484222325L; // FNV-1a
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return SplitMix64.mix(hash) >>> 61 == 0 ? EVALUATION : TRAIN;
    }
}
