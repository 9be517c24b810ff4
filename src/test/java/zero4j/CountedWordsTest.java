package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No message of the program says {@code 1 questions}: a whole number before a plural goes through {@link Words#counted}. */
class CountedWordsTest {
    /** An argument of a concatenation, and the words behind it up to the first that may be a plural. */
    private static final Pattern ARGUMENT = Pattern.compile("\u0001(?: ((?:[a-z]+ )?[a-z]+s)\\b)?");

    private static final Pattern FORMAT = Pattern.compile("%,?d ((?:[a-z]+ )?[a-z]+s)\\b");

    /** Last words that end like plurals and are none. */
    private static final Set<String> NO_PLURALS =
            Set.of("is", "has", "was", "as", "this", "its", "less", "pass", "times", "does");

    @Test
    void wholeNumbers_beforePlurals_areCounted() {
        List<String> found = new ArrayList<>();
        for (JavaClass type : ArchitectureTest.CLASSES) {
            if (!type.isEquivalentTo(Words.class)) {
                model(type)
                        .methods()
                        .forEach(method -> method.code()
                                .ifPresent(code -> code.forEach(element -> plurals(element)
                                        .forEach(words -> found.add(type.getName() + ": … " + words)))));
            }
        }

        assertThat(found).as("numbers of things that may be one").isEmpty();
    }

    private static ClassModel model(JavaClass type) {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = CountedWordsTest.class.getResourceAsStream(file)) {
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> plurals(CodeElement element) {
        if (element instanceof ConstantInstruction.LoadConstantInstruction constant
                && constant.constantValue() instanceof String text) {
            return FORMAT.matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .filter(CountedWordsTest::plural)
                    .toList();
        } else if (element instanceof InvokeDynamicInstruction call
                && call.name().equalsString("makeConcatWithConstants")
                && call.bootstrapArgs().getFirst() instanceof String recipe) {
            return plurals(recipe, call.typeSymbol().parameterList());
        }
        return List.of();
    }

    private static List<String> plurals(String recipe, List<ClassDesc> arguments) {
        List<String> found = new ArrayList<>();
        Matcher argument = ARGUMENT.matcher(recipe);
        for (ClassDesc type : arguments) {
            if (argument.find() && argument.group(1) != null && whole(type) && plural(argument.group(1))) {
                found.add(argument.group(1));
            }
        }
        return found;
    }

    private static boolean whole(ClassDesc type) {
        return Set.of(ConstantDescs.CD_int, ConstantDescs.CD_long, ConstantDescs.CD_Integer, ConstantDescs.CD_Long)
                .contains(type);
    }

    private static boolean plural(String words) {
        return !NO_PLURALS.contains(words.substring(words.lastIndexOf(' ') + 1));
    }
}
