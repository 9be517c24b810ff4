/** Texts to pretrain on and questions to learn from, generated as an experiment's file says: a pure function of that and a seed. */
@NullMarked
package zero4j.reproduce.world;

import org.jspecify.annotations.NullMarked;
