package zero4j.engine.vector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Continuous batching by one team: every step decodes one token for all live sequences, and the slot of one that ends is
 * given to the next waiting sample at once. Prompts are read when their first sample can begin.
 */
final class DecodeLoop {
    private final Batch batch;
    private final Workbench bench;
    private final Team team;
    private final int slots;
    private final TokenSampler[] samplers;
    private final RowBatch rows;
    private final ArrayDeque<SharedPrompt> ready = new ArrayDeque<>();
    private final List<Sequence> live = new ArrayList<>();
    private final boolean[] ended;
    private final int[] tokens;
    private final float[] logprobs;
    private final Team.Phase forward;
    private final Team.Phase scoring;

    /** What the scoring phase works on: hidden states from row {@code scoredFrom} on, of the sequences from there on. */
    private float[] scoredHidden = new float[0];

    private int scoredOffset;
    private int scoredFrom;
    private int scoredCount;

    DecodeLoop(Batch batch, Workbench bench, Team team, int slots) {
        this.batch = batch;
        this.bench = bench;
        this.team = team;
        this.slots = slots;
        samplers = new TokenSampler[bench.barrier().members()];
        for (int i = 0; i < samplers.length; i++) {
            samplers[i] = new TokenSampler(batch.params(), bench.model().head().stride());
        }
        rows = new RowBatch(bench.rows());
        ended = new boolean[slots];
        tokens = new int[bench.rows()];
        logprobs = new float[bench.rows()];
        forward = member -> bench.forward().run(rows, member);
        scoring = this::score;
    }

    /** Runs until no job is left and every sequence has ended, or the batch is cancelled. */
    void run() {
        while (!batch.cancelled().get()) {
            admit();
            if (live.isEmpty()) {
                return;
            }
            step();
        }
    }

    /** Fills free slots; some samples end with their first token, so it may take several rounds. */
    private void admit() {
        while (live.size() < slots) {
            readPrompts(slots - live.size());
            if (ready.isEmpty()) {
                return;
            }
            int first = live.size();
            int end = Math.min(slots, first + bench.rows());
            while (live.size() < end && !ready.isEmpty()) {
                SharedPrompt prompt = ready.element();
                KvView view = prompt.view().continued(prompt.job().promptLength());
                System.arraycopy(
                        prompt.hidden(), 0, bench.gathered(), (live.size() - first) * bench.width(), bench.width());
                live.add(new Sequence(prompt, prompt.start(), view, batch.begin(prompt.job())));
                if (prompt.waiting() == 0) {
                    ready.remove();
                }
            }
            appendTokens(bench.gathered(), first, live.size() - first);
            removeEnded(first);
        }
    }

    /** Takes jobs until {@code free} samples wait for a slot, and reads their prompts together. */
    private void readPrompts(int free) {
        int waiting = 0;
        for (SharedPrompt prompt : ready) {
            waiting += prompt.waiting();
        }
        int first = ready.size();
        while (waiting < free) {
            Job job = batch.jobs().poll();
            if (job == null) {
                break;
            }
            SharedPrompt prompt = new SharedPrompt(job, bench.width());
            prompt.view().reserve(job.promptLength(), bench.pool());
            ready.add(prompt);
            waiting += job.samples();
        }
        if (ready.size() > first) {
            prefill(ready.stream().skip(first).toList());
        }
    }

    private void prefill(List<SharedPrompt> prompts) {
        rows.clear();
        int firstInBatch = 0;
        for (int i = 0; i < prompts.size(); i++) {
            SharedPrompt prompt = prompts.get(i);
            int[] text = prompt.job().prompt().tokens();
            for (int position = 0; position < text.length; position++) {
                if (rows.rows() == bench.rows()) {
                    runPrefill(prompts.subList(firstInBatch, i));
                    firstInBatch = i;
                }
                rows.add(text[position], position, prompt.view());
            }
        }
        runPrefill(prompts.subList(firstInBatch, prompts.size()));
    }

    /** Runs the rows; the prompts that are complete by them keep the hidden state of their last token. */
    private void runPrefill(List<SharedPrompt> complete) {
        team.run(forward);
        int next = 0;
        for (int row = 0; row < rows.rows() && next < complete.size(); row++) {
            SharedPrompt prompt = complete.get(next);
            if (rows.view(row) == prompt.view()
                    && rows.position(row) == prompt.job().promptLength() - 1) {
                System.arraycopy(bench.forward().hidden(), row * bench.width(), prompt.hidden(), 0, bench.width());
                next++;
            }
        }
        rows.clear();
    }

    private void step() {
        int count = live.size();
        for (int first = 0; first < count; first += bench.rows()) {
            int end = Math.min(count, first + bench.rows());
            rows.clear();
            for (int i = first; i < end; i++) {
                Sequence sequence = live.get(i);
                sequence.view().reserve(sequence.position() + 1, bench.pool());
                rows.add(sequence.builder().lastToken(), sequence.position(), sequence.view());
            }
            team.run(forward);
            appendTokens(bench.forward().hidden(), first, end - first);
        }
        removeEnded(0);
    }

    /** Samples for the live sequences from {@code first} on, from hidden states [count, width], and appends. */
    private void appendTokens(float[] hidden, int first, int count) {
        scoredHidden = hidden;
        scoredOffset = first;
        for (int from = 0; from < count; from += bench.scoredRows()) {
            scoredFrom = from;
            scoredCount = Math.min(bench.scoredRows(), count - from);
            team.run(scoring);
        }
        for (int i = 0; i < count; i++) {
            Sequence sequence = live.get(first + i);
            if (sequence.builder().accept(tokens[i], logprobs[i])) {
                sequence.release(bench.pool());
                batch.ended(sequence);
                ended[first + i] = true;
            }
        }
    }

    private void score(int member) {
        bench.score(scoredHidden, scoredFrom, scoredCount, member);
        TokenSampler sampler = samplers[member];
        int stride = bench.model().head().stride();
        for (int i = member; i < scoredCount; i += samplers.length) {
            int row = scoredFrom + i;
            Sequence sequence = live.get(scoredOffset + row);
            Job job = sequence.prompt().job();
            float uniform = batch.draws()
                    .at(job.stream(), sequence.sample(), sequence.builder().length());
            tokens[row] = sampler.sample(bench.scores(), i * stride, stride, uniform);
            logprobs[row] = sampler.logprob();
        }
    }

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
        live.subList(kept, live.size()).clear();
    }
}
