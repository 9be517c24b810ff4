package zero4j.engine.vector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.engine.ActiveRequest;
import zero4j.engine.Demand;
import zero4j.engine.Job;
import zero4j.engine.RequestFeed;
import zero4j.engine.Sample;
import zero4j.vector.ThreadTeam;

/**
 * Continuous batching by one team: every step decodes one token for all live sequences, and the slot of one that ends is
 * given to the next waiting sample at once. Prompts are read when their first sample can begin.
 */
final class DecodeLoop {
    private final RequestFeed feed;
    private final int parts;
    private final DecodeBuffers buffers;
    private final ThreadTeam team;
    private final ToIntFunction<Demand> share;
    private final TokenSampler[] samplers;
    private final RowBatch rows;
    private final ArrayDeque<Prefix> ready = new ArrayDeque<>();
    private final List<Sequence> live = new ArrayList<>();
    private boolean[] ended = new boolean[0];
    private final int[] tokens;
    private final float[] logprobs;
    private final ThreadTeam.Phase forward;
    private final ThreadTeam.Phase scoring;

    /** What {@link #slots} was found for. */
    private @Nullable Demand demand;

    /** Sequences decoded at the same time. */
    private int slots;

    /** What the scoring phase works on: hidden states from row {@code scoredFrom} on, of the sequences from there on. */
    private float[] scoredHidden = new float[0];

    private int scoredOffset;
    private int scoredFrom;
    private int scoredCount;

    /**
     * A loop.
     *
     * @param parts loops among which what is submitted together is divided
     * @param share sequences that this loop decodes at the same time where so much is asked for
     */
    DecodeLoop(RequestFeed feed, int parts, DecodeBuffers buffers, ThreadTeam team, ToIntFunction<Demand> share) {
        this.feed = feed;
        this.parts = parts;
        this.buffers = buffers;
        this.team = team;
        this.share = share;
        samplers = new TokenSampler[buffers.barrier().members()];
        for (int i = 0; i < samplers.length; i++) {
            samplers[i] = new TokenSampler(buffers.model().head().stride());
        }
        rows = new RowBatch(buffers.rows());
        tokens = new int[buffers.rows()];
        logprobs = new float[buffers.rows()];
        forward = member -> buffers.forward().run(rows, member);
        scoring = this::score;
    }

    /** Runs until the feed has nothing left and every sequence has ended, or the feed is stopped. */
    void run() {
        while (!feed.stopped()) {
            feed.betweenTokens();
            findSlots();
            admit();
            if (live.isEmpty()) {
                return;
            }
            step();
        }
    }

    /** More may have been submitted since the last step. */
    private void findSlots() {
        Demand now = feed.demand();
        if (!now.equals(demand)) {
            demand = now;
            slots = share.applyAsInt(now);
        }
    }

    /** Fills free slots; some samples end with their first token, so it may take several rounds. */
    private void admit() {
        dropOver();
        while (live.size() < slots) {
            readPrompts(slots - live.size());
            if (ready.isEmpty()) {
                return;
            }
            int first = live.size();
            int end = Math.min(slots, first + buffers.rows());
            while (live.size() < end && !ready.isEmpty()) {
                Prefix prefix = ready.element();
                System.arraycopy(
                        prefix.hidden(),
                        0,
                        buffers.gathered(),
                        (live.size() - first) * buffers.width(),
                        buffers.width());
                live.add(prefix.start());
                if (prefix.waiting() == 0) {
                    ready.remove();
                }
            }
            appendTokens(buffers.gathered(), first, live.size() - first);
            removeEnded(first);
        }
    }

    /** Prompts whose requests are over need no slot. Live sequences notice it with their next token. */
    private void dropOver() {
        for (int i = ready.size(); i > 0; i--) {
            Prefix prefix = ready.remove();
            if (prefix.job().request().over()) {
                prefix.skipWaiting(buffers.pool());
            } else {
                ready.add(prefix);
            }
        }
    }

