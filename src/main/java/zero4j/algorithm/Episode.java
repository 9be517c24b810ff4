package zero4j.algorithm;

/**
 * A scored response.
 *
 * @param reward of the whole response
 */
public record Episode(Response response, double reward, TokenEstimates estimates) {}
