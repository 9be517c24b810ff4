/** What changes a policy: the learner, its gradient, optimizer, scorer, critic, reference policies, and checkpoints of weights. */
@NullMarked
package zero4j.learn;

import org.jspecify.annotations.NullMarked;
