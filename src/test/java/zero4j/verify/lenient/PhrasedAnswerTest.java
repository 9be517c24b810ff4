package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhrasedAnswerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "The answer is 5.                                              | 5",
                "the answer is: 5                                              | 5",
                "The final answer is $\\frac{1}{2}$. I hope it is correct.     | $\\frac{1}{2}$",
                "The answer is 3.75. That is all.                              | 3.75",
                "The answer is 4 4/9.                                          | 4 4/9",
                "The answer is $3$ cm.                                         | $3$ cm",
                "The answer is $1$ or $2$.                                     | $1$ or $2$",
                "The answer is $5$, I think.                                   | $5$",
                "Final Answer: The smallest $m$ is 57.                         | 57",
                "The answer is the variable $m$.                               | m",
                "The answer is 5, I think.                                     | 5",
                "The answer is $5$, you know.                                  | 5",
                "The answer is $1$, $2$ (both of them).                        | 1, 2",
                "The answer is $x=1$, $2$.                                     | $x=1$, $2$",
                "The answer is $1$, $2$, and 3.                                | $1$, $2$, and 3",
                "The answer is $x=1$, y=2.                                     | $x=1$, y=2",
                "The answer is $x=1$, 2.                                       | $x=1$, 2",
                "The answer is $5$ since $2+3=5$.                              | $5$",
                "The answer is that we need $7$ of $9$ apples.                 | 7",
                "The answer is that they have 12 apples.                       | 12",
                "The answer is 1. No, the answer is 2!                         | 2!",
                "The answers are 1 and 2.                                      | 1 and 2",
                "The answer to the first question is 8.                        | 8",
                "The answer is therefore $x = 7$.                              | $x = 7$",
                "The answer is not 5.                                          | NONE",
                "The answer is not yet 5, so the answer is 6, which is even.   | 6",
                "The answer is correct.                                        | NONE",
                "Answer: 5                                                     | 5",
                "**Answer:** 5                                                 | 5",
                "**Answer: 5**                                                 | 5",
                "ANSWER: (B)                                                   | (B)",
                "Final Answer: The final answer is $6$. I hope it is correct.  | $6$",
                "Answer: 5</answer>                                            | 5",
                "Answer:                                                       | NONE",
                "The answer is 9. Answer:                                      | 9",
                "The answer is 12:30 p.m. on Monday.                           | 12:30 p.m. on Monday",
                "The answer is \\text{no. of sets}.                            | \\text{no. of sets}",
                "The answered letter is B.                                     | NONE",
                "To answer this: no idea                                       | NONE",
                "We answer the question: what is 5?                            | NONE",
                "#### 42                                                       | 42",
                "#### $1,234                                                   | $1,234",
                "#### 3. Compute                                               | NONE",
                "#### Compute 5                                                | NONE",
                "so #### 42                                                    | NONE",
                "It is 5.                                                      | NONE",
            })
    void phrase_announcesTheAnswer(String response, String expected) {
        assertThat(LenientRules.phrase().extract(response).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "'**Final Answer**\n\n$5$'                                     | $5$",
                "'## Final Answer\nFor $n=2$ the value is $7$.'                | 7",
                "'Answer:\n\n\\[\nx = 3\n\\]\nDone.'                           | '\\[\nx = 3\n\\]'",
                "'We give the answer\nin 3 parts.'                             | NONE",
                "'Work 3.\n#### 42\n'                                          | 42",
                "'The answer is 5\n6 is wrong'                                 | 5",
            })
    void heading_announcesWhatFollows(String response, String expected) {
        assertThat(LenientRules.phrase().extract(response).orElse(null)).isEqualTo(expected);
    }
}
