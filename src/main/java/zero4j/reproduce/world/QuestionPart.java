package zero4j.reproduce.world;

/**
 * Questions of one kind in a set.
 *
 * @param kind of what they ask
 * @param questions how many
 */
public record QuestionPart(String kind, int questions) {}