    /** Takes jobs until {@code free} samples wait for a slot, and reads their prompts together. */
    private void readPrompts(int free) {
        int waiting = 0;
        for (Prefix prefix : ready) {
            waiting += prefix.waiting();
        }
        int first = ready.size();
        while (waiting < free) {
            Job job = nextJob();
            if (job == null) {
                break;
            }
            Prefix prefix = new Prefix(job, buffers.width());
            prefix.table().reserve(job.promptLength(), buffers.pool());
            ready.add(prefix);
            waiting += job.samples();
        }
        if (ready.size() > first) {
            prefill(ready.stream().skip(first).toList());
        }
    }

    private @Nullable Job nextJob() {
        return live.isEmpty() && ready.isEmpty() ? feed.await(parts) : feed.next(parts, _ -> true);
    }

    private void prefill(List<Prefix> prefixes) {
        rows.clear();
        int firstInBatch = 0;
        for (int i = 0; i < prefixes.size(); i++) {
            Prefix prefix = prefixes.get(i);
            int[] text = prefix.job().request().prompt().tokens();
            for (int position = 0; position < text.length; position++) {
                if (rows.rows() == buffers.rows()) {
                    runPrefill(prefixes.subList(firstInBatch, i));
                    firstInBatch = i;
                }
                rows.add(text[position], position, prefix.table());
            }
        }
        runPrefill(prefixes.subList(firstInBatch, prefixes.size()));
    }

    /** Runs the rows; the prompts that are complete by them keep the hidden state of their last token. */
    private void runPrefill(List<Prefix> complete) {
        team.run(forward);
        int next = 0;
        for (int row = 0; row < rows.rows() && next < complete.size(); row++) {
            Prefix prefix = complete.get(next);
            if (rows.table(row) == prefix.table()
                    && rows.position(row) == prefix.job().promptLength() - 1) {
                System.arraycopy(
                        buffers.forward().hidden(), row * buffers.width(), prefix.hidden(), 0, buffers.width());
                next++;
            }
        }
        rows.clear();
    }

    private void step() {
        int count = live.size();
        for (int first = 0; first < count; first += buffers.rows()) {
            int end = Math.min(count, first + buffers.rows());
            rows.clear();
            for (int i = first; i < end; i++) {
                Sequence sequence = live.get(i);
                sequence.table().reserve(sequence.position() + 1, buffers.pool());
                rows.add(sequence.sample().lastToken(), sequence.position(), sequence.table());
            }
            team.run(forward);
            appendTokens(buffers.forward().hidden(), first, end - first);
        }
        removeEnded(0);
    }

    /** Samples for the live sequences from {@code first} on, from hidden states [count, width], and appends. */
    private void appendTokens(float[] hidden, int first, int count) {
        scoredHidden = hidden;
        scoredOffset = first;
        for (int from = 0; from < count; from += buffers.scoredRows()) {
            scoredFrom = from;
            scoredCount = Math.min(buffers.scoredRows(), count - from);
            team.run(scoring);
        }
        if (ended.length < live.size()) {
            ended = Arrays.copyOf(ended, Math.max(live.size(), slots));
        }
        for (int i = 0; i < count; i++) {
            Sequence sequence = live.get(first + i);
            if (sequence.sample().accept(tokens[i], logprobs[i])) {
                sequence.end(buffers.pool());
                ended[first + i] = true;
            }
        }
    }

    private void score(int member) {
        buffers.score(scoredHidden, scoredFrom, scoredCount, member);
        TokenSampler sampler = samplers[member];
        int stride = buffers.model().head().stride();
        for (int i = member; i < scoredCount; i += samplers.length) {
            int row = scoredFrom + i;
            Sample sample = live.get(scoredOffset + row).sample();
            ActiveRequest request = sample.request();
            try {
                tokens[row] = sampler.sample(request.params(), buffers.scores(), i * stride, stride, sample.uniform());
                logprobs[row] = sampler.logprob();
            } catch (UserError e) {
                request.fail(e); // its own scores only: others may be well
            }
        }
    }

    // Yielding is for whoever waits for what has ended: threads that decode may hold all cores.
    @SuppressWarnings("ThreadPriorityCheck")
    private void removeEnded(int from) {
        int kept = from;
        for (int i = from; i < live.size(); i++) {
            Sequence sequence = live.get(i);
            if (!ended[i]) {
                live.set(kept, sequence);
                kept++;
            }
            ended[i] = false;
        }
        if (kept < live.size()) {
            live.subList(kept, live.size()).clear();
            Thread.yield();
        }
    }
}
