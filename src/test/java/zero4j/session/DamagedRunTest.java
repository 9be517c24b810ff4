package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.run.RunFolder;

/** Checkpoints, database and provenance that are not what the run wrote are refused by their names, and nothing is written. */
class DamagedRunTest extends StoppedRun {
    @Test
    void resume_momentThatIsNotANumber_isRefusedAndNamesTheCheckpointBefore() throws IOException {
        Path file = run.checkpoint(4).resolve("optimizer.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(file, bytes);
        Files.delete(run.checkpoint(4).resolve("checksums.json")); // older versions wrote none

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> resumed().run())
                .withMessageContaining(file + ": ")
                .withMessageContaining("NaN")
                .withMessageContaining(
                        "remove " + run.checkpoint(4) + ": `resume` then goes on from " + run.checkpoint(2));

        AtomicFile.deleteFolder(run.checkpoint(4));
        assertThat(resumed().run().step()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "optimizer.safetensors", "config.json", "tokenizer.json"})
    void resume_fileOfTheCheckpointChangedOrOfAnother_isRefusedByItsName(String name) throws IOException {
        Path file = run.checkpoint(4).resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        byte[] flipped = bytes.clone();
        flipped[bytes.length - 3] ^= 1;
        Files.write(file, flipped);
        assertThat(refusal()).contains(file.toString(), "goes on from " + run.checkpoint(2));

        if (name.startsWith("optimizer")) { // beside the weights of another step
            Files.copy(run.checkpoint(2).resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(refusal()).contains(file + " has changed since it was saved");
        }
        Files.write(file, bytes);
        for (String damaged : new String[] {"null", "{\"a\\u0000\": \"0\"}"}) {
            Files.writeString(run.checkpoint(4).resolve("checksums.json"), damaged);
            assertThat(refusal()).contains("checksums.json is damaged");
        }
    }

    @Test
    void open_checkpointWhoseWeightsChanged_isRefusedUnlessItIsMeant() throws IOException {
        Path weights = run.checkpoint(4).resolve("model.safetensors");
        Files.copy(run.checkpoint(2).resolve("model.safetensors"), weights, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(run.checkpoint(4).resolve("optimizer.safetensors")); // is not read
        String model = run.path().toString();
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> LoadedModel.open(model).close(), () -> Export.model(model, folder.resolve("exported")))) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(use)
                    .withMessageContaining(weights + " has changed since it was saved")
                    .withMessageContaining("if it was changed on purpose, remove checksums.json");
        }
        Files.delete(run.checkpoint(4).resolve("checksums.json"));
        LoadedModel.open(model).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "{\"step\": 4}", "{\"step\": 4, \"ord", "[]"})
    void resume_stateThatIsNotWhole_isRefusedByItsName(String state) throws IOException {
        Files.writeString(run.checkpoint(4).resolve("trainer.json"), state);

        assertThat(refusal())
                .contains(run.checkpoint(4).resolve("trainer.json").toString(), "goes on from " + run.checkpoint(2));
    }

    @Test
    void resume_stateOfAnotherStep_isRefused() throws IOException {
        Files.copy(
                run.checkpoint(2).resolve("trainer.json"),
                run.checkpoint(4).resolve("trainer.json"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(refusal()).contains("trainer.json is of step 2");
    }

    @Test
    void resume_stateOfAnotherSeed_isRefused() throws IOException {
        Path state = run.checkpoint(4).resolve("trainer.json");
        Files.writeString(state, Files.readString(state).replaceFirst("(?<=\"seed\" ?: ?)1", "7"));

        assertThat(refusal()).contains("trainer.json is of step 4 and seed 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"optimizer.safetensors", "trainer.json", "model.safetensors", "config.json", "tokenizer.json"})
    void resume_fileOfTheCheckpointGoneOrCut_isRefusedByItsName(String name) throws IOException {
        Path file = run.checkpoint(4).resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(refusal()).contains(file.toString(), "goes on from " + run.checkpoint(2));

        Files.delete(file);
        assertThat(refusal()).contains(run.checkpoint(4).toString(), "goes on from " + run.checkpoint(2));
    }

    @Test
    void resume_databaseGoneEmptyOrCut_isRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(run.database());
        Files.write(run.database(), Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(refusal()).contains(run.database().toString(), "Restore it");

        Files.write(run.database(), new byte[0]);
        assertThat(refusal()).contains(run.database() + " is empty");

        Files.delete(run.database());
        assertThat(refusal()).contains(run.database() + " is missing");
    }

    @Test
    void resume_databaseOfAnEarlierMoment_isRefused() throws IOException {
        RunFolder early = new RunFolder(folder.resolve("early"));
        assertThat(train(early, 6, 2)).isEqualTo(2);
        Files.copy(early.database(), run.database(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(refusal()).contains("ends at step 2, before the checkpoint of step 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"seed\": 1, \"data\": {}, \"time\": \"2026-01-01T00:00:00Z\"}"})
    void resume_provenanceThatIsNone_isRefused(String provenance) throws IOException {
        Files.writeString(run.provenance(), provenance);

        assertThat(refusal()).contains(run.provenance() + " cannot be read");
    }

    @Test
    void resume_provenanceGone_isRefused() throws IOException {
        Files.delete(run.provenance());

        assertThat(refusal()).contains(run.provenance() + " is missing");
    }
}
