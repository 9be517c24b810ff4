package zero4j.verify.algebra;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** Integers as products of primes, as far as small divisors lead. */
final class Primes {
    private static final int LARGEST_TRIAL_DIVISOR = 1000;
    private static final int MAX_BITS_TO_TEST = 256;

    private final Exact exact;

    Primes(Exact exact) {
        this.exact = exact;
    }

    /** The exponents of primes in a positive integer; what is left above the trial divisors is one factor. */
    Map<BigInteger, Integer> factors(BigInteger number) {
        Map<BigInteger, Integer> factors = new TreeMap<>();
        BigInteger rest = number;
        for (int d = 2; d <= LARGEST_TRIAL_DIVISOR; d += d == 2 ? 1 : 2) {
            if (rest.bitLength() < 31 && (long) d * d > rest.intValue()) {
                break;
            }
            exact.spend(1 + rest.bitLength() / 16);
            BigInteger divisor = BigInteger.valueOf(d);
            BigInteger[] parts = rest.divideAndRemainder(divisor);
            while (parts[1].signum() == 0) {
                factors.merge(divisor, 1, Integer::sum);
                rest = parts[0];
                exact.spend(1 + rest.bitLength() / 16);
                parts = rest.divideAndRemainder(divisor);
            }
        }
        addRest(factors, rest);
        return factors;
    }

    private void addRest(Map<BigInteger, Integer> factors, BigInteger rest) {
        if (rest.equals(BigInteger.ONE)) {
            return;
        }
        exact.spend(1 + rest.bitLength());
        BigInteger[] root = rest.sqrtAndRemainder();
        if (root[1].signum() == 0) {
            factors.merge(root[0], 2, Integer::sum);
        } else {
            factors.merge(rest, 1, Integer::sum);
        }
    }

    /** Whether a factor is known to be prime. */
    boolean isPrime(BigInteger factor) {
        if (factor.bitLength() < 20) {
            return true;
        }
        exact.spend(20L * factor.bitLength());
        return factor.bitLength() <= MAX_BITS_TO_TEST && factor.isProbablePrime(40);
    }
}
