package zero4j.verify.grade;

import zero4j.verify.Verdict;

/**
 * A case and what came of it.
 *
 * @param paid what training would say of it, which asks for the form of the reference too
 * @param agrees whether the verdict is the expected one; true if none is expected
 */
public record GradedCase(GradeCase given, Graded graded, Verdict paid, boolean agrees) {}
