package zero4j.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Help;
import zero4j.Registry;
import zero4j.algorithm.CorrectionSettings;
import zero4j.algorithm.Presets;
import zero4j.reward.Rewards;
import zero4j.rollout.Engines;
import zero4j.template.Templates;

/** What can be chosen by name, for help texts. The registries are asked only where a help text is shown. */
final class Choices {
    private Choices() {}

    /** The end of the help of {@code train}: the names that its settings may have. */
    static String ofTraining(Help help) {
        List<String> lines = new ArrayList<>();
        lines.addAll(List.of("", "--set template=NAME, or a .txt file with {question} in it:"));
        lines.addAll(described(Templates.REGISTRY));
        lines.addAll(List.of("--set reward=NAME, or auto for the reward of the template:"));
        lines.addAll(described(Rewards.REGISTRY));
        lines.add(String.format(
                "  %-20s  %s", "command:PROGRAM", "the scores of a program of your own (docs/rewards.md)"));
        lines.addAll(List.of("--set algorithm=NAME:"));
        lines.addAll(described(Presets.REGISTRY));
        lines.addAll(List.of("--set correction.preset=NAME, for a sampler that is not the learner:"));
        lines.addAll(described(CorrectionSettings.PRESETS));
        lines.addAll(List.of("--set rollout.backend=NAME, or auto for the usual one of the device:"));
        lines.addAll(described(Engines.REGISTRY));
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static List<String> described(Registry<?> registry) {
        List<String> lines = new ArrayList<>();
        registry.all().forEach(entry -> lines.add(String.format("  %-20s  %s", entry.name(), entry.help())));
        registry.problems().forEach(problem -> lines.add("  not usable: " + problem));
        return lines;
    }

    /** Names of templates. */
    static final class OfTemplates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Templates.REGISTRY.names().iterator();
        }
    }

    /** Names of engines of this machine. */
    static final class OfEngines implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Engines.REGISTRY.names().stream()
                    .filter(name -> !Engines.onServers(name))
                    .iterator();
        }
    }

    /** Names of rewards. */
    static final class OfRewards implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Rewards.REGISTRY.names().iterator();
        }
    }
}
