package zero4j.data;

/** The first questions of a set. */
public final class HeadQuestionSet implements QuestionSet {
    private final QuestionSet all;
    private final long limit;

    /**
     * The first {@code limit} questions of {@code all}, or all of them where it has fewer.
     *
     * @throws IllegalArgumentException when {@code limit} is less than 1
     */
    public HeadQuestionSet(QuestionSet all, long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit of questions must be at least 1, not " + limit);
        }
        this.all = all;
        this.limit = limit;
    }

    @Override
    public String name() {
        return limit < all.size() ? all.name() + "[:" + limit + "]" : all.name();
    }

    @Override
    public long size() {
        return Math.min(limit, all.size());
    }

    @Override
    public Question get(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("question " + index + " of " + size());
        }
        return all.get(index);
    }

    @Override
    public String fingerprint() {
        return limit < all.size()
                ? new Fingerprint().add(all.fingerprint()).add(limit).hex()
                : all.fingerprint();
    }
}
