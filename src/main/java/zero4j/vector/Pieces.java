package zero4j.vector;

/** Who does the pieces of a work: threads, each taking the next one. No piece depends on another. */
public interface Pieces {
    /** One piece after the other, on the calling thread. */
    Pieces ALONE = new Pieces() {
        @Override
        public int members() {
            return 1;
        }

        @Override
        public void each(int count, Piece piece) {
            for (int i = 0; i < count; i++) {
                piece.run(i, 0);
            }
        }
    };

    /** A piece of a work. */
    @FunctionalInterface
    interface Piece {
        /** Does piece {@code index}; {@code member} is the thread's number, below {@link #members}. */
        void run(int index, int member);
    }

    /** Number of threads. */
    int members();

    /** Does pieces {@code 0 … count - 1}, in any order and perhaps at the same time; returns when all are done. */
    void each(int count, Piece piece);
}
