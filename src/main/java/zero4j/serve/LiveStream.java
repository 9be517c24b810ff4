package zero4j.serve;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import zero4j.engine.TokenListener;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;

/**
 * An answer that goes out while it is sampled. The engine's threads leave tokens here and never wait; the event loop sends what
 * there is, the first token and the end at once, others as {@link StreamPace} says. A client that reads slowly gets more at once;
 * one that leaves more than {@value #MOST_UNREAD} tokens unread, or reads nothing for a time, is let go.
 */
final class LiveStream {
    private static final int MOST_UNREAD = 16_384;
    private static final int WRITE_QUEUE_BYTES = 64 << 10;

    private final Exchange exchange;
    private final GenerationOrder order;
    private final Dialect.AnswerWriter writer;
    private final StreamPace pace;
    private final Duration patience;
    private final Runnable onFirst;
    private final List<StreamPiece.Collector> collectors = new ArrayList<>();
    /** Whether the event loop looks here by itself: it has been asked to, or will with the next tick. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private volatile boolean news;
    private final AtomicInteger unread = new AtomicInteger();
    private volatile boolean stalled;

    // The rest is the event loop's.
    private boolean begun;
    private boolean ended;
    private @Nullable List<CompletionGroup> finished;
    private @Nullable Refusal failure;

    /**
     * @param patience time for which a client may read nothing
     * @param onFirst done with the first token
     */
    LiveStream(
            Exchange exchange,
            GenerationOrder order,
            Dialect.AnswerWriter writer,
            StreamPace pace,
            Duration patience,
            Runnable onFirst) {
        this.exchange = exchange;
        this.order = order;
        this.writer = writer;
        this.pace = pace;
        this.patience = patience;
        this.onFirst = onFirst;
        for (int prompt = 0; prompt < order.prompts().size(); prompt++) {
            for (int sample = 0; sample < order.params().samples(); sample++) {
                collectors.add(new StreamPiece.Collector(prompt, order.choice(prompt, sample)));
            }
        }
    }

    /** Hears of the tokens of a prompt's completions. */
    TokenListener listener(int prompt) {
        return new TokenListener() {
            @Override
            public void token(int sample, int token, float logprob, String text) {
                StreamPiece.Collector collector = collectors.get(order.choice(prompt, sample));
                synchronized (collector) {
                    collector.add(token, logprob, text);
                }
                if (unread.incrementAndGet() >= MOST_UNREAD && stalled) {
                    exchange.drop();
                }
                schedule();
            }

            @Override
            public void ended(int sample, Completion completion) {
                StreamPiece.Collector collector = collectors.get(order.choice(prompt, sample));
                synchronized (collector) {
                    collector.end(completion);
                }
                schedule();
            }
        };
    }

    private void schedule() {
        news = true;
        if (scheduled.compareAndSet(false, true)) {
            exchange.onLoop(this::look);
        }
    }

    /** Sends what there is, and looks again with the next tick; where nothing has come in a whole one, the next token asks anew. */
    private void look() {
        if (ended || exchange.isClosed()) {
            return;
        }
        if (news) {
            flush();
            pace.atNext(this::look);
        } else {
            scheduled.set(false);
            if (news) {
                schedule();
            }
        }
    }

    /** All has been sampled. */
    void finish(List<CompletionGroup> groups) {
        exchange.onLoop(() -> {
            finished = groups;
            for (int prompt = 0; prompt < groups.size(); prompt++) {
                List<Completion> completions = groups.get(prompt).completions();
                for (int sample = 0; sample < completions.size(); sample++) {
                    StreamPiece.Collector collector = collectors.get(order.choice(prompt, sample));
                    synchronized (collector) {
                        collector.end(completions.get(sample)); // of one that was cancelled nobody was told
                    }
                }
            }
            flush();
        });
    }

    /** Nothing more will come. */
    void fail(Refusal refusal) {
        exchange.onLoop(() -> {
            failure = refusal;
            flush();
        });
    }

    private void flush() {
        if (ended || exchange.isClosed()) {
            return;
        }
        if (failure != null && !begun) {
            ended = true;
            exchange.refuse(failure);
            return;
        }
        begin();
        if (exchange.response().writeQueueFull()) {
            stall();
            return;
        }
        writePieces();
        if (failure != null) {
            end(Exchange.event(failure.body()));
        } else if (finished != null && !exchange.response().writeQueueFull()) {
            Buffer rest = Buffer.buffer();
            writer.last(finished).ifPresent(value -> rest.appendBuffer(Exchange.event(value)));
            end(rest.appendString("data: [DONE]\n\n"));
        } else if (exchange.response().writeQueueFull()) {
            stall();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            exchange.beginStream();
            exchange.response().setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
            onFirst.run();
        }
    }

    private void writePieces() {
        news = false;
        Buffer events = Buffer.buffer();
        for (StreamPiece.Collector collector : collectors) {
            StreamPiece piece;
            synchronized (collector) {
                piece = collector.take();
            }
            if (piece != null) {
                unread.addAndGet(-piece.tokens().length);
                writer.piece(piece).forEach(event -> events.appendBuffer(Exchange.event(event)));
            }
        }
        if (events.length() > 0) {
            var _ = exchange.response().write(events);
        }
    }

    private void end(Buffer rest) {
        ended = true;
        exchange.end(rest);
    }

    /** Goes on when the client has read something, or lets it go. */
    private void stall() {
        if (stalled) {
            return;
        }
        stalled = true;
        Runnable heard = exchange.after(patience, exchange::drop);
        exchange.response().drainHandler(_ -> {
            heard.run();
            stalled = false;
            flush();
        });
    }
}
