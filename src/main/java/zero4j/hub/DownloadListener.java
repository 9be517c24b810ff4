package zero4j.hub;

import java.util.List;

/** What a download has to say; all but {@link #begun} from any thread, also at the same time. */
public interface DownloadListener {
    /** Says nothing. */
    DownloadListener SILENT = new DownloadListener() {};

    /**
     * It is known what belongs to the folder.
     *
     * @param files all of them
     * @param toFetch bytes that are not there yet
     */
    default void begun(String commit, List<HubFile> files, long toFetch) {}

    /** So many bytes came; of files that must be begun anew some come twice. */
    default void received(long bytes) {}

    /** Something went wrong and is tried again. */
    default void note(String message) {}
}
