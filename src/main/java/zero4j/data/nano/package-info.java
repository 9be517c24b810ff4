/**
 * The nano world: endless small arithmetic questions, worked solutions to pretrain on, and the vocabulary of 128 tokens they
 * are written in. Everything is a pure function of a seed and an index.
 */
@NullMarked
package zero4j.data.nano;

import org.jspecify.annotations.NullMarked;
