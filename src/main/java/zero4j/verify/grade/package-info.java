/** Grading of texts as a whole: the answer is found in them and compared, one by one or case by case with counts. */
@NullMarked
package zero4j.verify.grade;

import org.jspecify.annotations.NullMarked;
