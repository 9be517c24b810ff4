package zero4j;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/**
 * The packages are the architecture: which may use which.
 *
 * <p>To add a package, add its row to {@link #MAY_USE} with the packages that it needs, no more. A sub-package belongs to its
 * parent unless it has a row of its own, as {@code engine.torch} has. Settings records live in the package that they
 * configure, and {@code recipe} binds them.
 */
class ArchitectureTest {
    private static final String ROOT = "zero4j";

    /** The package {@code zero4j} itself, which all may use. */
    private static final String COMMON = "";

    private static final Map<String, Set<String>> MAY_USE = table(
            row(COMMON),
            row("data", "verify.extract"),
            row("tokenizer"),
            row("verify.expr"),
            row("verify.syntax", "verify.expr"),
            row("verify.algebra", "verify.expr"),
            row("verify.equality", "verify.expr", "verify.algebra"),
            row("verify.form", "verify.expr"),
            row("verify.extract"),
            row("verify.lenient", "verify.extract"),
            row(
                    "verify",
                    "verify.expr",
                    "verify.syntax",
                    "verify.equality",
                    "verify.form",
                    "verify.extract",
                    "verify.lenient"),
            row("verify.grade", "verify", "verify.extract", "verify.lenient"),
            row("run"),
            row("weights", "tokenizer"),
            row("hub"),
            row("template", "data"),
            row("rollout", "data", "template"),
            row("reward", "data", "template", "rollout", "verify", "verify.extract"),
            row("eval", "data", "template", "rollout", "reward", "verify", "run"),
            row("torch"),
            row("dist", "data", "reward", "rollout", "torch", "verify"),
            row("launch", "dist"),
            row("model", "torch", "weights"),
            row("engine", "data", "template", "rollout", "tokenizer", "weights"),
            row("engine.http", "engine", "data", "rollout", "template", "tokenizer", "weights"),
            row("vector", "rollout", "weights"),
            row("engine.vector", "engine", "vector", "rollout", "weights", "tokenizer"),
            row("engine.torch", "engine", "rollout", "model", "weights", "torch", "tokenizer"),
            row("serve", "engine", "rollout", "template", "data", "tokenizer", "weights", "run"),
            row("algorithm", "data", "rollout"),
            row("learn", "algorithm", "rollout", "weights", "dist", "run"),
            row("learn.vector", "learn", "vector", "rollout", "weights", "dist"),
            row("learn.torch", "learn", "model", "rollout", "weights", "dist", "torch"),
            row(
                    "train",
                    "learn",
                    "algorithm",
                    "rollout",
                    "reward",
                    "verify",
                    "eval",
                    "data",
                    "template",
                    "run",
                    "torch"),
            row("tracking", "train", "eval", "reward", "rollout", "data", "run", "verify"),
            row("pretrain", "dist", "learn", "run", "weights"),
            row(
                    "recipe",
                    "dist",
                    "tracking",
                    "hub",
                    "weights",
                    "run",
                    "template",
                    "reward",
                    "rollout",
                    "learn",
                    "pretrain",
                    "eval",
                    "algorithm",
                    "data",
                    "model",
                    "torch",
                    "verify"),
            row("report.plot"),
            row("report", "report.plot", "run", "recipe", "algorithm", "data", "reward", "rollout", "eval"),
            row("analyze", "report", "report.plot", "run", "eval", "reward", "verify", "data", "template", "rollout"),
            row("analyze.judge", "analyze", "run"),
            row(
                    "session",
                    "analyze",
                    "analyze.judge",
                    "hub",
                    "data",
                    "tokenizer",
                    "verify",
                    "run",
                    "weights",
                    "template",
                    "rollout",
                    "reward",
                    "eval",
                    "torch",
                    "dist",
                    "model",
                    "engine",
                    "engine.http",
                    "engine.torch",
                    "engine.vector",
                    "algorithm",
                    "learn",
                    "learn.torch",
                    "learn.vector",
                    "vector",
                    "tracking",
                    "train",
                    "pretrain",
                    "recipe",
                    "report"),
            row("reproduce.world", "data", "template"),
            row(
                    "reproduce",
                    "reproduce.world",
                    "hub",
                    "session",
                    "analyze",
                    "analyze.judge",
                    "report",
                    "report.plot",
                    "recipe",
                    "data",
                    "template",
                    "rollout",
                    "reward",
                    "eval",
                    "algorithm",
                    "learn",
                    "train",
                    "pretrain",
                    "verify",
                    "weights",
                    "run"),
            row("dashboard", "recipe", "reward", "run", "verify"),
            row("bench.verify", "verify", "verify.lenient", "data", "report"),
            row(
                    "bench",
                    "session",
                    "serve",
                    "dist",
                    "launch",
                    "eval",
                    "report",
                    "data",
                    "verify",
                    "run",
                    "weights",
                    "template",
                    "rollout",
                    "reward",
                    "torch",
                    "model",
                    "engine",
                    "engine.torch",
                    "engine.vector",
                    "vector",
                    "algorithm",
                    "learn",
                    "learn.torch",
                    "learn.vector",
                    "train",
                    "recipe"),
            row(
                    "cli.console",
                    "dist",
                    "analyze",
                    "analyze.judge",
                    "hub",
                    "reproduce",
                    "session",
                    "report",
                    "data",
                    "verify",
                    "run",
                    "weights",
                    "template",
                    "rollout",
                    "reward",
                    "eval",
                    "model",
                    "algorithm",
                    "learn",
                    "train",
                    "pretrain",
                    "recipe"),
            row(
                    "cli",
                    "dist",
                    "launch",
                    "analyze",
                    "analyze.judge",
                    "dashboard",
                    "serve",
                    "engine",
                    "hub",
                    "cli.console",
                    "reproduce",
                    "session",
                    "bench",
                    "bench.verify",
                    "report",
                    "data",
                    "tokenizer",
                    "verify",
                    "verify.extract",
                    "verify.grade",
                    "run",
                    "weights",
                    "template",
                    "rollout",
                    "reward",
                    "eval",
                    "torch",
                    "model",
                    "algorithm",
                    "learn",
                    "train",
                    "pretrain",
                    "recipe"));

