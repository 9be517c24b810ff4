package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The natives that the Maven profiles for cards bring, as far as their jars are on this machine. */
class GpuProfileTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("user.home"), ".m2/repository/org/bytedeco");

    @Test
    void profiles_ofThePom_bringLibtorchCudaAndWhatItNeeds() throws IOException {
        assertThat(profile("gpu"))
                .contains("<pytorch.classifier>${native.platform}-gpu</pytorch.classifier>")
                .contains("<artifactId>cuda</artifactId>", "<artifactId>cuda-redist</artifactId>");
        assertThat(profile("cuda-libs"))
                .contains("cuda-redist-cublas", "cuda-redist-cudnn", "cuda-redist-cusparse", "cuda-redist-nccl");
        assertThat(version("pytorch"))
                .isEqualTo(ProcessGroupNCCL.class.getPackage().getImplementationVersion());
        assertThat(version("cuda")).endsWith("-" + javacpp());
    }

    /** Bindings of one release belong together. */
    private static String javacpp() {
        String version = Objects.requireNonNull(Pointer.class.getPackage().getImplementationVersion());
        return version.replaceFirst(".*-", "");
    }

    @Test
    void natives_ofTheGpuProfile_haveNcclProcessGroups() throws IOException {
        try (JarFile jar = jar("pytorch", version("pytorch"), "-" + Loader.getPlatform() + "-gpu")) {
            String folder = "org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/";
            assertThat(jar.stream().map(entry -> entry.getName().replace(folder, "")))
                    .contains("libtorch_cuda.so", "libjnitorch_cuda.so", "libjnitorch_nccl.so", "libjnitorch_gloo.so");
            byte[] bindings = jar.getInputStream(Objects.requireNonNull(jar.getEntry(folder + "libjnitorch_nccl.so")))
                    .readAllBytes();
            String text = new String(bindings, StandardCharsets.ISO_8859_1);
            List<String> calls = List.of("allreduce", "broadcast", "alltoall_1base", "_1allgather_1base", "abort");
            assertThat(calls.stream().filter(call -> !text.contains("ProcessGroupNCCL_" + call)))
                    .as("what %s calls", ProcessGroupNCCL.class)
                    .isEmpty();
        }
    }

    @Test
    void bindings_ofNccl_areOfVersion2() throws IOException {
        try (JarFile jar = jar("cuda", version("cuda"), "")) {
            byte[] bytes = jar.getInputStream(
                            Objects.requireNonNull(jar.getEntry("org/bytedeco/cuda/global/nccl.class")))
                    .readAllBytes();
            int code = ClassFile.of().parse(bytes).fields().stream()
                    .filter(field -> field.fieldName().equalsString("NCCL_VERSION_CODE"))
                    .flatMap(field -> field.findAttribute(Attributes.constantValue()).stream())
                    .mapToInt(value -> (Integer) value.constant().constantValue())
                    .findFirst()
                    .orElseThrow();
            assertThat(NcclGroup.inWords(code)).startsWith("2.");
        }
    }

    private static JarFile jar(String artifact, String version, String classifier) throws IOException {
        Path jar =
                REPOSITORY.resolve(artifact).resolve(version).resolve(artifact + "-" + version + classifier + ".jar");
        Assumptions.assumeTrue(
                Files.isRegularFile(jar),
                () -> "NOT TESTED: " + jar + " is not here (./mvnw -Pgpu dependency:resolve)");
        return new JarFile(jar.toFile());
    }

    private static String profile(String id) throws IOException {
        Matcher matcher = Pattern.compile(
                        "<profile>((?:(?!</profile>).)*<id>" + id + "</id>.*?)</profile>", Pattern.DOTALL)
                .matcher(pom());
        assertThat(matcher.find()).as(id).isTrue();
        return matcher.group(1);
    }

    private static String version(String artifact) throws IOException {
        Matcher matcher = Pattern.compile("<" + artifact + "\\.version>(.*?)<").matcher(pom());
        assertThat(matcher.find()).as(artifact).isTrue();
        return matcher.group(1);
    }

    private static String pom() throws IOException {
        return Files.readString(Path.of("pom.xml"));
    }
}
