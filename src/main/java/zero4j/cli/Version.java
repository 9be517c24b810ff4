package zero4j.cli;

import picocli.CommandLine.IVersionProvider;
import zero4j.run.Provenance;

/** The program's version. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"zero4j " + Provenance.programVersion()};
    }
}
