package zero4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void write_existingFile_isReplaced() {
        Path target = folder.resolve("sub/a.txt");
        AtomicFile.write(target, "old");
        AtomicFile.write(target, "new é");
        assertThat(target).hasContent("new é");
        assertThat(folder.resolve("sub")).isDirectoryContaining(path -> path.equals(target));
        assertThat(folder.resolve("sub").toFile().list()).hasSize(1);
    }

    @Test
    void write_failsHalfway_keepsTheOldFile() {
        Path target = folder.resolve("a.txt");
        AtomicFile.write(target, "old");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> AtomicFile.write(target, channel -> {
                    channel.write(ByteBuffer.wrap("half".getBytes(StandardCharsets.UTF_8)));
                    throw new IOException("No space left on device");
                }))
                .withMessage("cannot write " + target
                        + ": No space left on device; free space, mend the rights, or choose another folder");
        assertThat(target).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a.txt");
    }

    @Test
    void write_folderIsAFile_namesTheTarget() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> AtomicFile.write(folder.resolve("file/a.txt"), "x"))
                .withMessageContaining("file/a.txt");
    }

    @Test
    void failure_missingFolder_isSaidInWords() {
        assertThat(AtomicFile.failure(Path.of("a/b"), new NoSuchFileException("a/.b.tmp")))
                .hasMessageStartingWith("cannot write a/b: there is no such folder; choose another folder");
    }

    @Test
    void writeFolder_existingTarget_isRefused() {
        Path target = folder.resolve("model");
        AtomicFile.writeFolder(target, dir -> {
            Files.createDirectory(dir.resolve("sub"));
            Files.writeString(dir.resolve("sub/b"), "b");
        });
        assertThat(target.resolve("sub/b")).hasContent("b");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> AtomicFile.writeFolder(target, dir -> {}))
                .withMessageContaining("exists already");
        AtomicFile.deleteFolder(target);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void replaceFolder_existingFolder_makesWayAndLeavesNothing() {
        Path target = folder.resolve("model");
        AtomicFile.writeFolder(target, dir -> Files.writeString(dir.resolve("a"), "old"));
        AtomicFile.replaceFolder(target, dir -> Files.writeString(dir.resolve("a"), "new"));
        assertThat(target.resolve("a")).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void replaceFolder_contentsNameTheTemporaryFolder_messageNamesTheTarget() {
        Path target = folder.resolve("model");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> AtomicFile.replaceFolder(
                        target,
                        dir -> AtomicFile.write(dir.resolve("weights"), channel -> {
                            throw new IOException("File too large");
                        })))
                .withMessageStartingWith("cannot write " + target.resolve("weights") + ": File too large;");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void mend_killedBetweenTheTwoRenames_returnsTheFormerFolder() throws IOException {
        Path former = Files.createDirectory(folder.resolve(".model.former"));
        Files.writeString(former.resolve("a"), "old");
        Files.writeString(folder.resolve(".model.1.tmp"), "half");
        AtomicFile.mend(folder);
        assertThat(folder.resolve("model/a")).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void mend_killedAfterTheSecondRename_keepsTheNewFolder() throws IOException {
        Files.createDirectory(folder.resolve(".model.former"));
        Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("model/a"), "new");
        AtomicFile.mend(folder);
        assertThat(folder.resolve("model/a")).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("model");
    }
}
