package zero4j.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a run does at a moment. */
public enum RunState {
    /** Made, but nothing has been recorded. */
    NOT_STARTED,
    RUNNING,
    FINISHED,
    /** Asked to stop before its last step. */
    STOPPED,
    FAILED,
    /** Ended without a word: killed, or the machine went down. */
    KILLED,
    /** Its database cannot be read. */
    UNREADABLE;

    /** The state of a run whose starts are known. */
    static RunState of(RunFolder run, List<LaunchRecord> launches) {
        if (launches.isEmpty()) {
            return run.held() ? RUNNING : NOT_STARTED;
        }
        Optional<String> outcome = launches.getLast().outcome();
        if (outcome.isEmpty()) {
            return run.held() ? RUNNING : KILLED;
        }
        return switch (outcome.get()) {
            case "finished" -> FINISHED;
            case "stopped" -> STOPPED;
            default -> FAILED;
        };
    }

    /** In words, for example {@code not started}. */
    public String inWords() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
