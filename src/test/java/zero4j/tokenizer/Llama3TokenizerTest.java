package zero4j.tokenizer;

class Llama3TokenizerTest extends GoldenTokenizerContract {
    Llama3TokenizerTest() {
        super("llama3");
    }
}
