package zero4j.reproduce.world;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.InvalidSettings;

class TextPartTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chain    | 0 | 0    | false | 0   |      | documents is 0; it must be from 1 to 10000000",
                "chain    | 1 | 1.5  | false | 0   |      | slips is 1.5; it must be a share from 0 to 1",
                "chain    | 1 | NaN  | false | 0   |      | slips is NaN; it must be a share from 0 to 1",
                "guess    | 1 | 0    | false | -1  |      | recheck is -1.0; it must be a share from 0 to 1",
                "guess    | 1 | 0.1  | false | 0   |      | slips is 0.1; it must be left out: the kind guess has no use for it",
                "chain    | 1 | 0    | false | 0.5 |      | recheck is 0.5; it must be left out: the kind chain has no use for it",
                "lists    | 1 | 0    | false | 0   | r1   | template is r1; it must be left out: the kind lists has no use for it",
                "chain    | 1 | 0    | true  | 0   |      | silent is true; it must be false where there are no slips",
                "nano:max | 1 | 0.1  | true  | 0   |      | silent is true; it must be false: slips of the nano world are marked",
                "nano:mix | 1 | 0    | false | 0   |      | no family 'mix' in the nano world",
                "equation | 1 | 0    | false | 0   |      | one of equations, lists, working, examples, exercises, hasty, chain, guess; did you mean equations?",
            })
    void part_thatCannotBe_isRefused(
            String kind, int documents, double slips, boolean silent, double recheck, String template, String says) {
        String name = template == null ? "" : template;
        assertThatThrownBy(() -> new TextPart(kind, documents, List.of(), "", slips, silent, recheck, name))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining(says);
    }

    @ParameterizedTest
    @CsvSource({
        "chain, 0, '', steps is [0]; they must be from 1 to 20",
        "chain, 3, '/', operators is /; it must be some of + - *",
        "equations, 3, '', steps is [3]; it must be left out: the kind equations has none",
        "nano:max, , '+', operators is +; it must be left out: the kind nano:max does not choose its signs"
    })
    void operations_thatCannotBe_areRefused(String kind, Integer steps, String operators, String says) {
        List<Integer> numbers = steps == null ? List.of() : List.of(steps);
        assertThatThrownBy(() -> new TextPart(kind, 1, numbers, operators, 0, false, 0, ""))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(says);
    }
}
