package zero4j.tokenizer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Every kind of tokenizer that is known here against the tokenizers library of Hugging Face. */
class TokenizerWitnessTest {
    private static final long SEED = 20261130;

    /** What texts are made of: words, digits, spaces of all kinds, letters that fold, marks that compose, characters beyond 16 bits. */
    private static final String[] SCRAPS =
            ("the;The; cat;I'll;they'VE;it's;\u017F;'\u017F;\u212A;\uFB01x; ;  ;\t;\n;\r\n;\u00A0;\u3000;\u2028;\u0085;"
                            + "\u200D;0;123;4567;\u0663;\u00BD;\u2167;e\u0301;\u00E9;\u1E9B\u0323;\uD55C\uAD6D;\u65E5\u672C\u8A9E;\uD83D\uDE00;"
                            + "\uD83D\uDC68\u200D\uD83D\uDC69;\uD835\uDD38;<s>;<|x|>;<|xy|>;<n>;word;ab;abab;_;\u2581;\\frac{1}{2};$x^2$;...;!?;<0x0A>;"
                            + "\u0130;\u00DF;SS;\u039F\u03A3;\u03A3 ;\u0000;\uFFFD")
                    .split(";");

    private static final String MERGES =
            "t h,th e,a b,ab ab,\u2581 the,\u0120 c,c a,ca t,a t,1 2,2 3,12 3,w o,r d,wo rd,h e,\u00C3 \u00A9";

