package zero4j.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import zero4j.UserError;

/**
 * Which files of a repository are fetched.
 *
 * @param include patterns of paths, with * for any text and ? for any sign; where there are none, what zero4j reads: of a model
 *     configuration, tokenizer and one set of safetensors files, of a data set its files of rows
 * @param exclude patterns of paths that are left out in any case
 */
public record FileChoice(List<String> include, List<String> exclude) {
    /** What zero4j reads. */
    public static final FileChoice NEEDED = new FileChoice(List.of(), List.of());

    private static final Set<String> BESIDE_WEIGHTS = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "tokenizer.model",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "vocab.txt",
            "merges.txt",
            "chat_template.jinja",
            "chat_template.json",
            "adapter_config.json");

    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern SHARD = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");
    private static final Pattern ROWS =
            Pattern.compile(".*\\.(?:(?:jsonl|ndjson|json|csv|tsv)(?:\\.gz)?|parquet|arrow)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> ABOUT_ROWS = Set.of("dataset_infos.json", "config.json", "package.json");
    private static final Pattern OTHER_WEIGHTS = Pattern.compile(".*\\.(?:bin|pth?|gguf|onnx|h5|msgpack|ckpt)");
    private static final int SHOWN = 10;

    public FileChoice {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /**
     * The files to fetch.
     *
     * @throws UserError if there are none, or no weights that can be read
     */
    List<HubFile> chosen(HubRepository repository, List<HubFile> all) {
        List<HubFile> wanted = include.isEmpty() ? needed(repository, all) : matching(include, all);
        List<HubFile> left = new ArrayList<>(wanted);
        left.removeAll(matching(exclude, wanted));
        if (left.isEmpty()) {
            throw new UserError(repository.name() + " has no files "
                    + (include.isEmpty() ? "to read" : "of these patterns") + "; it has " + names(all));
        }
        return left;
    }

    /** Whether a name has the ending of files that are read here. */
    static boolean isFile(String name) {
        return ROWS.matcher(name).matches()
                || name.endsWith(".safetensors")
                || OTHER_WEIGHTS.matcher(name).matches();
    }

    private static List<HubFile> needed(HubRepository repository, List<HubFile> all) {
        if (repository.kind() == HubRepository.Kind.DATASET) {
            return all.stream()
                    .filter(file -> ROWS.matcher(file.path()).matches())
                    .filter(file ->
                            !ABOUT_ROWS.contains(file.name()) && !file.path().startsWith("."))
                    .toList();
        }
        List<HubFile> top =
                all.stream().filter(file -> !file.path().contains("/")).toList();
        List<HubFile> weights = weights(top);
        if (weights.isEmpty()) {
            List<HubFile> others = all.stream()
                    .filter(file -> OTHER_WEIGHTS
                            .matcher(file.name().toLowerCase(Locale.ROOT))
                            .matches())
                    .toList();
            throw new UserError(repository.name() + " has no safetensors files at its top, which are what zero4j reads"
                    + (others.isEmpty() ? "" : " (its weights are in " + names(others) + ")")
                    + ": look for a conversion of it, or name other files with --include");
        }
        List<HubFile> needed = new ArrayList<>(top.stream()
                .filter(file -> BESIDE_WEIGHTS.contains(file.path()))
                .toList());
        needed.addAll(weights);
        return needed;
    }

    /** One set of weights: repositories may hold the same in several divisions. */
    private static List<HubFile> weights(List<HubFile> top) {
        List<HubFile> all = top.stream()
                .filter(file -> file.path().endsWith(".safetensors"))
                .toList();
        List<HubFile> index =
                top.stream().filter(file -> file.path().equals(INDEX)).toList();
        List<HubFile> usual = all.stream()
                .filter(file -> index.isEmpty()
                        ? file.path().equals("model.safetensors")
                        : SHARD.matcher(file.path()).matches())
                .toList();
        // An index may name its shards as it likes.
        List<HubFile> chosen = new ArrayList<>(usual.isEmpty() ? all : usual);
        if (!chosen.isEmpty()) {
            chosen.addAll(index);
        }
        return chosen;
    }

    private static List<HubFile> matching(List<String> patterns, List<HubFile> files) {
        List<Pattern> compiled = patterns.stream().map(FileChoice::pattern).toList();
        return files.stream()
                .filter(file -> compiled.stream()
                        .anyMatch(pattern -> pattern.matcher(file.path()).matches()))
                .toList();
    }

    private static Pattern pattern(String text) {
        StringBuilder regex = new StringBuilder();
        text.chars()
                .forEach(c -> regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return Pattern.compile(regex.toString());
    }

    private static String names(List<HubFile> files) {
        List<String> shown = files.stream()
                .limit(SHOWN)
                .map(HubFile::path)
                .map(HubClient::printable)
                .toList();
        return files.isEmpty()
                ? "none at all"
                : String.join(", ", shown) + (files.size() > SHOWN ? " and " + (files.size() - SHOWN) + " more" : "");
    }
}
