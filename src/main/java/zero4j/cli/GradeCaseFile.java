package zero4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.verify.grade.GradeCase;

/** A file with one case a line. */
record GradeCaseFile(Path path) {
    /**
     * Hands over every case, in order, without keeping it. Blank lines are passed over.
     *
     * @throws UserError at the first line that is no case, or if the file cannot be read
     */
    void forEach(Consumer<GradeCase> use) {
        long line = 0;
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            for (String json = lines.readLine(); json != null; json = lines.readLine()) {
                line++;
                String row = line == 1 && json.startsWith("\uFEFF") ? json.substring(1) : json;
                if (!row.isBlank()) {
                    use.accept(GradeCase.parse(row, line, path + ", line " + line));
                }
            }
        } catch (CharacterCodingException e) {
            throw new UserError("--cases: " + path + " is not UTF-8 somewhere behind line " + line, e);
        } catch (IOException e) {
            boolean exists = Files.exists(path);
            throw new UserError("--cases: cannot read " + path + (exists ? ": " + e : ", there is no such file"), e);
        }
    }
}
