package zero4j.data;

/** What is done with questions that have a special token of the model's tokenizer, such as {@code <|im_end|>}, written in them. */
public enum SpecialTokens {
    /** They are counted and told, and the model reads the token. */
    WARN,
    /** The model reads the characters, as any other text. */
    ESCAPE,
    /** They are an error. */
    REFUSE
}
