package zero4j.learn.vector;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import zero4j.UserError;
import zero4j.Words;
import zero4j.learn.LearnBatch;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.learn.vector.Activations.Keep;
import zero4j.vector.Pieces;
import zero4j.vector.RotaryTable;
import zero4j.weights.ModelConfig;

/**
 * A model on the CPU that says what it thinks of tokens, and finds the gradients of its parameters. Values and gradients lie in flat
 * buffers of the caller's, as {@link zero4j.weights.ParameterLayout} says.
 *
 * <p>No sum's order depends on the number of threads or on what is kept for the way back: results are the same bit for bit.
 */
final class LearnPass implements AutoCloseable {
    private final ModelConfig config;
    private final LearnTeam team;
    private final LearnWeights weights;
    private final boolean ownsWeights;
    private final double temperature;
    private final Activations kept;
    private final NormSums normSums;
    private final RotaryTable rotary;
    private final OutputLayer output;
    private final BlockGradients gradientsOfBlocks;
    private final boolean checkpointing;
    private final List<Member> members;

    /** What a thread computes with. */
    private record Member(BlockForward forward, LearnAttention attention, BlockBackward backward) {}

    /** A forward pass that waits for its way back: the newest one only. */
    private LearnBatch pending;

    private float[] pendingHead = {};

    /**
     * A model whose values are not yet read: see {@link #load}.
     *
     * @param values float32 [parameters], must live as long as this
     * @param threads that compute each pass together, the caller's included
     * @param temperature of the distribution that log-probs and entropies are of, above 0
     * @param checkpointing whether blocks are computed again on the way back instead of keeping what they computed
     */
    LearnPass(ModelConfig config, MemorySegment values, int threads, double temperature, boolean checkpointing) {
        this(
                config,
                new LearnWeights(config, values),
                true,
                new LearnTeam(threads, "first"),
                temperature,
                checkpointing);
    }

    private LearnPass(
            ModelConfig config,
            LearnWeights weights,
            boolean ownsWeights,
            LearnTeam team,
            double temperature,
            boolean checkpointing) {
        this.config = config;
        this.team = team;
        this.weights = weights;
        this.ownsWeights = ownsWeights;
        this.kept = new Activations(config);
        this.normSums = new NormSums(config);
        this.rotary = new RotaryTable(config);
        this.temperature = temperature;
        this.output = new OutputLayer(config, weights, team, temperature);
        this.gradientsOfBlocks = new BlockGradients(config, weights, normSums, team);
        this.checkpointing = checkpointing;
        this.members = IntStream.range(0, team.most())
                .mapToObj(_ -> new Member(
                        new BlockForward(config, weights, kept, rotary),
                        new LearnAttention(config),
                        new BlockBackward(config, weights, kept, normSums, rotary)))
                .toList();
        this.pending = LearnBatch.of(List.of(), false);
    }

    /** Another with the same weights and threads of its own, to compute at the same time; must be closed before this. */
    LearnPass another() {
        return new LearnPass(config, weights, false, new LearnTeam(team.most(), "second"), temperature, checkpointing);
    }

    /** So many of its threads compute what comes next. */
    void use(int threads) {
        team.use(threads);
    }

    ModelConfig config() {
        return config;
    }

    /** What it computes with. */
    LearnWeights weights() {
        return weights;
    }

    /** Reads the values as they are now; to be called after each change. */
    void load() {
        List<Runnable> fills = weights.fills();
        team.lead(() -> team.each(fills.size(), (piece, _) -> fills.get(piece).run()));
    }

    /**
     * Scores tokens without a way back.
     *
     * @param head weights and, last, bias of a value head, [width + 1]; empty for none
     * @throws UserError if a sequence is longer than the model's context
     */
    TokenScores score(LearnBatch batch, float[] head) {
        return forward(batch, head, Keep.NOTHING);
    }

    /** Scores tokens, and keeps what {@link #backward} needs, until the next call. */
    TokenScores forward(LearnBatch batch, float[] head) {
        TokenScores scores = forward(batch, head, checkpointing ? Keep.INPUTS : Keep.ALL);
        pending = batch;
        pendingHead = head;
        return scores;
    }

