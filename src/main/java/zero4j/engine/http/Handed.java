package zero4j.engine.http;

import java.nio.file.Path;
import zero4j.rollout.PolicyWeights;

/**
 * A version of the weights on its way to the servers.
 *
 * @param version as the trainer counts
 * @param label that servers know it by: no other training has it
 * @param weights the tensors
 * @param folder where they lie on the shared disk
 */
record Handed(long version, String label, PolicyWeights weights, Path folder) {}