    private static final Set<String> MAY_USE_LIBTORCH =
            Set.of("torch", "dist", "model", "engine.torch", "learn.torch", "bench");

    /** All classes of the program, without tests. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void import_programOfThisJavaVersion_findsClasses() {
        assertThat(CLASSES.stream().map(ArchitectureTest::packageOf)).contains(COMMON, "data", "rollout", "cli");
    }

    @Test
    void packages_all_haveARowInTheTable() {
        Set<String> packages = CLASSES.stream().map(ArchitectureTest::packageOf).collect(toCollection(TreeSet::new));

        assertThat(packages).as("packages without a row in MAY_USE").isSubsetOf(MAY_USE.keySet());
    }

    @Test
    void packages_each_useOnlyWhatTheTableAllows() {
        assertThat(uses((from, to) -> !from.equals(to)
                        && !to.equals(COMMON)
                        && !MAY_USE.getOrDefault(from, Set.of()).contains(to)))
                .as("uses that the table does not allow")
                .isEmpty();
    }

    @Test
    void packages_all_areFreeOfCycles() {
        slices().assignedFrom(new ByRow()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void libTorch_outsideTheTensorHalf_isNotUsed() {
        assertThat(CLASSES.stream()
                        .filter(type -> !MAY_USE_LIBTORCH.contains(packageOf(type)))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(use -> use.getTargetClass().getPackageName().startsWith("org.bytedeco"))
                        .map(Object::toString))
                .as("uses of org.bytedeco outside of " + MAY_USE_LIBTORCH)
                .isEmpty();
    }

    private static Set<String> uses(BiPredicate<String, String> which) {
        return CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(use -> isOurs(use.getTargetClass()))
                .filter(use -> which.test(packageOf(use.getOriginClass()), packageOf(use.getTargetClass())))
                .map(use -> packageOf(use.getOriginClass()) + " -> " + packageOf(use.getTargetClass()) + ": "
                        + use.getDescription())
                .collect(toCollection(TreeSet::new));
    }

    private static boolean isOurs(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.equals(ROOT) || name.startsWith(ROOT + ".");
    }

    /** The row that a class belongs to: its package's, or the nearest parent's that has one. */
    private static String packageOf(JavaClass type) {
        String full = type.getBaseComponentType().getPackageName();
        String name = full.equals(ROOT) ? COMMON : full.substring(ROOT.length() + 1);
        String row = name;
        while (!MAY_USE.containsKey(row) && row.contains(".")) {
            row = row.substring(0, row.lastIndexOf('.'));
        }
        return MAY_USE.containsKey(row) ? row : name;
    }

    private static final class ByRow implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return isOurs(type) && !packageOf(type).equals(COMMON)
                    ? SliceIdentifier.of(packageOf(type))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of the table";
        }
    }

    private record Row(String name, Set<String> mayUse) {}

    private static Row row(String name, String... mayUse) {
        return new Row(name, Set.of(mayUse));
    }

    private static Map<String, Set<String>> table(Row... rows) {
        Map<String, Set<String>> table = new TreeMap<>();
        for (Row row : rows) {
            table.put(row.name(), row.mayUse());
        }
        Set<String> unknown = new HashSet<>();
        Arrays.stream(rows).forEach(row -> unknown.addAll(row.mayUse()));
        unknown.removeAll(table.keySet());
        assertThat(unknown)
                .as("packages that are used in the table but have no row")
                .isEmpty();
        return table;
    }
}
