package zero4j.verify.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Words of other languages that occur around answers, in English: units, "and", "or", what introduces an answer. */
final class Languages {
    private static final int LONGEST = 8;

    /** What stands for what; a colon before the English word marks a unit, of which words that count have none. */
    private static final String TABLE = """
            或者 or|或 or|以及 and|和 and|与 and|及 and|且 and|또는 or|그리고 and|와 and|과 and|または or|と and
            или or|и and
            大约 !|约 !|答えは !|万 :myriad|亿 :hundredmillion|次 :|答案是 !|答案为 !|答案 !|答 !|解 !|所以 !|因此 !|정답은 !|정답 !|답은 !|답 !|答え !|ответ !
            平方厘米 :cm^2|平方米 :m^2|平方千米 :km^2|平方公里 :km^2|平方分米 :dm^2|立方厘米 :cm^3|立方米 :m^3|厘米 :cm|毫米 :mm|分米 :dm
            千米 :km|公里 :km|米 :m|千克 :kg|公斤 :kg|毫克 :mg|克 :g|吨 :ton|毫升 :ml|升 :l|小时 :hours|分钟 :minutes|秒 :seconds
            天 :days|周 :weeks|个月 :months|年 :years|岁 :years|元 :yuan|円 :yen|원 :won|度 :degrees|种 :ways|人 :people|名 :people
            平方センチメートル :cm^2|センチメートル :cm|メートル :m|時間 :hours|分 :minutes
            个 :|本 :|只 :|条 :|支 :|张 :|块 :|棵 :|件 :|枝 :|개 :|명 :people|마리 :|권 :|대 :|송이 :|살 :years|個 :|匹 :|枚 :|冊 :
            제곱센티미터 :cm^2|제곱미터 :m^2|센티미터 :cm|밀리미터 :mm|킬로미터 :km|미터 :m|킬로그램 :kg|그램 :g|시간 :hours|초 :seconds|일 :days
            см :cm|мм :mm|м :m|км :km|дм :dm|кг :kg|г :g|л :l|мл :ml|ч :hours|час :hours|часа :hours|часов :hours|мин :minutes
            минут :minutes|минуты :minutes|с :seconds|сек :seconds|секунд :seconds|дней :days|дня :days|день :days|лет :years
            руб :rubles|рублей :rubles|рубля :rubles|рубль :rubles|штук :|шт :|человек :people|метров :m|метра :m|градусов :degrees
            """;

    private static final Map<String, String> WORDS = words();

    private Languages() {}

    /** {@code text} with the words that are known in English; it stays as it is where others are beside them. */
    static String english(String text) {
        StringBuilder out = new StringBuilder(text.length() + 32);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < '\u0400' || !Character.isLetter(c)) {
                out.append(c);
                i++;
                continue;
            }
            int end = c < '\u0530' ? lettersEnd(text, i) : known(text, i);
            String meaning = end < 0 ? null : WORDS.get(text.substring(i, end).toLowerCase(Locale.ROOT));
            if (meaning == null) {
                return text;
            }
            i = write(meaning, text, end, out);
        }
        return out.toString();
    }

    private static int lettersEnd(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int known(String text, int from) {
        for (int length = Math.min(LONGEST, text.length() - from); length > 0; length--) {
            if (WORDS.containsKey(text.substring(from, from + length))) {
                return from + length;
            }
        }
        return -1;
    }

    /** Writes what a word means; returns where to go on. */
    private static int write(String meaning, String text, int end, StringBuilder out) {
        if (meaning.equals("!")) {
            boolean colon = end < text.length() && (text.charAt(end) == ':' || text.charAt(end) == '：');
            return colon ? end + 1 : end;
        }
        boolean unit = meaning.startsWith(":");
        String word = unit ? meaning.substring(1) : meaning;
        if (!word.isEmpty()) {
            out.append("\\text{ ").append(word).append("} ");
        }
        return end;
    }

    private static Map<String, String> words() {
        Map<String, String> words = new HashMap<>();
        TABLE.lines().forEach(line -> {
            for (String entry : line.split("\\|", -1)) {
                int blank = entry.lastIndexOf(' ');
                words.put(entry.substring(0, blank).strip(), entry.substring(blank + 1));
            }
        });
        return Map.copyOf(words);
    }
}
