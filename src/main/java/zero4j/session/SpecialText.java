package zero4j.session;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import zero4j.data.Message;
import zero4j.data.Question;
import zero4j.tokenizer.Tokenizer;

/** Finds a tokenizer's special tokens in questions, and marks where they are to be cut so that they are text. */
final class SpecialText {
    /** No text has this character: Unicode keeps it for programs. */
    static final String CUT = "\uFDD0";

    private final List<String> tokens;
    private final Set<Character> firsts = new HashSet<>();

    SpecialText(Tokenizer tokenizer) {
        tokens = tokenizer.controlTokens().stream()
                .filter(token -> token.length() > 1)
                .sorted((a, b) -> b.length() - a.length())
                .toList();
        tokens.forEach(token -> firsts.add(token.charAt(0)));
    }

    /** The first special token in a question. */
    Optional<String> in(Question question) {
        return question.messages().isEmpty()
                ? in(question.text())
                : question.messages().stream()
                        .flatMap(message -> in(message.content()).stream())
                        .findFirst();
    }

    private Optional<String> in(String text) {
        for (int i = 0; i < text.length(); i++) {
            Optional<String> token = at(text, i);
            if (token.isPresent()) {
                return token;
            }
        }
        return Optional.empty();
    }

    private Optional<String> at(String text, int index) {
        return firsts.contains(text.charAt(index))
                ? tokens.stream().filter(token -> text.startsWith(token, index)).findFirst()
                : Optional.empty();
    }

    /** The question with a mark in every special token. */
    Question cut(Question question) {
        List<Message> messages = question.messages().stream()
                .map(message -> new Message(message.role(), cut(message.content())))
                .toList();
        return new Question(question.id(), cut(question.text()), question.answers(), question.tags(), messages);
    }

    private String cut(String text) {
        StringBuilder cut = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            cut.append(text.charAt(i));
            if (at(text, i).isPresent()) {
                cut.append(CUT);
            }
        }
        return cut.toString();
    }
}
