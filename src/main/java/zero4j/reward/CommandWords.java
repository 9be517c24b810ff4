package zero4j.reward;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.OneLine;
import zero4j.UserError;

/**
 * A program with its arguments, as a recipe writes them: words between blanks, with {@code '…'} and {@code "…"} around what has blanks
 * in it and a backslash before what is meant as it stands. No shell reads them.
 */
final class CommandWords {
    /** Bytes of a script's first line that systems read. */
    private static final int LONGEST_FIRST_LINE = 256;

    private static final int SHOWN = 100;

    private CommandWords() {}

    /** The words of a command; none where a quotation mark is not closed. */
    static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < command.length()) {
                word.append(command.charAt(++i));
                begun = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return quote == 0 ? words : List.of();
    }

    /**
     * The files that decide what a command answers: its program, unless PATH leads to it, and where that is no script itself the first file it is
     * given. Files further behind may be written by the program.
     */
    static List<Path> scripts(String command) {
        List<String> words = split(command);
        List<Path> scripts = new ArrayList<>();
        boolean script = false;
        for (int i = 0; i < words.size() && !script; i++) {
            if (isFile(words.get(i), i == 0)) {
                Path file = Path.of(words.get(i));
                scripts.add(file);
                script = i > 0 || start(file).equals("#!");
            }
        }
        return scripts;
    }

    /** The command with an absolute path for each relative one of a file or a folder; as it stands if it has none. */
    static String located(String command) {
        List<String> words = split(command);
        List<String> located = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean path = isFile(word, i == 0) || (i > 0 && word.contains("/") && isFolder(word));
            located.add(path ? Path.of(word).toAbsolutePath().normalize().toString() : word);
        }
        return located.equals(words)
                ? command
                : located.stream().map(CommandWords::quoted).collect(Collectors.joining(" "));
    }

    private static boolean isFile(String word, boolean first) {
        try {
            return (!first || word.contains("/")) && Files.isRegularFile(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isFolder(String word) {
        try {
            return Files.isDirectory(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** A word as {@link #split} reads it back. */
    private static String quoted(String word) {
        boolean plain =
                !word.isEmpty() && word.chars().noneMatch(c -> Character.isWhitespace(c) || "'\"\\".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * The file of a program: a path as it stands, a bare name where the variable PATH leads.
     *
     * @throws UserError if it is not there or cannot be started
     */
    static Path program(String word) {
        if (!word.contains("/")) {
            return onPath(word);
        }
        Path file = Path.of(word).toAbsolutePath().normalize();
        if (Files.isDirectory(file)) {
            throw new UserError(file + " is a folder, not a program");
        }
        if (!Files.exists(file)) {
            throw new UserError("there is no program " + file
                    + (Path.of(word).isAbsolute()
                            ? ""
                            : ". A relative path begins where zero4j is started: start it where the run was begun, or give an"
                                    + " absolute path"));
        }
        if (!Files.isExecutable(file)) {
            throw new UserError(file + " is not executable: chmod +x " + word + ", or name what runs it:"
                    + " command:python3 " + word);
        }
        requireRunnable(file, word);
        return file;
    }

    private static Path onPath(String name) {
        return found(name).orElseThrow(() -> notOnPath(name));
    }

    private static UserError notOnPath(String name) {
        boolean here = Files.exists(Path.of(name));
        return new UserError("there is no program " + name + " in the folders of PATH"
                + (here ? "; for the file in this folder write command:./" + name : ""));
    }

    /** A script says in its first line what runs it. */
    private static void requireRunnable(Path file, String word) {
        String start = start(file);
        boolean text = start.chars().allMatch(c -> c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 127));
        if (text && !start.equals("#!")) {
            throw new UserError(
                    file + " does not say what runs it: begin it with a line such as #!/usr/bin/env python3, or name"
                            + " that: command:python3 " + word);
        }
        if (start.equals("#!")) {
            requireInterpreter(file);
        }
    }

    /** The system says only that there is no such file, as if it meant the script. */
    private static void requireInterpreter(Path file) {
        String line = firstLine(file);
        if (line.endsWith("\r")) {
            throw new UserError(
                    file + " has Windows line ends, and so what its first line names is not found: convert it, as"
                            + " by sed -i 's/\\r$//' " + file);
        }
        List<String> words = List.of(line.substring("#!".length()).strip().split("[ \t]+"));
        String named = words.getFirst();
        if (named.isEmpty()) {
            throw new UserError(file
                    + " names nothing behind the #! of its first line: write #!/usr/bin/env python3 or the" + " like");
        }
        Optional<String> searched = named.endsWith("/env")
                ? words.stream()
                        .skip(1)
                        .filter(w -> !w.startsWith("-") && !w.contains("="))
                        .findFirst()
                : Optional.empty();
        if (!Files.exists(Path.of(named))
                || searched.filter(name -> !isOnPath(name)).isPresent()) {
            throw new UserError(file + " is to be run by "
                    + searched.filter(_ -> Files.exists(Path.of(named))).orElse(named)
                    + ", as its first line says (" + OneLine.of(line, SHOWN)
                    + "), and there is none here: install it, or name"
                    + " another");
        }
    }

    private static boolean isOnPath(String name) {
        return name.contains("/") ? Files.exists(Path.of(name)) : found(name).isPresent();
    }

    private static Optional<Path> found(String name) {
        String path = System.getenv("PATH");
        return Stream.of(path == null ? new String[0] : path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder.isEmpty() ? "." : folder).resolve(name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst();
    }

    private static String firstLine(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.UTF_8);
            int end = head.indexOf('\n');
            return end < 0 ? head : head.substring(0, end);
        } catch (IOException e) {
            throw new UserError("cannot read the program " + file + ": " + e, e);
        }
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(2), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UserError("cannot read the program " + file + ": " + e, e);
        }
    }
}
