package zero4j.verify.grade;

/**
 * A case and what came of it.
 *
 * @param agrees whether the verdict is the expected one; true if none is expected
 */
public record GradedCase(GradeCase given, Graded graded, boolean agrees) {}
