package zero4j.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.vector.BFloat16;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

class BlockPoolTest {
    private static ModelConfig config(int dim) {
        ModelShape shape = new ModelShape(2 * dim, 32, 3, 2, 2, 512, 10_000, true);
        return ModelConfig.fresh(ModelFamilies.LLAMA, shape, 64, OptionalInt.empty(), new TreeSet<>());
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128})
    void blockBytes_bfloat16_areHalfOfFloat32(int dim) {
        long exact = BlockPool.blockBytes(config(dim), false);
        long half = BlockPool.blockBytes(config(dim), true);
        assertThat((double) half / exact).isCloseTo(0.5, within(0.01));
    }

    /** Attention over the cache against plain loops over what was written, for all lengths of the last block. */
    @ParameterizedTest
    @CsvSource({"8, true", "8, false", "16, true", "16, false", "48, true", "48, false", "64, true", "64, false"})
    void attend_lengthsUpToSixPages_isTheWeightedSumOfValues(int dim, boolean half) {
        Random random = new Random(3);
        int most = 6 * BlockPool.POSITIONS;
        int layer = 2;
        int head = 1;
        try (BlockPool pool = new BlockPool(config(dim), half)) {
            BlockTable table = new BlockTable();
            table.reserve(most, pool);
            float[][] keys = new float[most][];
            float[][] values = new float[most][];
            float[] query = rounded(random, dim);
            float[] target = new float[dim];
            Attention attention = new Attention(pool, dim);
            for (int i = 0; i < most; i++) {
                keys[i] = rounded(random, dim);
                values[i] = rounded(random, dim);
                pool.write(table.block(i), table.slot(i), layer, head, keys[i], 0, values[i], 0);
                attention.look(table, i + 1, layer);
                attention.attend(query, 0, head, target, 0);
                assertThat(target).containsExactly(expected(query, keys, values, i + 1), within(1e-4f));
            }
        }
    }

    /** Numbers that bfloat16 represents. */
    private static float[] rounded(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = BFloat16.toFloat(BFloat16.of((float) random.nextGaussian() * 0.5f));
        }
        return values;
    }

    private static float[] expected(float[] query, float[][] keys, float[][] values, int length) {
        double[] sum = new double[query.length];
        double total = 0;
        for (int i = 0; i < length; i++) {
            double score = 0;
            for (int d = 0; d < query.length; d++) {
                score += (double) query[d] * keys[i][d];
            }
            double weight = Math.exp(score);
            total += weight;
            for (int d = 0; d < query.length; d++) {
                sum[d] += weight * values[i][d];
            }
        }
        float[] result = new float[query.length];
        for (int d = 0; d < query.length; d++) {
            result[d] = (float) (sum[d] / total);
        }
        return result;
    }
}
