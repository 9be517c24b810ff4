package zero4j.engine;

/**
 * Samples of a prompt that one worker decodes.
 *
 * @param from first sample
 * @param to sample after the last
 */
public record Job(ActiveRequest request, int from, int to) {
    public int promptLength() {
        return request.prompt().tokens().length;
    }

    public int samples() {
        return to - from;
    }
}
