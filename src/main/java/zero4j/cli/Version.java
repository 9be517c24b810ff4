package zero4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The program's version. */
final class Version implements IVersionProvider {
    /** The version that the build wrote into the jar, or a word for classes that run outside of one. */
    static String current() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"zero4j " + current()};
    }
}
