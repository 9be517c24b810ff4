package zero4j.learn;

/** How the learning rate changes after the warm-up. */
public enum Schedule {
    CONSTANT,
    LINEAR,
    COSINE;

    /**
     * The share of the peak learning rate at a step. The warm-up rises linearly from {@code 1 / warmup} to 1; then the
     * rate falls towards {@code finalShare}, which the step after the last would have: no step is wasted on a rate of 0.
     *
     * @param step from 0 to {@code steps - 1}
     * @param warmup steps of warm-up, 0 for none
     * @param finalShare in [0, 1]; not used by {@link #CONSTANT}
     */
    public double share(long step, long steps, long warmup, double finalShare) {
        if (step < warmup) {
            return (step + 1) / (double) warmup;
        }
        long span = Math.max(1, steps - warmup);
        double progress = Math.min(1, (step - warmup) / (double) span);
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - (1 - finalShare) * progress;
            case COSINE -> finalShare + (1 - finalShare) * (1 + Math.cos(Math.PI * progress)) / 2;
        };
    }
}
