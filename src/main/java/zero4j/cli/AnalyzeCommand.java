package zero4j.cli;

import picocli.CommandLine.Command;

/** {@code zero4j analyze}: what a base model can already do. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        subcommands = {AnalyzeContaminationCommand.class},
        description = "Find out what models can do before training, and what they have seen.")
final class AnalyzeCommand {}
