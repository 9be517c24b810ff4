package zero4j.verify.lenient;

import java.util.Optional;
import java.util.regex.Pattern;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Span;

/** The last number of a text with those that "and" or "or" joins to it. */
record LastNumber() implements AnswerExtractor {
    private static final Pattern CURRENCY = Pattern.compile("\\\\?[$€£¥]");

    @Override
    public String name() {
        return "last number";
    }

    @Override
    public Optional<String> extract(String response) {
        NumberScan scan = new NumberScan(response);
        SpanRun run = new SpanRun(response);
        int i = 0;
        while (i < response.length()) {
            Span number = scan.at(i);
            if (number == null) {
                i = scan.after(i);
            } else {
                run.add(number);
                i = number.to();
            }
        }
        return run.listInWords().map(list -> CURRENCY.matcher(list).replaceAll(""));
    }
}
