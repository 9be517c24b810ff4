package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zero4j.UserError;

@Timeout(300)
class BenchAheadCommandTest {
    @Test
    void bench_server_trainsEachAlsoThroughAProcessOfItsOwnAndLearnsTheSame() {
        CommandRun run = CommandRun.of(
                "bench",
                "ahead",
                "--server",
                "--ahead=0,1",
                "--seeds=1",
                "--steps=2",
                "--set=rollout={prompts: 2, group_size: 4, max_new_tokens: 32}",
                "--set=eval.questions=2",
                "--set=eval.samples=2");
        assertThat(run.code()).as(run.err()).isZero();
        List<List<String>> rows = run.out()
                .lines()
                .filter(line -> line.matches("[01] .*"))
                .map(line -> List.of(line.split(" {2,}")))
                .toList();
        assertThat(rows)
                .extracting(cells -> cells.get(0) + " " + cells.get(1))
                .containsExactly("0 in process", "1 in process", "0 server", "1 server");
        for (int i = 0; i < 2; i++) {
            assertThat(scores(rows.get(2 + i))).isEqualTo(scores(rows.get(i)));
        }
    }

    private static List<String> scores(List<String> cells) {
        return cells.subList(cells.size() - 4, cells.size());
    }

    @Test
    void serverProcess_modelIsNotThere_saysWhatTheServerSaid() {
        assertThatThrownBy(() -> ServerProcess.start("nowhere-at-all"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no model nowhere-at-all");
    }
}
