package zero4j;

/**
 * A library that only a part of the program needs. The command line has them all, LibTorch's natives once something needs them; a
 * program that depends on zero4j adds those that it uses (docs/library.md).
 */
public enum OptionalLibrary {
    LIBTORCH("org.bytedeco:pytorch-platform", "org.bytedeco.pytorch.Tensor"),
    HARDWOOD("dev.hardwood:hardwood-core", "dev.hardwood.reader.ParquetFileReader"),
    SQLITE("org.xerial:sqlite-jdbc", "org.sqlite.JDBC"),
    PROMETHEUS(
            "io.prometheus:prometheus-metrics-exporter-httpserver",
            "io.prometheus.metrics.exporter.httpserver.HTTPServer"),
    VERTX("io.vertx:vertx-core", "io.vertx.core.Vertx"),
    LANGCHAIN4J("dev.langchain4j:langchain4j-open-ai", "dev.langchain4j.model.openai.OpenAiChatModel");

    private final String artifact;
    private final String type;

    OptionalLibrary(String artifact, String type) {
        this.artifact = artifact;
        this.type = type;
    }

    /**
     * Says which library is missing, in the place of the class loader.
     *
     * @param purpose what needs the library, as the beginning of a sentence
     * @throws LibraryMissing if the library is not on the class path
     */
    public void require(String purpose) {
        try {
            Class.forName(type, false, OptionalLibrary.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw missing(purpose);
        }
    }

    /** The error for whoever has found otherwise that it is not there. */
    public LibraryMissing missing(String purpose) {
        return new LibraryMissing(this, artifact, purpose);
    }
}
