package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.dist.MeetingPlace;
import zero4j.dist.RankProcess;
import zero4j.pretrain.PretrainStep;

/** Processes that pretrain one model together learn what one learns alone. */
class PretrainRanksTest {
    private static final int WORLD = 3;

    @TempDir
    private Path folder = Path.of("");

    private List<PretrainStep> heard = new ArrayList<>();

    private PretrainSession session(String output) {
        heard = new ArrayList<>();
        return PretrainSession.ofOrResume(PretrainRanksMain.recipe(folder.resolve(output)))
                .listener(heard::add);
    }

    /** The steps that the first process hears of; it stops after one of them. */
    private List<PretrainStep> first(MeetingPlace place, String output, long until) {
        session(output)
                .joining(Optional.of(place.of(0, WORLD)))
                .stopWhen(() -> !heard.isEmpty() && heard.getLast().step() == until)
                .run();
        return heard;
    }

    private List<PretrainStep> alone(String output) {
        session(output).run();
        return heard;
    }

    private static void assertSameTraining(List<PretrainStep> actual, List<PretrainStep> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).tokens()).isEqualTo(expected.get(i).tokens());
            assertThat(actual.get(i).loss()).isCloseTo(expected.get(i).loss(), within(1e-4));
            assertThat(actual.get(i).gradNorm()).isCloseTo(expected.get(i).gradNorm(), within(1e-3));
        }
    }

    @Test
    void pretraining_severalProcesses_learnsWhatOneLearns_alsoResumedByOneOrSeveral() throws IOException {
        List<PretrainStep> alone = alone("alone");
        try (MeetingPlace whole = MeetingPlace.open();
                MeetingPlace stopped = MeetingPlace.open();
                MeetingPlace resumed = MeetingPlace.open();
                MeetingPlace left = MeetingPlace.open()) {
            List<RankProcess> peers = peers(whole, "whole", stopped, "parts", resumed, "parts", left, "left");
            try {
                List<PretrainStep> together = first(whole, "whole", 0);
                assertSameTraining(together, alone);

                List<PretrainStep> parts = new ArrayList<>(first(stopped, "parts", 2));
                assertThat(folder.resolve("parts.pretraining/checkpoints/step-2"))
                        .exists();
                parts.addAll(first(resumed, "parts", 0));
                assertThat(parts).isEqualTo(together);
                assertThat(folder.resolve("parts/model.safetensors"))
                        .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));

                List<PretrainStep> byOne = new ArrayList<>(first(left, "left", 3));
                byOne.addAll(alone("left"));
                assertSameTraining(byOne, alone);
                for (RankProcess peer : peers) {
                    assertThat(peer.output().lines())
                            .containsSubsequence(
                                    "step 6, heard 0", "step 2, heard 0", "step 6, heard 0", "step 3, heard 0");
                }
            } finally {
                peers.forEach(RankProcess::close);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("alone", "whole", "parts", "left");
        }
    }

    @Test
    void pretraining_severalProcessesInJava_learnsWhatOneLearns_alsoResumed() throws IOException {
        List<PretrainStep> alone = alone("java-alone");
        try (MeetingPlace whole = MeetingPlace.open();
                MeetingPlace stopped = MeetingPlace.open();
                MeetingPlace resumed = MeetingPlace.open()) {
            List<RankProcess> peers = peers(whole, "java-whole", stopped, "java", resumed, "java");
            try {
                List<PretrainStep> together = first(whole, "java-whole", 0);
                assertSameTraining(together, alone);
                List<PretrainStep> parts = new ArrayList<>(first(stopped, "java", 2));
                parts.addAll(first(resumed, "java", 0));
                assertThat(parts).isEqualTo(together);
                assertThat(folder.resolve("java/model.safetensors"))
                        .hasSameBinaryContentAs(folder.resolve("java-whole/model.safetensors"));
                for (RankProcess peer : peers) {
                    assertThat(peer.output().lines())
                            .containsSubsequence("step 6, heard 0", "step 2, heard 0", "step 6, heard 0");
                }
            } finally {
                peers.forEach(RankProcess::close);
            }
        }
    }

    @Test
    void ofOrResume_anotherRecipe_isRefusedByName() {
        session("x").stopWhen(() -> !heard.isEmpty()).run();
        assertThatThrownBy(() -> PretrainSession.ofOrResume(
                        PretrainRanksMain.recipe(folder.resolve("x"), "train.learning_rate=0.02")))
                .hasMessageContaining("pretrain.yaml has changed: train.learning_rate was 0.01 and is 0.02");
    }

    /** @param placesAndOutputs in turns */
    private List<RankProcess> peers(Object... placesAndOutputs) {
        String[] arguments = IntStream.range(0, placesAndOutputs.length / 2)
                .mapToObj(i ->
                        ((MeetingPlace) placesAndOutputs[2 * i]).of(0, WORLD).port() + "="
                                + folder.resolve((String) placesAndOutputs[2 * i + 1]))
                .toArray(String[]::new);
        return IntStream.range(1, WORLD)
                .mapToObj(rank -> RankProcess.start(
                        PretrainRanksMain.class, ((MeetingPlace) placesAndOutputs[0]).of(rank, WORLD), arguments))
                .toList();
    }
}
