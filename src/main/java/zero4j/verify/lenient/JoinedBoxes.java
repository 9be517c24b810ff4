package zero4j.verify.lenient;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.BoxScan;
import zero4j.verify.extract.Span;

/** The answer in the last box together with those before it that it is joined to. */
record JoinedBoxes() implements AnswerExtractor {
    @Override
    public String name() {
        return "last boxes";
    }

    @Override
    public Optional<String> extract(String response) {
        BoxScan scan = BoxScan.of(response);
        if (scan.last().isEmpty()) {
            return Optional.empty();
        }
        List<Span> boxes = scan.boxes().stream()
                .filter(box -> !box.content(response).isEmpty())
                .sorted(Comparator.comparingInt(Span::start))
                .toList();
        SpanRun run = new SpanRun(response);
        // A box inside another begins behind it and so replaces it: nothing joins them.
        boxes.forEach(run::add);
        return run.list();
    }
}
