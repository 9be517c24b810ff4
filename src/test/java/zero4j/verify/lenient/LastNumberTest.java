package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastNumberTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "first 3, then 5.                 | 5",
                "it is -7                         | -7",
                "it is −7                         | −7",
                "10-7                             | 7",
                "x=-7                             | -7",
                "in all 12,345 sheep              | 12,345",
                "in all 12{,}345 sheep            | 12{,}345",
                "in all 1 000 000 sheep           | 1 000 000",
                "in 1999, 20 sheep                | 20",
                "it is 1/2 of it                  | 1/2",
                "the number is 4 4/9.             | 4 4/9",
                "the number is 3\\frac{1}{2}.     | 3\\frac{1}{2}",
                "the number is -\\frac12          | -\\frac12",
                "it costs $5                      | 5",
                "it costs -$5.50.                 | -5.50",
                "it costs \\$1,200                | 1,200",
                "about 50% of it                  | 50%",
                "about 50\\% of it                | 50\\%",
                "about 2.5 million                | 2.5 million",
                ".5 of it                         | .5",
                "1.5e-3 of it                     | 1.5e-3",
                "1.5 x 10^3 of it                 | 1.5 x 10^3",
                "2^{10} of it                     | 2^{10}",
                "at 12:30 it rang                 | 12:30",
                "5cm                              | 5",
                "12, on the 3rd day               | 12",
                "x_1 and x12 and x^2              | NONE",
                "1 and 2                          | 1, 2",
                "$5 or $6                         | 5, 6",
                "1, 2 and 3                       | 1, 2, 3",
                "1, 2, 3                          | 3",
                "none                             | NONE",
                "''                               | NONE",
            })
    void lastNumber_isTheAnswer(String response, String expected) {
        assertThat(LenientRules.number().extract(response).orElse(null)).isEqualTo(expected);
    }
}
