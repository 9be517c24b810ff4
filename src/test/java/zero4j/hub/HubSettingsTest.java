package zero4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.EnvironmentProxy;
import zero4j.UserError;

/** What the environment says of the hub and the way to it. */
class HubSettingsTest {
    @TempDir
    private Path home;

    @Test
    void fromEnvironment_nothingSet_asksHuggingFaceWithoutAToken() {
        HubSettings settings = HubSettings.fromEnvironment(Map.of("HOME", home.toString()));

        assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings.token()).isEmpty();
    }

    @Test
    void fromEnvironment_endpointAndToken_areTakenAndTheTokenIsNotPrinted() {
        HubSettings settings = HubSettings.fromEnvironment(
                Map.of("HF_ENDPOINT", "http://mirror:8080/hub/", "HF_TOKEN", " hf_secret\n"));

        assertThat(settings.endpoint()).isEqualTo(URI.create("http://mirror:8080/hub"));
        assertThat(settings.token()).contains("hf_secret");
        assertThat(settings.toString()).doesNotContain("hf_secret");
    }

    @ParameterizedTest
    @CsvSource({
        "HOME, .cache/huggingface/token",
        "XDG_CACHE_HOME, huggingface/token",
        "HF_HOME, token",
        "HF_TOKEN_PATH, ''"
    })
    void fromEnvironment_tokenOfAnEarlierLogin_isRead(String variable, String file) throws Exception {
        Path path = file.isEmpty() ? home.resolve("a-token") : home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "hf_file\n");

        assertThat(HubSettings.fromEnvironment(Map.of(variable, (file.isEmpty() ? path : home).toString()))
                        .token())
                .contains("hf_file");
    }

    @Test
    void fromEnvironment_tokensInSeveralPlaces_takesTheNearest() throws Exception {
        Path named = Files.writeString(home.resolve("named"), "hf_named");
        Files.writeString(home.resolve("token"), "hf_home");
        Map<String, String> environment = new HashMap<>(Map.of("HF_HOME", home.toString()));
        assertThat(HubSettings.fromEnvironment(environment).token()).contains("hf_home");
        environment.put("HF_TOKEN_PATH", named.toString());
        assertThat(HubSettings.fromEnvironment(environment).token()).contains("hf_named");
        environment.put("HUGGING_FACE_HUB_TOKEN", "hf_old");
        assertThat(HubSettings.fromEnvironment(environment).token()).contains("hf_old");
        environment.put("HF_TOKEN", "hf_token");
        assertThat(HubSettings.fromEnvironment(environment).token()).contains("hf_token");
    }

    @Test
    void fromEnvironment_emptyTokenFile_isNoToken() throws Exception {
        Files.writeString(home.resolve("token"), "\n");
        assertThat(HubSettings.fromEnvironment(Map.of("HF_HOME", home.toString()))
                        .token())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HF_ENDPOINT, huggingface.co",
        "HF_ENDPOINT, ftp://hub",
        "HF_ENDPOINT, 'http://a b'",
        "HF_HUB_OFFLINE, 1"
    })
    void fromEnvironment_whatCannotBeMeant_isRefusedByItsName(String variable, String value) {
        assertThatThrownBy(() -> HubSettings.fromEnvironment(Map.of(variable, value)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(variable + " is " + value);
    }

    @Test
    void fromEnvironment_tokenOfTwoLines_isRefusedAndNotPrinted() {
        assertThatThrownBy(() -> HubSettings.fromEnvironment(Map.of("HF_TOKEN", "hf_a\r\nX-Evil: hf_b")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("HF_TOKEN")
                .message()
                .doesNotContain("hf_a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../b",
                "/etc/passwd",
                "a/b/c",
                "a//b",
                "",
                "a/.b",
                "a b/c",
                "owner/na--me",
                "owner/name?x=1"
            })
    void parse_whatIsNoName_isRefused(String name) {
        HubSettings settings = HubSettings.fromEnvironment(Map.of("HOME", home.toString()));

        assertThatThrownBy(() -> HubRepository.parse(name, false, settings))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("OWNER/NAME");
    }

    @ParameterizedTest
    @CsvSource({
        "Qwen/Qwen2.5-0.5B, models/Qwen/Qwen2.5-0.5B",
        "gpt2, models/gpt2",
        "https://huggingface.co/Qwen/Qwen2.5-0.5B/tree/main, models/Qwen/Qwen2.5-0.5B",
        "https://huggingface.co/datasets/openai/gsm8k/tree/main?x=1, data/openai/gsm8k",
        "https://huggingface.co/Qwen/Qwen2.5-0.5B/, models/Qwen/Qwen2.5-0.5B",
        "https://huggingface.co/datasets/openai/gsm8k, data/openai/gsm8k",
        "datasets/openai/gsm8k, data/openai/gsm8k"
    })
    void parse_nameAsPeopleWriteIt_isUnderstood(String name, Path usual) {
        HubSettings settings = HubSettings.fromEnvironment(Map.of("HOME", home.toString()));

        assertThat(HubRepository.parse(name, false, settings).usualFolder()).isEqualTo(usual);
    }

    @ParameterizedTest
    @CsvSource({
        "Qwen/Qwen2.5-0.5B, Qwen/Qwen2.5-0.5B",
        "data/openai/gsm8k, openai/gsm8k",
        "src/main,",
        "gone/questions.jsonl,",
        "gone,",
        "a/b/c,",
        "src/main/java,",
        "/a/b,"
    })
    void advice_nameThatMayBeOneOfAHub_saysHowToFetchIt(String name, @Nullable String fetched) {
        String advice = HubRepository.advice(HubRepository.Kind.DATASET, name);

        if (fetched == null) {
            assertThat(advice).isEmpty();
        } else {
            assertThat(advice).endsWith("./zero4j download " + fetched + " --dataset");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https_proxy, proxy.example:3128, proxy.example, 3128",
        "HTTPS_PROXY, http://proxy.example:8080/, proxy.example, 8080",
        "all_proxy, http://proxy.example, proxy.example, 80"
    })
    void proxy_ofTheEnvironment_isTaken(String variable, String value, String host, int port) {
        EnvironmentProxy proxy =
                new EnvironmentProxy(Map.of(variable, value, "no_proxy", "localhost, .inside.example"));

        assertThat(proxy.select(URI.create("https://huggingface.co/x")))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
        assertThat(proxy.select(URI.create("https://hub.inside.example/x"))).containsExactly(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy:1", "http://", "a b"})
    void proxy_thatIsNone_isRefused(String value) {
        assertThatThrownBy(() ->
                        new EnvironmentProxy(Map.of("https_proxy", value)).select(URI.create("https://huggingface.co")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("https_proxy");
    }
}
