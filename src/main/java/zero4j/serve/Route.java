package zero4j.serve;

/**
 * What is done at a path.
 *
 * @param methods of HTTP, with commas between them
 * @param access who may ask
 * @param answer what is done, on a virtual thread
 */
record Route(String methods, String path, Access access, Answer answer) {
    /** Who may ask. */
    enum Access {
        /** Everybody who reaches the server. */
        ALL,
        /** Who has the server's key, where it has one. */
        CLIENTS,
        /** Who has the token of the control routes. Without one there are none. */
        CONTROL
    }

    /** What is done. */
    @FunctionalInterface
    interface Answer {
        /**
         * Answers.
         *
         * @throws Refusal with what is wrong with the request
         */
        void to(Exchange exchange) throws InterruptedException;
    }

    boolean takes(String method) {
        return ("," + methods + ",").contains("," + method + ",");
    }
}
