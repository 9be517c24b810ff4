package zero4j.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import zero4j.UserError;

/**
 * Texts out of files: of plain text the parts between blank lines; of rows (in all the formats of {@link QuestionFiles}) a text, an
 * instruction with what follows it, a conversation, or a question with its solution.
 *
 * @param files in their order
 * @param taken what the texts are, for a user: the columns, or paragraphs
 * @param texts in order
 * @param problems rows that gave no text; to be shown, not to be passed over
 */
public record LoadedTexts(List<Path> files, String taken, List<String> texts, List<RowProblem> problems) {
    private static final Set<String> PLAIN = Set.of("txt", "text", "md");

    /** What files hold texts. */
    static final FileSet.Known KNOWN = new FileSet.Known(PLAIN, ".txt, " + FileSet.ENDINGS);

    private static final String PARAGRAPHS = "the parts between blank lines";

    // The ends of lines are possessive: half of a Windows line's end is no blank line.
    private static final Pattern BLANK_LINES = Pattern.compile("(?>\\R)\\s*(?>\\R)");

    public LoadedTexts {
        files = List.copyOf(files);
        texts = List.copyOf(texts);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a file, a folder that holds one set or one called {@code train}, or a pattern, whose files are read one behind the other.
     * A file of an ending that says nothing is plain text.
     *
     * @throws UserError if there is no such file, a shard is missing, a file cannot be read or is in an unknown encoding, or there is
     *     no text
     */
    public static LoadedTexts read(Path path) {
        FileSet set = FileSet.one(path, KNOWN);
        boolean plain = set.files().stream().noneMatch(FileSet::holdsRows);
        LoadedTexts read = plain ? paragraphs(set) : rows(set);
        if (read.texts().isEmpty()) {
            throw new UserError("there is no text in " + set.source() + QuestionFiles.examples(read.problems()));
        }
        return read;
    }

    private static LoadedTexts paragraphs(FileSet set) {
        List<String> texts = new ArrayList<>();
        for (Path file : set.files()) {
            BLANK_LINES
                    .splitAsStream(plain(file))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .forEach(texts::add);
        }
        return new LoadedTexts(set.files(), PARAGRAPHS, texts, List.of());
    }

    private static String plain(Path file) {
        try (Reader in = reader(file)) {
            StringBuilder text = new StringBuilder();
            char[] buffer = new char[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                text.append(buffer, 0, count);
            }
            return text.toString();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The characters of a file of plain text. */
    static BufferedReader reader(Path file) throws IOException {
        QuestionFiles.requireFile(file);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new BufferedReader(new InputStreamReader(TextInput.open(file), decoder));
    }

    /** Why a file of plain text cannot be read. */
    static UserError unreadable(Path file, IOException e) {
        return switch (e) {
            case CharacterCodingException _ -> new UserError(located(file), e);
            case EOFException _, ZipException _ ->
                new UserError("cannot read " + file + ": it is cut short or damaged. Copy it again.", e);
            default -> new UserError("cannot read " + file + ": " + e, e);
        };
    }

    /** Where the bytes of a file stop to be UTF-8, in words. */
    private static String located(Path file) {
        long number = 1;
        try (InputStream in = new BufferedInputStream(TextInput.open(file), 1 << 16)) {
            Bytes line = new Bytes();
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.add(b);
                if (b == '\n') {
                    TextInput.utf8(line.array());
                    line = new Bytes();
                    number++;
                }
            }
            TextInput.utf8(line.array());
            return file + " is not valid UTF-8";
        } catch (TextInput.BadText e) {
            return file + ", line " + number + ": " + e.what();
        } catch (IOException e) {
            return "cannot read " + file + ": " + e;
        }
    }

    private static LoadedTexts rows(FileSet set) {
        RawTable table = QuestionFiles.table(set, TextColumns::kept);
        QuestionFiles.requireRows(table);
        TextColumns columns = TextColumns.of(table);
        List<String> texts = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>(table.problems());
        for (RawTable.Row row : table.rows()) {
            Optional<String> text = columns.text(row);
            text.ifPresentOrElse(
                    texts::add, () -> problems.add(QuestionFiles.problem(row, "no text under " + columns.inWords())));
        }
        QuestionFiles.sort(problems, table);
        return new LoadedTexts(new ArrayList<>(new LinkedHashSet<>(set.files())), columns.inWords(), texts, problems);
    }
}