    private TokenScores forward(LearnBatch batch, float[] head, Keep keep) {
        checkLength(batch.longest());
        pending = LearnBatch.of(List.of(), false);
        rotary.extend(batch.longest());
        kept.prepare(batch.rows(), keep);
        List<TokenScores> scores = new ArrayList<>();
        team.lead(() -> {
            int pieces = BlockForward.pieces(batch.rows());
            List<Heads> heads = heads(batch);
            team.each(pieces, (piece, member) -> members.get(member).forward().begin(batch, piece));
            for (int i = 0; i < config.layers(); i++) {
                int layer = i;
                attend(heads, layer);
                team.each(
                        pieces, (piece, member) -> members.get(member).forward().finish(batch, layer, piece));
            }
            scores.add(output.score(batch, kept.input(config.layers()), head));
        });
        return scores.getFirst();
    }

    /** A group's rows and a key-value head: what one thread attends with. */
    private record Heads(LearnBatch.Group group, int head) {}

    /** Long ones first, so that no thread is left with one at the end. */
    private List<Heads> heads(LearnBatch batch) {
        List<Heads> all = new ArrayList<>();
        for (LearnBatch.Group group : batch.groups()) {
            for (int head = 0; head < config.kvHeads(); head++) {
                all.add(new Heads(group, head));
            }
        }
        all.sort(
                Comparator.comparingLong((Heads heads) -> heads.group().pairs()).reversed());
        return all;
    }

    private void attend(List<Heads> heads, int layer) {
        Activations.Inner inner = kept.inner(layer);
        team.each(heads.size(), (piece, member) -> {
            Heads of = heads.get(piece);
            members.get(member).attention().attend(inner, of.group(), of.head());
        });
    }

    /**
     * The way back of the last {@link #forward}, once.
     *
     * @param found the loss's gradients for what that gave
     * @param gradients float32 [parameters], get those of this pass added
     * @param complete told on the way from which place on this pass adds nothing more to them, and of 0 at the end
     * @return the gradient of the value head, [width + 1]; empty without one
     */
    float[] backward(TokenGradients found, MemorySegment gradients, LongConsumer complete) {
        LearnBatch batch = pending;
        if (found.logprobs().length != batch.scored()) {
            throw new IllegalStateException("gradients: " + found.logprobs().length + ", scored: " + batch.scored());
        }
        float[] head = pendingHead;
        float[] headGradient = new float[head.length];
        pending = LearnBatch.of(List.of(), false);
        team.lead(() -> backward(batch, found, head, headGradient, gradients, complete));
        return headGradient;
    }

    private void backward(
            LearnBatch batch,
            TokenGradients found,
            float[] head,
            float[] headGradient,
            MemorySegment gradients,
            LongConsumer complete) {
        if (batch.scored() > 0) {
            normSums.prepare(BlockForward.pieces(batch.rows()));
            List<Heads> heads = heads(batch);
            output.back(batch, found, head, headGradient, kept.input(config.layers()), gradients);
            complete.accept(weights.finalNormAt());
            for (int layer = config.layers() - 1; layer >= 0; layer--) {
                backward(batch, heads, layer, gradients);
                complete.accept(weights.places().get(layer).attentionNorm());
            }
            gradientsOfBlocks.addToEmbedding(batch, kept.input(0), gradients);
        }
        complete.accept(0);
    }

    private void backward(LearnBatch batch, List<Heads> heads, int layer, MemorySegment gradients) {
        int pieces = BlockForward.pieces(batch.rows());
        if (checkpointing) {
            team.each(pieces, (piece, member) -> members.get(member).forward().projectAgain(batch, layer, piece));
            attend(heads, layer);
            team.each(pieces, (piece, member) -> members.get(member).forward().gateAndUpAgain(batch, layer, piece));
        }
        team.each(pieces, (piece, member) -> members.get(member).backward().begin(batch, layer, piece));
        Activations.Inner inner = kept.inner(layer);
        team.each(heads.size(), (piece, member) -> {
            Heads of = heads.get(piece);
            members.get(member)
                    .attention()
                    .back(inner, of.group(), of.head(), kept.back().attended());
        });
        team.each(pieces, (piece, member) -> members.get(member).backward().finish(batch, layer, piece));
        gradientsOfBlocks.add(layer, batch.rows(), kept, gradients);
    }

    private void checkLength(int length) {
        if (length > config.longestSequence()) {
            throw new UserError("a sequence of " + Words.counted(length, "token") + " is longer than the model's "
                    + config.limitInWords());
        }
    }

    /** Its threads, for work between passes. */
    Pieces pieces() {
        return new Pieces() {
            @Override
            public int members() {
                return team.members();
            }

            @Override
            public void each(int count, Piece piece) {
                team.lead(() -> team.each(count, piece));
            }
        };
    }

    @Override
    public void close() {
        team.close();
        output.close();
        kept.close();
        if (ownsWeights) {
            weights.close();
        }
    }
}
