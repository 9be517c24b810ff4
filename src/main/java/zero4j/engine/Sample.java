package zero4j.engine;

/** One completion while it is decoded: the engine asks it for random numbers and gives it tokens. One thread's at a time. */
public final class Sample {
    private final ActiveRequest request;
    private final int index;
    private final CompletionBuilder builder;

    Sample(ActiveRequest request, int index, CompletionBuilder builder) {
        this.request = request;
        this.index = index;
        this.builder = builder;
    }

    public ActiveRequest request() {
        return request;
    }

    /** The token appended last. */
    public int lastToken() {
        return builder.lastToken();
    }

    /** Position of the last token, whose key and value the next step writes. */
    public int position() {
        return request.prompt().tokens().length + builder.length() - 1;
    }

    /** The random number of the next token, in [0, 1). */
    public float uniform() {
        return request.draws().at(request.params().first() + index, builder.length());
    }

    /**
     * Appends a sampled token, unless the request is over.
     *
     * @param logprob nats
     * @return whether the sample has ended: its place is free, and {@link #end} must follow when its cache is
     */
    public boolean accept(int token, float logprob) {
        if (request.over()) {
            return true;
        }
        boolean ended = builder.accept(token, logprob, request.version());
        request.heard(index, token, logprob, builder);
        return ended;
    }

    /** Hands the completion over, cancelled where it had not ended. Its slot and its cache are free. */
    public void end() {
        builder.cancel();
        request.settle(index, builder.build());
    }
}
