package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** A model of the nano world's vocabulary that is made in a moment, and knows nothing. */
public final class TinyNanoModel {
    private TinyNanoModel() {}

    /** Makes it in a folder. */
    public static void make(Path output) {
        CommandRun made = CommandRun.of(pretrain(output));
        assertThat(made.code()).as(made.err()).isZero();
    }

    /** Arguments of the command that makes it. */
    static String[] pretrain(Path output) {
        return new String[] {
            "pretrain",
            "--set=architecture={hidden_size: 16, layers: 1, heads: 2, kv_heads: 1, head_dim: 8, mlp: 16, context: 128}",
            "--set=train={tokens: 3000, batch_tokens: 1024, sequence_length: 128, log_every: 1, warmup_steps: 1}",
            "--set=output=" + output
        };
    }
}
