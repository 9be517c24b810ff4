package zero4j.verify.syntax;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Cases written one to a line, answer and expression with an arrow between them. */
final class ReadingCases {
    private ReadingCases() {}

    static Stream<Arguments> of(String lines) {
        return lines.lines().map(line -> {
            String[] parts = line.split(" {2}=> {2}", 2);
            return Arguments.of(parts[0], parts[1]);
        });
    }
}