    @TempDir
    private Path folder = Path.of("");

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(14); i > 0; i--) {
            text.append(SCRAPS[random.nextInt(SCRAPS.length)]);
            if (random.nextInt(8) == 0) {
                int character = random.nextInt(0x2FA20);
                text.append(Character.getType(character) == Character.SURROGATE ? "" : Character.toString(character));
            }
        }
        return text.toString();
    }

    /** Both of a file's contents. */
    private record Pair(Tokenizer own, HuggingFaceTokenizer library) implements AutoCloseable {
        static Pair of(Path folder) throws IOException {
            Path file = Tokenizer.file(folder);
            try (InputStream raw = Files.newInputStream(file);
                    InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
                Map<String, String> options =
                        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
                return new Pair(
                        Tokenizer.load(folder),
                        HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(in.readAllBytes()), options));
            }
        }

        void encodesAlike(String text) {
            long[] expected = library.encode(text, false, false).getIds();
            assertThat(Arrays.stream(own.encode(text)).asLongStream().toArray())
                    .as(() -> escaped(text))
                    .containsExactly(expected);
        }

        void decodesAlike(int... tokens) {
            long[] ids = Arrays.stream(tokens).asLongStream().toArray();
            for (boolean skipSpecial : new boolean[] {false, true}) {
                assertThat(own.decode(tokens, skipSpecial))
                        .as(() -> Arrays.toString(tokens))
                        .isEqualTo(library.decode(ids, skipSpecial));
            }
        }

        @Override
        public void close() {
            library.close();
        }
    }

    private static String escaped(String text) {
        return text.chars().mapToObj("\\u%04X"::formatted).collect(Collectors.joining()) + " " + text;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/nano",
                "../shared/data/tokenizers/qwen2.5",
                "../shared/data/tokenizers/llama3",
                "../shared/data/stories260k"
            })
    void realTokenizer_randomTextsAndTokens_isTheLibrarys(String model) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Path.of(model)), model + " is absent: nothing to test");
        Random random = new Random(SEED);
        try (Pair pair = Pair.of(Path.of(model))) {
            for (int round = 0; round < 3000; round++) {
                pair.encodesAlike(text(random));
                int size = pair.own().vocabularySize();
                pair.decodesAlike(random.ints(random.nextInt(8), 0, round % 2 == 0 ? size + 9 : Math.min(300, size))
                        .toArray());
            }
        }
    }

    /** Settings by the names of parts, which are written with ' for " here. */
    private static List<Map<String, String>> settings() {
        List<Map<String, String>> all = new ArrayList<>();
        for (String behaviour : List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")) {
            String split = "{'type':'Split','pattern':%s,'behavior':'" + behaviour + "','invert':%s}";
            all.add(Map.of("pre_tokenizer", split.formatted("{'Regex':'\\\\s|\\\\d'}", false)));
            all.add(Map.of("pre_tokenizer", split.formatted("{'String':'a'}", true)));
            all.add(Map.of("pre_tokenizer", split.formatted("{'Regex':'^.|t$'}", false)));
            all.add(Map.of("pre_tokenizer", split.formatted("{'Regex':'(?=[aeio])'}", false)));
        }
        for (String scheme : List.of("always", "first", "never")) {
            String metaspace =
                    "{'type':'Metaspace','replacement':'\u2581','prepend_scheme':'" + scheme + "','split':%s}";
            all.add(step(metaspace.formatted(true)));
            all.add(behindDigits(false, metaspace.formatted(false)));
        }
        for (boolean space : new boolean[] {false, true}) {
            for (boolean words : new boolean[] {false, true}) {
                String bytes = "{'type':'ByteLevel','add_prefix_space':" + space + ",'trim_offsets':true,'use_regex':"
                        + words + "}";
                all.add(step(bytes));
                all.add(behindDigits(true, bytes));
            }
        }
        for (String form : List.of("NFC", "NFD", "NFKC", "NFKD", "Lowercase")) {
            all.add(Map.of("normalizer", "{'type':'" + form + "'}"));
        }
        all.add(Map.of(
                "normalizer",
                "{'type':'Sequence','normalizers':[{'type':'Prepend','prepend':'\u2581'},{'type':'Replace','pattern':{'String':' '},'content':'\u2581'},"
                        + "{'type':'Replace','pattern':{'Regex':'[0-9]+'},'content':'9'}]}",
                "decoder",
                "{'type':'Sequence','decoders':[{'type':'Replace','pattern':{'String':'\u2581'},'content':' '},{'type':'ByteFallback'},"
                        + "{'type':'Fuse'},{'type':'Strip','content':' ','start':1,'stop':0}]}"));
        return all;
    }

    private static Map<String, String> step(String both) {
        return Map.of("pre_tokenizer", both, "decoder", both);
    }

    private static Map<String, String> behindDigits(boolean individual, String step) {
        String digits = "{'type':'Digits','individual_digits':" + individual + "}";
        return Map.of(
                "pre_tokenizer", "{'type':'Sequence','pretokenizers':[" + digits + "," + step + "]}", "decoder", step);
    }

    static Stream<Arguments> tokenizers() {
        List<String> models = List.of(
                "",
                "'unk_token':'<unk>',",
                "'unk_token':'<unk>','fuse_unk':true,",
                "'byte_fallback':true,",
                "'ignore_merges':true,'unk_token':'<unk>','byte_fallback':true,");
        return settings().stream().flatMap(settings -> models.stream().map(model -> Arguments.of(settings, model)));
    }

    private static String added(int id, String content, String flags) {
        StringBuilder token = new StringBuilder("{'id':" + id + ",'content':'" + content + "'");
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
            token.append(",'" + flag + "':" + flags.contains(flag));
        }
        return token + "}";
    }

    /** Puts a token in front. */
    private static String template(int bos) {
        return "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<s>','type_id':0}},{'Sequence':{'id':'A','type_id':0}}],"
                + "'pair':[{'Sequence':{'id':'A','type_id':0}},{'Sequence':{'id':'B','type_id':1}}],"
                + "'special_tokens':{'<s>':{'id':'<s>','ids':[" + bos + "],'tokens':['<s>']}}}";
    }

    /** A small tokenizer whose words are among {@link #SCRAPS}, of which some characters have no token. */
    private static String file(Map<String, String> settings, String model) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        Consumer<String> token = name -> vocabulary.putIfAbsent(name, vocabulary.size());
        token.accept("<unk>");
        IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).forEach(token);
        IntStream.concat(
                        IntStream.rangeClosed('!', '~').filter(c -> c != '#'),
                        IntStream.rangeClosed(0xA1, 0x142).filter(c -> c % 7 > 0))
                .mapToObj(Character::toString)
                .forEach(token);
        Stream.of(" ", "\n", "\u2581", "\u65E5", "\uD83D\uDE00", "\u0301", "they")
                .forEach(token); // the last made by no merges
        for (String merge : MERGES.split(",")) {
            Stream.of(merge.split(" ")).forEach(token);
            token.accept(merge.replace(" ", ""));
        }
        int size = vocabulary.size();
        String added = String.join(
                ",",
                added(size, "<s>", "special"),
                added(size + 1, "<|x|>", "special lstrip"),
                added(size + 2, "<|xy|>", "rstrip"),
                added(size + 3, "<n>", "normalized"),
                added(requireNonNull(vocabulary.get("word")), "word", "single_word"),
                added(size + 4, "Cat", "normalized lstrip rstrip"),
                added(requireNonNull(vocabulary.get("abab")), "abab", "normalized single_word"));
        JsonMapper mapper = new JsonMapper();
        return """
                {'version':'1.0','truncation':null,'padding':null,'normalizer':%s,'pre_tokenizer':%s,'decoder':%s,
                 'post_processor':%s,
                 'added_tokens':[%s],'model':{'type':'BPE',%s""".formatted(
                                settings.getOrDefault("normalizer", "null"),
                                settings.getOrDefault("pre_tokenizer", "null"),
                                settings.getOrDefault("decoder", "null"),
                                settings.getOrDefault("post_processor", template(size)),
                                added,
                                model)
                        .replace('\'', '"')
                + "\"vocab\":" + mapper.writeValueAsString(vocabulary)
                + ",\"merges\":" + mapper.writeValueAsString(MERGES.split(","))
                + "}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'BertProcessing','sep':['they',500],'cls':['<s>',501]}",
                "{'type':'RobertaProcessing','sep':['they',500],'cls':['<s>',501],'trim_offsets':true,'add_prefix_space':true}",
                "{'type':'Sequence','processors':[{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true},"
                        + "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'x','type_id':0}},{'Sequence':{'id':'A','type_id':0}},"
                        + "{'SpecialToken':{'id':'y','type_id':0}}],'pair':[{'Sequence':{'id':'A','type_id':0}},"
                        + "{'Sequence':{'id':'B','type_id':1}}],'special_tokens':{'x':{'id':'x','ids':[7,9],'tokens':['a','b']},"
                        + "'y':{'id':'y','ids':[3],'tokens':['c']}}}]}",
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}"
            })
    void bos_ofAnyPostProcessor_isWhatTheLibraryPutsInFront(String processor) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), file(Map.of("post_processor", processor), ""));
        try (Pair pair = Pair.of(folder)) {
            long[] all = pair.library().encode("a", true, false).getIds();
            int[] expected = Arrays.stream(all)
                    .takeWhile(id -> id != pair.own().encode("a")[0])
                    .mapToInt(Math::toIntExact)
                    .toArray();
            assertThat(pair.own().bos()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void smallTokenizer_randomTextsAndTokens_isTheLibrarys(Map<String, String> settings, String model)
            throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), file(settings, model));
        Random random = new Random(SEED);
        try (Pair pair = Pair.of(folder)) {
            assertThat(pair.own().bos()).containsExactly(pair.own().id("<s>").orElseThrow());
            for (int round = 0; round < 100; round++) {
                pair.encodesAlike(text(random));
                pair.decodesAlike(random.ints(random.nextInt(9), 0, pair.own().vocabularySize() + 3)
                        .toArray());
            }
        }
    }
}
