package zero4j.cli;

import picocli.CommandLine.Command;

/** {@code zero4j bench}: how fast this machine is. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchVerifyCommand.class,
            BenchRolloutCommand.class,
            BenchLearnCommand.class,
            BenchStepCommand.class,
            BenchAheadCommand.class,
            BenchEvalCommand.class,
            BenchStoreCommand.class,
            BenchRanksCommand.class,
            BenchServeCommand.class
        },
        description = "Measure the speed of this machine, and the verifier.")
final class BenchCommand {}
