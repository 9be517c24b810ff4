package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.data.ColumnNames;
import zero4j.data.QuestionFiles;
import zero4j.run.RunReader;
import zero4j.tokenizer.Tokenizer;

/** The program on a class path from which libraries have been left out, as a program that uses it may do. */
class OptionalLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void csv_withoutDuckDb_namesTheLibrary() throws Exception {
        Path file = Files.writeString(folder.resolve("questions.csv"), "problem,answer\n1+1,2\n");

        assertThat(failureWithout("duckdb", QuestionFiles.class, "open", file, ColumnNames.class))
                .startsWith("Reading CSV and Parquet files needs the library org.duckdb:duckdb_jdbc");
    }

    @Test
    void tokenizer_withoutDjl_namesTheLibrary() throws Exception {
        assertThat(failureWithout("djl", Tokenizer.class, "load", Path.of("models/nano")))
                .startsWith("Reading a tokenizer.json needs the library ai.djl.huggingface:tokenizers");
    }

    @Test
    void run_withoutSqlite_namesTheLibrary() throws Exception {
        Path database = Files.createFile(folder.resolve("run.db"));

        assertThat(failureWithout("xerial", RunReader.class, "open", database))
                .startsWith("Reading a run needs the library org.xerial:sqlite-jdbc");
    }

    @Test
    void library_thatIsThere_isNoError() {
        for (OptionalLibrary library : OptionalLibrary.values()) {
            library.require("A test");
        }
    }

    /** What a static method says when called by a class loader that does not find the libraries of a group. */
    private static String failureWithout(String group, Class<?> type, String method, Object... arguments)
            throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader = new URLClassLoader(pathWithout(group), ClassLoader.getPlatformClassLoader())) {
            Class<?>[] types = new Class<?>[arguments.length];
            Object[] values = new Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                boolean columns = arguments[i] == ColumnNames.class;
                types[i] = columns ? loader.loadClass(ColumnNames.class.getName()) : Path.class;
                values[i] = columns ? types[i].getField("FOUND").get(null) : arguments[i];
            }
            Method called = loader.loadClass(type.getName()).getMethod(method, types);
            try {
                called.invoke(null, values);
                return "no failure";
            } catch (InvocationTargetException e) {
                return String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
            }
        }
    }

    private static URL[] pathWithout(String group) throws MalformedURLException {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains(File.separator + group + File.separator)) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        return path.toArray(URL[]::new);
    }
}
