package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.analyze.judge.JudgeSettings;
import zero4j.analyze.judge.LlmJudge;
import zero4j.data.ColumnNames;
import zero4j.data.QuestionFiles;
import zero4j.recipe.Recipes;
import zero4j.run.RunReader;
import zero4j.session.LoadedModel;

/** The program on a class path from which libraries have been left out, as a program that uses it may do. */
class OptionalLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void parquet_withoutHardwood_namesTheLibrary() throws Exception {
        Path file = Files.writeString(folder.resolve("questions.parquet"), "PAR1");

        try (URLClassLoader loader = without("hardwood")) {
            Class<?> columns = loader.loadClass(ColumnNames.class.getName());
            Method open = loader.loadClass(QuestionFiles.class.getName()).getMethod("open", Path.class, columns);

            assertThat(failure(open, file, columns.getField("FOUND").get(null)))
                    .startsWith("Reading Parquet files needs the library dev.hardwood:hardwood-core");
        }
    }

    @Test
    void judge_withoutLangchain4j_namesTheLibrary() throws Exception {
        try (URLClassLoader loader = without("langchain4j")) {
            Class<?> settings = loader.loadClass(JudgeSettings.class.getName());
            Class<?> listener = loader.loadClass(LlmJudge.Listener.class.getName());
            Object chosen = settings.getMethod("of", String.class, String.class, Optional.class, Map.class)
                    .invoke(null, "http://localhost/v1", "m", Optional.empty(), Map.of());
            Method open = loader.loadClass(LlmJudge.class.getName()).getMethod("open", settings, Path.class, listener);

            assertThat(failure(open, chosen, folder, listener.getField("NONE").get(null)))
                    .startsWith("A language model as judge needs the library dev.langchain4j:langchain4j-open-ai");
        }
    }

    @Test
    void run_withoutSqlite_namesTheLibrary() throws Exception {
        Path database = Files.createFile(folder.resolve("run.db"));

        try (URLClassLoader loader = without("xerial")) {
            Method open = loader.loadClass(RunReader.class.getName()).getMethod("open", Path.class);

            assertThat(failure(open, database)).startsWith("Reading a run needs the library org.xerial:sqlite-jdbc");
        }
    }

    @Test
    void recipe_withoutLibTorch_isRead() throws Exception {
        try (URLClassLoader loader = without("bytedeco")) {
            Object recipe = loader.loadClass(Recipes.class.getName())
                    .getMethod("train", String[].class)
                    .invoke(null, (Object) new String[] {"train.steps=7"});

            assertThat(recipe).asString().contains("steps=7");
        }
    }

    @Test
    void model_withoutLibTorch_namesTheLibrary() throws Exception {
        try (URLClassLoader loader = without("bytedeco")) {
            Method open = loader.loadClass(LoadedModel.class.getName()).getMethod("open", String.class);

            assertThat(failure(open, "nano"))
                    .startsWith("A session with a model needs the library org.bytedeco:pytorch-platform");
        }
    }

    @Test
    void library_thatIsThere_isNoError() {
        for (OptionalLibrary library : OptionalLibrary.values()) {
            library.require("A test");
        }
    }

    private static String failure(Method called, Object... arguments) throws IllegalAccessException {
        try {
            called.invoke(null, arguments);
            return "no failure";
        } catch (InvocationTargetException e) {
            return String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
        }
    }

    /** The class path of this test without the libraries whose group's name ends in this word. */
    private static URLClassLoader without(String group) throws MalformedURLException {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains(File.separator + group + File.separator)) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
