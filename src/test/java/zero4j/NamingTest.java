package zero4j;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What names must keep to in the whole program, so that one word means one thing. */
class NamingTest {
    /** Without a locale they write or compare text as the machine's language asks for; {@code formatted} takes none. */
    private static final Set<String> OF_THE_MACHINES_LANGUAGE =
            Set.of("format", "printf", "toLowerCase", "toUpperCase");

    @Test
    void methodsCalledOf_all_areStatic() {
        Set<String> found = ArchitectureTest.CLASSES.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getName().equals("of"))
                .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC))
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .map(JavaMethod::getOwner)
                .map(NamingTest::shortName)
                .collect(toCollection(TreeSet::new));

        assertThat(found).as("classes with an instance method `of`").isEmpty();
    }

    @Test
    void classes_ofTheProgram_haveNamesOfTheirOwn() {
        Map<String, List<String>> named = ArchitectureTest.CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, TreeMap::new, mapping(NamingTest::shortName, toList())));
        named.values().removeIf(types -> types.size() == 1);

        assertThat(named).as("simple names of several classes").isEmpty();
    }

    /** The command line sets the language of the whole program; a program that uses its classes has its own. */
    @Test
    void texts_writtenOrCompared_dependOnNoLanguageOfTheMachine() {
        assertThat(ArchitectureTest.CLASSES.stream()
                        .filter(type -> !type.getPackageName().startsWith("zero4j.cli"))
                        .flatMap(type -> Stream.concat(
                                type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream()))
                        .filter(call -> languageDependent(call.getTarget()))
                        .map(Object::toString))
                .as("calls that need Locale.ROOT")
                .isEmpty();
    }

    private static boolean languageDependent(AccessTarget.CodeUnitAccessTarget target) {
        String owner = target.getOwner().getName();
        boolean text = owner.equals("java.lang.String")
                || owner.equals("java.io.PrintWriter")
                || owner.equals("java.io.PrintStream");
        return text
                && OF_THE_MACHINES_LANGUAGE.contains(target.getName())
                && target.getRawParameterTypes().stream()
                        .noneMatch(type -> type.getName().equals("java.util.Locale"));
    }

    private static String shortName(JavaClass type) {
        return type.getName().substring("zero4j.".length());
    }
}
