package zero4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class RegistryTest {
    /** A choice of this test; the classes that the tests compile implement it. */
    public interface Sound extends Registry.Entry {}

    private record Own(String name, String help) implements Sound {}

    private static final List<Own> OWN = List.of(new Own("moo", "of a cow"), new Own("quack", "of a duck"));

    @TempDir
    Path folder;

    private static String sound(String type, String name) {
        return "public class " + type + " implements zero4j.RegistryTest.Sound {\n"
                + "  public String name() { return \"" + name + "\"; }\n  public String help() { return \"h\"; } }";
    }

    private Registry<Sound> with(Path... parts) throws Exception {
        URL[] urls = new URL[parts.length];
        for (int i = 0; i < parts.length; i++) {
            urls[i] = parts[i].toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, Sound.class.getClassLoader())) {
            return Registry.withProviders("sound", Providers.declared(Sound.class, loader), OWN, "auto");
        }
    }

    private Path part(String name, Map<String, String> sources, String... declared) throws Exception {
        return UserPart.compile(folder.resolve(name), sources, Sound.class, List.of(declared));
    }

    @Test
    void get_unknownName_listsAllAndTheNearest() {
        Registry<Own> own = new Registry<>("sound", OWN);
        assertThat(own.names()).containsExactly("moo", "quack");
        assertThat(own.get("moo").help()).isEqualTo("of a cow");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> own.get("quak"))
                .withMessage("there is no sound 'quak'; it must be one of moo, quack; did you mean quack?");
        assertThat(own.oneOf("x", "auto")).isEqualTo("one of auto, moo, quack");
    }

    @Test
    void registry_twoOfOneName_isAMistakeOfTheProgram() {
        assertThatThrownBy(() -> new Registry<>("sound", List.of(OWN.get(0), OWN.get(0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("moo");
    }

    @Test
    void withProviders_declaredClass_isFoundBehindTheProgramsOwn() throws Exception {
        Registry<Sound> all = with(part("a", Map.of("Bleat", sound("Bleat", "bleat")), "Bleat"));
        assertThat(all.names()).containsExactly("moo", "quack", "bleat");
        assertThat(all.get("bleat").help()).isEqualTo("h");
        assertThat(all.problems()).isEmpty();
    }

    @Test
    void withProviders_nameOfTheProgram_staysTheProgramsAndIsTold() throws Exception {
        Path part = part("a", Map.of("Cow", sound("Cow", "moo"), "Ox", sound("Ox", "moo")), "Cow", "Ox");
        Registry<Sound> all = with(part);
        assertThat(all.names()).containsExactly("moo", "quack");
        assertThat(all.get("moo")).isSameAs(OWN.get(0));
        String clash = "the sound moo is the program's own; Cow of " + part + "/ and Ox of " + part
                + "/, of the same name, is not used: rename it, or take it off ZERO4J_CLASSPATH";
        assertThat(all.clash("moo")).contains(clash);
        assertThat(all.clash("quack")).isEmpty();
        assertThat(all.problems()).containsExactly(clash);
    }

    @Test
    void withProviders_oneNameInTwoParts_namesBoth() throws Exception {
        Path one = part("a", Map.of("A", sound("A", "bleat")), "A");
        Path two = part("b", Map.of("B", sound("B", "bleat")), "B");
        Registry<Sound> all = with(one, two, part("c", Map.of("C", sound("C", "bleat")), "C"));
        assertThat(all.names()).containsExactly("moo", "quack");
        assertThat(all.problems()).singleElement().asString().contains("bleat is defined twice");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> all.get("bleat"))
                .withMessageContaining("A of " + one)
                .withMessageContaining("B of " + two)
                .withMessageContaining("/ and C of ")
                .withMessageContaining("ZERO4J_CLASSPATH");
    }

    @Test
    @SuppressWarnings("NullAway") // what users' code may do
    void make_usersPartThatAnswersNullOrFails_isAUserErrorThatNamesIt() throws Exception {
        Path part = part("a", Map.of("Bleat", sound("Bleat", "bleat")), "Bleat");
        Registry<Sound> all = with(part);
        Function<Sound, String> nothing = new HashMap<Sound, String>()::get;
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> all.make("bleat", nothing))
                .withMessage("the sound bleat cannot be used, Bleat of " + part + "/ answered null. Correct it");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> all.make("bleat", sound -> sound.help().substring(5)))
                .withMessageContaining("the sound bleat cannot be used, Bleat of " + part)
                .withMessageContaining("StringIndexOutOfBounds");
        assertThatThrownBy(() -> all.make("moo", sound -> sound.help().substring(99)))
                .isInstanceOf(StringIndexOutOfBoundsException.class);
    }

    @Test
    void withProviders_helpThatFails_isNotListed() throws Exception {
        Path part = part(
                "a", Map.of("Bleat", sound("Bleat", "bleat").replace("return \"h\"", "return \"\" + 1 / 0")), "Bleat");
        assertThat(with(part).problems())
                .singleElement()
                .asString()
                .contains("Bleat of " + part, "ArithmeticException");
    }

    @Test
    void withProviders_whatCannotBeLoaded_isToldWhereANameIsUnknownAlone() throws Exception {
        Path missing = part("missing", Map.of(), "acme.Gone");
        Path throwing = part(
                "throwing",
                Map.of(
                        "Sick",
                        sound("Sick", "x")
                                .replace("{\n", "{ public Sick() { throw new IllegalStateException(\"ill\"); }\n")),
                "Sick");
        Path good = part("good", Map.of("Bleat", sound("Bleat", "bleat")), "Bleat");
        Registry<Sound> all = with(missing, throwing, good);
        assertThat(all.get("bleat").name()).isEqualTo("bleat");
        assertThat(all.get("moo").name()).isEqualTo("moo");
        assertThat(all.oneOf("sick"))
                .contains("one of moo, quack, bleat")
                .contains("Provider acme.Gone not found, declared by " + missing)
                .contains("Sick could not be instantiated", "IllegalStateException: ill", "declared by " + throwing)
                .contains("complete ZERO4J_CLASSPATH");
    }

    @Test
    void withProviders_classThatAClassNeeds_isNamedWhenMissing() throws Exception {
        Path part = part(
                "a",
                Map.of(
                        "Base",
                        "public class Base {}",
                        "Child",
                        sound("Child", "child").replace("Child implements", "Child extends Base implements")),
                "Child");
        Files.delete(part.resolve("Base.class"));
        assertThat(with(part).problems()).singleElement().asString().contains("NoClassDefFoundError: Base", "" + part);
    }

    @Test
    void withProviders_reservedOrStrangeName_isRefused() throws Exception {
        Path part = part("a", Map.of("Auto", sound("Auto", "auto"), "Odd", sound("Odd", "a b.txt")), "Auto", "Odd");
        Registry<Sound> all = with(part);
        assertThat(all.names()).containsExactly("moo", "quack");
        assertThat(all.problems())
                .hasSize(2)
                .anyMatch(p -> p.contains("'auto'"))
                .anyMatch(p -> p.contains("'a b.txt'"));
    }
}
