package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandWordsTest {
    @Test
    void words_areSplitAsAShellWould() {
        assertThat(CommandWords.split(" python3  './my score.py' --x=\"a 'b'\" c\\ d '' "))
                .containsExactly("python3", "./my score.py", "--x=a 'b'", "c d", "");
        assertThat(CommandWords.split("python3 'open")).isEmpty();
        assertThat(Rewards.knows("command:  ")).isFalse();
        assertThat(Rewards.knows("command:./a.py")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "python3 -u pom.xml --log README.md|pom.xml|python3 -u @/pom.xml --log @/README.md",
                "./mvnw pom.xml 'a b'|./mvnw|@/mvnw @/pom.xml 'a b'",
                "python3 no-such.py 'it''s'||python3 no-such.py 'it''s'",
            })
    void located_filesOfTheCommand_areAbsoluteAndTheScriptIsKnown(String command, String script, String located) {
        assertThat(Rewards.scripts("command:" + command))
                .map(Path::toString)
                .isEqualTo(script == null ? List.of() : List.of(script));
        assertThat(Rewards.located("command:" + command))
                .isEqualTo("command:"
                        + located.replace("@", Path.of("").toAbsolutePath().toString()));
        assertThat(Rewards.located("boxed")).isEqualTo("boxed");
    }
}
