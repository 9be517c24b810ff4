package zero4j.data.nano;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads questions and worked solutions as text, without the generators, and checks them. */
final class WorkChecker {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private WorkChecker() {}

    /** The answer, worked out from the question's words. */
    static int answerFromText(NanoFamily family, String text) {
        List<Integer> numbers = numbers(text);
        return switch (family) {
            case CHAIN -> {
                String chain = text.substring("What is ".length(), text.indexOf(" mod 10?"));
                int value = chain.charAt(0) - '0';
                for (int i = 1; i < chain.length(); i += 2) {
                    value = digit(value, chain.charAt(i), chain.charAt(i + 1) - '0');
                }
                yield value;
            }
            case LINEAR -> {
                int product = numbers.get(2) - numbers.get(1);
                if (product % numbers.get(0) != 0) {
                    throw new AssertionError(text + " has no integer solution");
                }
                yield product / numbers.get(0);
            }
            case MAX -> numbers.stream().mapToInt(Integer::intValue).max().orElseThrow();
            case SUM -> numbers.get(0) + numbers.get(1);
            case COUNT ->
                symbols(text).stream()
                        .mapToInt(each -> each.charAt(0) == text.charAt("How many ".length()) ? 1 : 0)
                        .sum();
        };
    }

    /** Number of steps; throws if one cannot be read or is not true. */
    static int countTrueSteps(NanoFamily family, String question, String work) {
        String[] steps = work.split("\\. ");
        int carry = 0;
        int count = 0;
        for (int i = 0; i < steps.length; i++) {
            String step = steps[i];
            boolean last = i == steps.length - 1;
            switch (family) {
                case CHAIN -> {
                    Matcher m = match("(\\d)([-+*])(\\d)=(\\d)", step);
                    int right = digit(integer(m, 1), m.group(2).charAt(0), integer(m, 3));
                    require(right == integer(m, 4), step);
                }
                case LINEAR -> {
                    Matcher m = match(last ? "(x)=(\\d+)/(\\d+)=(\\d+)" : "(\\d+)\\*x=(\\d+)-(\\d+)=(\\d+)", step);
                    int left = integer(m, 2);
                    int right = integer(m, 3);
                    require(last ? integer(m, 4) * right == left : left - right == integer(m, 4), step);
                }
                case MAX -> {
                    Matcher m = match("(\\d+)([<>])(\\d+): (\\d+)", step);
                    require((integer(m, 1) < integer(m, 3)) == m.group(2).equals("<"), step);
                    require(Math.max(integer(m, 1), integer(m, 3)) == integer(m, 4), step);
                }
                case SUM -> {
                    Matcher m = match("(\\d)\\+(\\d)(\\+1)?=(\\d+) write (\\d+)( carry 1)?", step);
                    int sum = integer(m, 1) + integer(m, 2) + carry;
                    require((m.group(3) != null) == (carry == 1) && sum == integer(m, 4), step);
                    require(integer(m, 5) == (last ? sum : sum % 10), step);
                    carry = sum / 10;
                    require((m.group(6) != null) == (carry == 1 && !last), step);
                }
                case COUNT -> {
                    Matcher m = match("(.): (\\d+)", step);
                    require(symbols(question).get(i).equals(m.group(1)), step);
                    count += m.group(1).charAt(0) == question.charAt("How many ".length()) ? 1 : 0;
                    require(count == integer(m, 2), step);
                }
            }
        }
        return steps.length;
    }

    private static int digit(int left, char operator, int right) {
        int result = operator == '+' ? left + right : operator == '-' ? left - right + 10 : left * right;
        return result % 10;
    }

    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (MatchResult each : NUMBER.matcher(text).results().toList()) {
            numbers.add(Integer.parseInt(each.group()));
        }
        return numbers;
    }

    private static List<String> symbols(String question) {
        String row = question.substring(question.indexOf(" are in ") + " are in ".length(), question.length() - 1);
        return Arrays.asList(row.split(" "));
    }

    private static Matcher match(String pattern, String step) {
        Matcher matcher = Pattern.compile(pattern).matcher(step);
        require(matcher.matches(), step);
        return matcher;
    }

    private static int integer(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static void require(boolean truth, String step) {
        if (!truth) {
            throw new AssertionError("not true: " + step);
        }
    }
}
