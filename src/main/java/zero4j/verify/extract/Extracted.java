package zero4j.verify.extract;

/**
 * An answer that was found in a response.
 *
 * @param answer without surrounding blanks
 * @param rule name of the rule that found it
 */
public record Extracted(String answer, String rule) {}
