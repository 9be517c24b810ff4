package zero4j.reproduce.world;

/**
 * Documents of one kind in a text to pretrain on.
 *
 * @param kind of what they are about
 * @param documents how many
 */
public record TextPart(String kind, int documents) {}
