package zero4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop runs where there is no LibTorch at all: not even the classes that would call it. */
class WithoutLibTorchTest {
    @TempDir
    private Path runs = Path.of("");

    /** Loads the program anew from a class path without JavaCPP and its presets. */
    private static URLClassLoader withoutLibTorch() throws MalformedURLException {
        List<URL> kept = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!entry.contains("bytedeco")
                    && !Path.of(entry).getFileName().toString().matches("(javacpp|pytorch|openblas).*")) {
                kept.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void loop_classPathWithoutLibTorch_trainsEvaluatesAndSaves()
            throws ReflectiveOperationException, MalformedURLException {
        try (URLClassLoader loader = withoutLibTorch()) {
            assertThatThrownBy(() -> loader.loadClass("org.bytedeco.pytorch.Tensor"))
                    .isInstanceOf(ClassNotFoundException.class);
            Object events = loader.loadClass("zero4j.train.FakeLoop")
                    .getMethod("twoSteps", Path.class)
                    .invoke(null, runs);
            assertThat(Arrays.asList((Object[]) events)).contains("learn 2", "saved step-2");
        } catch (InvocationTargetException e) {
            throw new AssertionError("the loop needs LibTorch", e.getCause());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
