package zero4j.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import zero4j.MachineMemory;
import zero4j.UserError;
import zero4j.Words;
import zero4j.dist.Sharding;
import zero4j.launch.LaunchPlan;
import zero4j.launch.LocalProcesses;
import zero4j.launch.OwnJvm;
import zero4j.report.Table;

/**
 * Several processes on this machine that train together: what they tell each other, what each keeps, and whether they are as fast as one
 * process with all threads. Each row is measured by processes of its own.
 *
 * @param processes that work together
 * @param threads of all of them
 * @param repeats of which the fastest counts
 * @param lines hears each line of a table when it has been measured
 */
public record RankBench(int processes, int threads, int repeats, Consumer<String> lines) {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String RESULT = "rank 0 | " + RankWork.RESULT;
    /** Of a parameter, and of its gradient, in float32. */
    private static final double VALUE = 4;
    /** Of its two moments. */
    private static final double MOMENTS = 8;

    public RankBench {
        if (processes < 2 || processes > 10 || repeats < 1 || threads < 1) {
            throw new UserError("--processes must be from 2 to 10, --repeats and --threads at least 1");
        }
    }

    /** The collective operations on a tensor of the shape's gradients, float32. */
    public Table collectives(List<String> shapes) {
        Table table = Table.of("shape", "operation", "MB", "moved MB", "seconds", "MB/s")
                .labelled(2)
                .toldTo(lines, 5, 14, 8, 8, 8);
        for (String shape : shapes) {
            for (List<String> measured : measured(processes, "collectives", shape, String.valueOf(repeats))) {
                double megabytes = Double.parseDouble(measured.get(1)) / 1e6;
                double moved = Double.parseDouble(measured.get(2)) / 1e6;
                double seconds = Double.parseDouble(measured.get(3));
                table.row(
                        shape,
                        measured.get(0),
                        number("%.1f", megabytes),
                        moved < 0 ? "?" : number("%.1f", moved),
                        number("%.4f", seconds),
                        number("%.0f", megabytes / seconds));
            }
        }
        return table;
    }

    /**
     * An update of some sequences with all ways to share the training's state: what of it a process keeps by counting, the largest process's
     * peak memory beyond what it had before there was a model, the time that the first one's exchanges take, and what part of it the
     * learner does not wait.
     */
    public Table updates(List<String> shapes, int sequences) {
        Table table = Table.of(
                        "shape", "dist.shard", "state MB", "peak MB", "update s", "exchange s", "waited s", "hidden")
                .labelled(2)
                .toldTo(lines, 5, 10, 8, 8, 8);
        for (String shape : shapes) {
            double needed = processes * (2 * VALUE + MOMENTS) * LearnBench.parameters(shape);
            if (needed > 0.8 * MachineMemory.bytes()) {
                lines.accept(shape + ": not measured, for " + Words.counted(processes, "process", "processes")
                        + " need about "
                        + number("%.0f", needed / 1e9) + " GB, and this machine has "
                        + number("%.0f", MachineMemory.bytes() / 1e9));
                continue;
            }
            for (Sharding sharding : Sharding.values()) {
                table.row(update(shape, sharding, sequences));
            }
        }
        return table;
    }

    List<String> update(String shape, Sharding sharding, int sequences) {
        List<String> measured = measured(
                        processes, "update", shape, String.valueOf(repeats), sharding.name(), String.valueOf(sequences))
                .getFirst();
        double exchanging = Double.parseDouble(measured.get(2));
        double waited = Double.parseDouble(measured.get(3));
        return List.of(
                shape,
                sharding.name().toLowerCase(Locale.ROOT),
                number("%.0f", LearnBench.parameters(shape) * bytesKept(sharding) / (1 << 20)),
                number("%.0f", Double.parseDouble(measured.get(0)) / (1 << 20)),
                number("%.3f", Double.parseDouble(measured.get(1))),
                number("%.3f", exchanging),
                number("%.3f", waited),
                number("%.0f %%", 100 * Math.max(0, 1 - waited / exchanging)));
    }

    /** Bytes that a process keeps for a parameter: of values, gradients and moments. */
    private double bytesKept(Sharding sharding) {
        return switch (sharding) {
            case NONE -> 2 * VALUE + MOMENTS;
            case OPTIMIZER -> 2 * VALUE + MOMENTS / processes;
            case GRADIENTS -> VALUE + (VALUE + MOMENTS) / processes;
        };
    }

    /**
     * Whole training steps, as {@link StepBench} has them, by one process with all threads and by all processes with their share of them.
     *
     * @param shape nano or micro
     */
    public Table steps(String shape, int warmup, int steps) {
        Table table = Table.of("of " + Words.counted(steps, "step") + ", " + shape, "step s", "of one process's speed")
                .toldTo(lines, 40, 8);
        double alone = step(1, shape, warmup, steps);
        table.row("1 process with " + Words.counted(threads, "thread"), number("%.3f", alone), "1.00");
        double together = step(processes, shape, warmup, steps);
        table.row(
                Words.counted(processes, "process", "processes") + " with "
                        + Words.counted(threadsEach(processes), "thread") + " each",
                number("%.3f", together),
                number("%.2f", alone / together));
        return table;
    }

    private double step(int count, String shape, int warmup, int steps) {
        return StepBench.withModel(
                shape,
                (model, scratch) -> Double.parseDouble(measured(
                                count,
                                "step",
                                shape,
                                String.valueOf(warmup),
                                String.valueOf(steps),
                                model.toString(),
                                scratch.toString())
                        .getFirst()
                        .getFirst()));
    }

    private int threadsEach(int count) {
        return Math.max(1, threads / count);
    }

    /** What the first of some processes has found: cells of rows. */
    List<List<String>> measured(int count, String... work) {
        List<List<String>> results = new ArrayList<>();
        List<String> said = new ArrayList<>();
        List<String> command = OwnJvm.command(
                RankWork.class,
                List.of("-XX:ActiveProcessorCount=" + threadsEach(count), "--add-modules=jdk.incubator.vector"),
                List.of(work));
        LaunchPlan plan = new LaunchPlan(count, 1, 0, Optional.empty());
        Consumer<String> hear = line -> {
            synchronized (said) {
                if (line.startsWith(RESULT)) {
                    results.add(Arrays.asList(line.substring(RESULT.length()).split("\t")));
                } else {
                    said.add(line);
                }
            }
        };
        try (LocalProcesses all = LocalProcesses.start(plan, _ -> command, GRACE, hear, hear)) {
            int code = all.await(hear);
            synchronized (said) {
                if (code != 0 || results.isEmpty()) {
                    throw new UserError("'" + String.join(" ", work) + "' could not be measured: "
                            + String.join("; ", said.subList(0, Math.min(3, said.size()))));
                }
                return List.copyOf(results);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while measuring " + String.join(" ", work), e);
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
