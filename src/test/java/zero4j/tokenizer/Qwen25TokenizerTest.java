package zero4j.tokenizer;

class Qwen25TokenizerTest extends GoldenTokenizerContract {
    Qwen25TokenizerTest() {
        super("qwen2.5");
    }
}
