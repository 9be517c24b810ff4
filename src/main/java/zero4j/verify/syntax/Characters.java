package zero4j.verify.syntax;

/** Characters beyond ASCII, and the LaTeX that says the same. */
final class Characters {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ";
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₋₊ₙ";
    /** The wide forms of ASCII's characters, in its order. */
    private static final char FULL_WIDTH = '！';

    private static final char LAST_FULL_WIDTH = '～';
    private static final String LEVEL = "0123456789-+n";

    private Characters() {}

    /** {@code text} with known characters beyond ASCII as LaTeX; unknown ones stay. */
    static String latex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                return translated(Languages.english(text));
            }
        }
        return text;
    }

    private static String translated(String text) {
        StringBuilder out = new StringBuilder(text.length() + 32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SUPERSCRIPTS.indexOf(c) >= 0) {
                i = script(text, i, SUPERSCRIPTS, "^{", out);
            } else if (SUBSCRIPTS.indexOf(c) >= 0) {
                i = script(text, i, SUBSCRIPTS, "_{", out);
            } else if (c == '∘' && i > 0 && (Scanner.digit(text.charAt(i - 1)) || text.charAt(i - 1) == '^')) {
                out.append("\\degree ");
            } else if (c < 127) {
                out.append(c);
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                out.append(' ');
            } else {
                out.append(latex(c));
            }
        }
        return out.toString();
    }

    /** Writes a run of raised or lowered characters; returns where the last one is. */
    private static int script(String text, int from, String script, String open, StringBuilder out) {
        out.append(open);
        int i = from;
        while (i < text.length() && script.indexOf(text.charAt(i)) >= 0) {
            out.append(LEVEL.charAt(script.indexOf(text.charAt(i))));
            i++;
        }
        out.append('}');
        return i - 1;
    }

    private static String latex(char c) {
        return switch (c) {
            case '−', '–', '—', '‐', '‑' -> "-";
            case '×', '·', '⋅', '∙', '•', '∗' -> "*";
            case '÷', '⁄', '∕' -> "/";
            case '≤', '⩽' -> "\\le ";
            case '≥', '⩾' -> "\\ge ";
            case '≠' -> "\\ne ";
            case '≈' -> "\\approx ";
            case '≡' -> "\\equiv ";
            case '∼' -> "\\sim ";
            case '≅' -> "\\cong ";
            case '∪' -> "\\cup ";
            case '∩' -> "\\cap ";
            case '∖' -> "\\setminus ";
            case '∈' -> "\\in ";
            case '⊂' -> "\\subset ";
            case '⊆' -> "\\subseteq ";
            case '∅', 'Ø' -> "\\emptyset ";
            case '∞' -> "\\infty ";
            case '√' -> "\\sqrt ";
            case '∛' -> "\\cbrt ";
            case '±' -> "\\pm ";
            case '∓' -> "\\mp ";
            case '→' -> "\\to ";
            case '⇒', '⇔', '⟹', '⟺' -> "\\implies ";
            case '∥' -> "\\parallel ";
            case '⊥' -> "\\perp ";
            case '∧' -> "\\land ";
            case '∨' -> "\\lor ";
            case '∠' -> "\\angle ";
            case '△' -> "\\triangle ";
            case '°', '˚', 'º' -> "\\degree ";
            case '′', '’', '‘' -> "'";
            case '″' -> "''";
            case '…', '⋯' -> "\\ldots ";
            case '∑' -> "\\sum ";
            case '∏' -> "\\prod ";
            case '∫' -> "\\int ";
            case '∂' -> "\\partial ";
            default -> bracket(c);
        };
    }

    private static String bracket(char c) {
        return switch (c) {
            case '⌊' -> "\\lfloor ";
            case '⌋' -> "\\rfloor ";
            case '⌈' -> "\\lceil ";
            case '⌉' -> "\\rceil ";
            case '⟨', '〈' -> "\\langle ";
            case '⟩', '〉' -> "\\rangle ";
            default -> fraction(c);
        };
    }

    private static String fraction(char c) {
        return switch (c) {
            case '½' -> "\\frac12 ";
            case '⅓' -> "\\frac13 ";
            case '⅔' -> "\\frac23 ";
            case '¼' -> "\\frac14 ";
            case '¾' -> "\\frac34 ";
            case '⅕' -> "\\frac15 ";
            case '⅖' -> "\\frac25 ";
            case '⅗' -> "\\frac35 ";
            case '⅘' -> "\\frac45 ";
            case '⅙' -> "\\frac16 ";
            case '⅚' -> "\\frac56 ";
            case '⅛' -> "\\frac18 ";
            case '⅜' -> "\\frac38 ";
            case '⅝' -> "\\frac58 ";
            case '⅞' -> "\\frac78 ";
            default -> mark(c);
        };
    }

    private static String mark(char c) {
        return switch (c) {
            case 'ℝ' -> "\\mathbb{R}";
            case 'ℤ' -> "\\mathbb{Z}";
            case 'ℚ' -> "\\mathbb{Q}";
            case 'ℕ' -> "\\mathbb{N}";
            case 'ℂ' -> "\\mathbb{C}";
            case '、' -> ",";
            case '∶' -> ":";
            case '。' -> ".";
            case '∣' -> "|";
            case '∘' -> "\\circ ";
            case '€', '£', '¥', '￥', '₹' -> "\\$ ";
            case 'é', 'è', 'ê', 'ë' -> "e";
            case 'à', 'â', 'á', 'ä' -> "a";
            case 'ô', 'ó', 'ö' -> "o";
            case 'û', 'ù', 'ú', 'ü' -> "u";
            case 'ç' -> "c";
            case 'ñ' -> "n";
            case '¢' -> "\\text{ cents}";
            case '“', '”', '„', '\u200b', '\u200c', '\u200d', '\ufeff', '\u2061', '\u2062' -> "";
            default ->
                c >= FULL_WIDTH && c <= LAST_FULL_WIDTH ? String.valueOf((char) (c - FULL_WIDTH + '!')) : greek(c);
        };
    }

    private static String greek(char c) {
        return switch (c) {
            case 'α' -> "\\alpha ";
            case 'β' -> "\\beta ";
            case 'γ' -> "\\gamma ";
            case 'δ' -> "\\delta ";
            case 'ε', 'ϵ' -> "\\epsilon ";
            case 'ζ' -> "\\zeta ";
            case 'η' -> "\\eta ";
            case 'θ' -> "\\theta ";
            case 'ι' -> "\\iota ";
            case 'κ' -> "\\kappa ";
            case 'λ' -> "\\lambda ";
            case 'μ', 'µ' -> "\\mu ";
            case 'ν' -> "\\nu ";
            case 'ξ' -> "\\xi ";
            case 'π' -> "\\pi ";
            case 'ρ' -> "\\rho ";
            case 'σ' -> "\\sigma ";
            case 'τ' -> "\\tau ";
            case 'φ', 'ϕ' -> "\\phi ";
            case 'χ' -> "\\chi ";
            case 'ψ' -> "\\psi ";
            case 'ω' -> "\\omega ";
            case 'Γ' -> "\\Gamma ";
            case 'Δ' -> "\\Delta ";
            case 'Θ' -> "\\Theta ";
            case 'Λ' -> "\\Lambda ";
            case 'Π' -> "\\Pi ";
            case 'Σ' -> "\\Sigma ";
            case 'Φ' -> "\\Phi ";
            case 'Ψ' -> "\\Psi ";
            case 'Ω' -> "\\Omega ";
            default -> String.valueOf(c);
        };
    }
}
