package zero4j.data;

import java.util.List;
import zero4j.Sha256;

/**
 * A finite set of questions in memory, with the rows of its source that gave none.
 *
 * <p>The fingerprint covers questions and answers in their order, neither names nor tags nor the file's format.
 */
public final class LoadedQuestions implements QuestionSet {
    private final String source;
    private final String name;
    private final List<Question> questions;
    private final List<RowProblem> problems;
    private final ColumnNames columns;
    private final String fingerprint;

    /** A set of these questions. */
    public LoadedQuestions(String name, List<Question> questions) {
        this(name, name, ColumnNames.FOUND, questions, List.of());
    }

    /**
     * Of files.
     *
     * @param source for messages: where they are from
     * @param columns that they were taken from
     */
    LoadedQuestions(
            String source, String name, ColumnNames columns, List<Question> questions, List<RowProblem> problems) {
        this.columns = columns;
        this.source = source;
        this.name = name;
        this.questions = List.copyOf(questions);
        this.problems = List.copyOf(problems);
        Sha256 hash = new Sha256();
        for (Question question : this.questions) {
            hash.addWithLength(question.text()).add(question.answers().size());
            question.answers().forEach(hash::addWithLength);
            question.messages()
                    .forEach(message -> hash.addWithLength(message.role()).addWithLength(message.content()));
        }
        this.fingerprint = hash.hex();
    }

    @Override
    public String name() {
        return name;
    }

    /** The columns of the files that questions and answers were taken from, as they are called there; unnamed where there are none. */
    public ColumnNames columns() {
        return columns;
    }

    /** Where they are from: the path of their file or folder; the name where there is none. */
    public String source() {
        return source;
    }

    @Override
    public long size() {
        return questions.size();
    }

    @Override
    public Question get(long index) {
        return questions.get(Math.toIntExact(index));
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** All questions in order. */
    public List<Question> questions() {
        return questions;
    }

    /** Rows that gave no question, in the order of the file; to be shown, not to be passed over. */
    public List<RowProblem> problems() {
        return problems;
    }
}
