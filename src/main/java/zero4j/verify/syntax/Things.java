package zero4j.verify.syntax;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells words that name a unit or a thing that is counted from words that say something else about a number. */
final class Things {
    private static final Set<String> SINGULAR = words("""
            acre adult animal answer apple arrangement average bag ball banana base basket bead bean bear bill bird bit block
            boat book bottle bowl box boy brick bus bush cake calorie camel can candle candy car card case cat cell centimeter
            chair chicken child chocolate choice circle class coconut coffee coin color column combination computer cookie
            copy corner cow crayon cup customer cut cycle data date deer deck degree desk diagonal die digit dish dog doll
            door dot doughnut drop duck edge egg element employee engineer event face factor family fan farmer fish
            floor flour flower fly foot friend frog fruit function game gift girl glass goat grade grain grape group guest
            gum handshake head hen homework horse house ice inch integer item jar job juice key kid king kitten knife
            lamp lap leaf leap leg lemon letter level light line lion liquid list loaf lot lunch machine man map marble
            mark match meal meat member message meter milk minute mistake mm money monkey month mouse move movie muffin
            music nail name nickel night note notebook number nut object ocean odd orange orchid order outcome ox package
            packet pack page paint pair paint pan paper parent part particle partition party path pattern peach pear pebble
            pen pencil penny people period permutation person piece pig pile pin pizza place plane plant plate play player
            plum point pole polygon pond pool pot potato problem prize puzzle quart quarter queen question rabbit race
            rain rate region ribbon rice ring road rock roll room root rope rose round row rule sample sandwich school
            score seat seed sequence serving set shape share sheep sheet shelf ship shirt shoe shop shot side soap sock
            solution song spoon spot stair stamp star step stick sticker stone stop store story straw street string student
            subset sugar sum surface sweater table tail tape target task teacher team teaspoon tablespoon term test thing
            ticket tie tile time tin toothpick toy track train tray tree triangle trick trip truck turn turtle twin type
            value van vase vehicle vertex visitor volunteer vote wagon water watt wave weight wheel window wing winner
            wolf word worker worm yam zebra zero people men women children feet geese mice teeth oxen dice vertices
            indices matrices radii foci axes cattle fish sheep deer salmon shrimp trout series species aircraft
            probability chance area volume length width height depth distance mass perimeter radius diameter speed percent
            year-old cm mm km kg mg ml oz lb lbs ft yd mi hr hrs min mins sec secs am pm mph kph rpm db atm mol moles
            hertz ohm newton joule watt volt ampere amp kelvin pascal tesla farad henry lumen lux radian steradian mole
            celsius fahrenheit centigrade gallon pint ounce pound ton tonne stone fathom furlong league knot lightyear
            parsec erg dyne calorie kcal byte bit horsepower inch century decade fortnight score gross yuan yen won ruble
            rouble rupee peso franc krona real pound euro dollar cent penny dime nickel quarter usd eur gbp inr
            clock noon midnight way man way mod radian amu au ly gm gms cc sq cu pct pts pt tsp tbsp dozen pc kpc mpc gyr myr
            """);

    /** Behind a thing's name they add nothing. */
    private static final Set<String> TRAILING = words(
            "long tall wide high deep old away apart total altogether each left remaining respectively overall only"
                    + " in all ago later earlier now today here there required needed used possible available in thick");

    /** They deny a number, make another one of it or leave it open. */
    private static final Set<String> DENYING = words("""
            not no non none never nor neither isn isnt aren arent without except excepting excluding unless but if when
            then than fewer less lesser over under below above beyond beneath behind before after too almost nearly
            around or half halves third thirds quarter quarters fifths sixths sevenths eighths ninths tenths a an is was
            are were be times at least most off wrong tens hundreds thousands perhaps maybe yes always sometimes does has
            plus minus negative positive approx approximately roughly either instead squared cubed short shy
            backwards backward upwards downwards fails lies varies differs exceeds misses lacks errs guesses breaks
            decimal binary octal ternary hex base power powers log logs sqrt root bad fake void null nil nan
            """);

    private static final String[] DENYING_STEMS = """
            reject exclu omit ignor discard doubl tripl trebl quadrupl halv invers invert revers fals incorrect refut
            disprov disproof impossib unknow undefin undeterm invalid improb unlikel nonsens uncertain unsure erron cancel
            delet remov subtract negat reciproc opposit hexadec mistak contradict absurd infinit guess unproven
            overestimat underestimat overcount undercount thousandth millionth billionth""".split("\\s+");

    /** Which whole numbers are counted. */
    private static final Set<String> SIGNS = words("positive negative non");

    private static final Set<String> NUMBERS = words(
            "integer integers number numbers divisor divisors factor factors value values solution solutions root roots");

    private static final String PREFIXES = "kmgtcdunph";
    private static final Set<String> SYMBOLS =
            words("m g s a k mol hz n pa j w c v f t ev l cal bar wh b pc yr sec rad");

    private Things() {}

    /** Whether the words, in lower case in the order said, name units and things alone. */
    static boolean named(List<String> words) {
        int start = 0;
        for (int i = 0; i <= words.size(); i++) {
            if (i == words.size() || separates(words.get(i))) {
                if (!group(
                        words.subList(start, i),
                        start > 0 && words.get(start - 1).equals("of"))) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    private static boolean separates(String word) {
        return switch (word) {
            case "per", "of", "and", "for", "in", "/", "%", "°", "'" -> true;
            default -> false;
        };
    }

    /** Words between two that join them; the last that is not {@link #TRAILING} must be a thing, the others qualify it. */
    private static boolean group(List<String> words, boolean part) {
        int end = words.size();
        while (end > 0 && TRAILING.contains(words.get(end - 1))) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            boolean more = i == 0 && end > 1 && words.getFirst().equals("more");
            boolean sign = i < end - 1 && SIGNS.contains(words.get(i)) && NUMBERS.contains(words.get(end - 1));
            if (denies(words.get(i)) && !more && !sign) {
                return false;
            }
        }
        return end == 0 || part || isThing(words.get(end - 1));
    }

    private static boolean denies(String word) {
        if (DENYING.contains(word)) {
            return !word.startsWith("quarter");
        }
        for (String stem : DENYING_STEMS) {
            if (word.startsWith(stem)) {
                return true;
            }
        }
        return word.equals("more");
    }

    private static boolean isThing(String word) {
        boolean plural = word.length() > 3
                && word.endsWith("s")
                && !word.endsWith("ss")
                && !word.endsWith("us")
                && !word.endsWith("is");
        boolean symbol = SYMBOLS.contains(word)
                || (word.length() > 1 && PREFIXES.indexOf(word.charAt(0)) >= 0 && SYMBOLS.contains(word.substring(1)));
        return plural || symbol || word.length() == 1 || SINGULAR.contains(word) || Units.knows(word);
    }

    private static Set<String> words(String all) {
        return Set.copyOf(new HashSet<>(Arrays.asList(all.strip().split("\\s+"))));
    }
}
