package zero4j.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Cells as text: numbers the way a person writes them, so that an answer of 142.0 is {@code 142}. */
final class CellText {
    private static final int MOST_DIGITS = 400;

    private CellText() {}

    /** Text of a scalar as it stands; empty for lists, unreadable values and numbers that are not finite. */
    static Optional<String> of(Object cell) {
        return switch (cell) {
            case String text -> Optional.of(text);
            case Boolean flag -> Optional.of(flag.toString());
            case Double number -> fraction(number);
            case Float number -> fraction(Double.parseDouble(number.toString()));
            case BigDecimal number -> Optional.of(decimal(number));
            case BigInteger number -> Optional.of(number.toString());
            case Number number -> Optional.of(Long.toString(number.longValue()));
            default -> Optional.empty();
        };
    }

    private static Optional<String> fraction(double number) {
        return Double.isFinite(number)
                ? Optional.of(decimal(new BigDecimal(Double.toString(number))))
                : Optional.empty();
    }

    private static String decimal(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        if (Math.abs((long) number.precision() - number.scale()) > MOST_DIGITS || number.scale() > MOST_DIGITS) {
            return number.toString(); // Written out, 1e999999999 would not fit into memory.
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= 0 ? stripped.toPlainString() : number.toPlainString();
    }
}
