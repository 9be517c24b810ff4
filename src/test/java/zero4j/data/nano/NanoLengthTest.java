package zero4j.data.nano;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import zero4j.tokenizer.Tokenizer;

class NanoLengthTest {
    private static final int COUNT = 400;

    @Test
    void documents_everyFamilyAndLevel_fitIntoTheContext() {
        StringBuilder table = new StringBuilder("family/level: prompt mean; document clean mean/max; messy mean/max\n");
        int longest = 0;
        Tokenizer tokenizer = Tokenizer.load(Path.of("models/nano"));
        for (NanoFamily family : NanoFamily.values()) {
            for (int level = 1; level <= NanoFamily.LEVELS; level++) {
                NanoCorpus corpus = new NanoCorpus("nano:" + family.label() + "/" + level, Mess.DEFAULT, 9);
                Lengths prompt = new Lengths();
                Lengths clean = new Lengths();
                Lengths messy = new Lengths();
                for (int i = 0; i < COUNT; i++) {
                    String document = corpus.document(i, 0);
                    prompt.add(tokenizer, document.substring(0, document.indexOf('\n')));
                    clean.add(tokenizer, document);
                    messy.add(tokenizer, corpus.document(i, 0.9));
                }
                longest = Math.max(longest, Math.max(clean.max, messy.max));
                table.append(String.format(
                        "%s/%d: %.0f; %.0f/%d; %.0f/%d%n",
                        family.label(), level, prompt.mean(), clean.mean(), clean.max, messy.mean(), messy.max));
            }
        }
        System.out.println(table + "longest " + longest);
        assertThat(longest).as(table.toString()).isBetween(80, 160);
    }

    /** Token counts of documents, the end token included. */
    private static final class Lengths {
        private int max;
        private long sum;

        void add(Tokenizer tokenizer, String text) {
            int length = tokenizer.encode(text).length + 1;
            max = Math.max(max, length);
            sum += length;
        }

        double mean() {
            return sum / (double) COUNT;
        }
    }
}
