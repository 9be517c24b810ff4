package zero4j.engine.http;

/** How weights come into one server. */
interface WeightTransfer {
    /** In words, for people. */
    String inWords();

    /**
     * Gives it weights, and the label that it has them under from then on. The server samples nothing meanwhile.
     *
     * @throws ServerTrouble if it does not take them: which ones it has then is unknown
     */
    void send(Handed weights);
}
