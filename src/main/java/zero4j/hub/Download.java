package zero4j.hub;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.Words;

/**
 * The folder of a model or data set, fetched from a hub. It is complete or absent: files are gathered in {@code TARGET.downloading},
 * which is renamed when all are there and have the right checksums. A download that was stopped goes on where it was.
 *
 * @param revision a branch, a tag or a commit; all files are those of the commit that it names at the beginning
 * @param target the folder to make
 */
public record Download(HubRepository repository, String revision, FileChoice choice, Path target) {

    /**
     * What a folder holds.
     *
     * @param commit whose files they are
     * @param wasThere whether the folder was complete before
     */
    public record Result(String commit, List<HubFile> files, boolean wasThere) {
        public Result {
            files = List.copyOf(files);
        }

        /** Bytes of all files. */
        public long bytes() {
            return files.stream().mapToLong(HubFile::size).sum();
        }
    }

    /**
     * Looks what the hub has, and fetches nothing.
     *
     * @throws UserError if it has no such files
     */
    public Result list(HubSettings settings, DownloadListener listener) throws InterruptedException {
        try (HubClient client = new HubClient(settings, System.getenv(), Thread::sleep, listener::note)) {
            return listing(client, settings);
        }
    }

    /**
     * Fetches what is missing.
     *
     * @throws UserError if the folder could not be completed: what came is kept, and the next call goes on with it
     */
    public Result run(HubSettings settings, DownloadListener listener) throws InterruptedException {
        return run(settings, listener, System.getenv(), Thread::sleep);
    }

    Result run(HubSettings settings, DownloadListener listener, Map<String, String> environment, Retries.Pause pause)
            throws InterruptedException {
        DownloadFolder folder = DownloadFolder.of(target);
        try (HubClient client = new HubClient(settings, environment, pause, listener::note)) {
            Result listing = listing(client, settings);
            if (folder.isThere()) {
                folder.requireWhole(listing.files(), "commit " + listing.commit() + " of " + repository.name());
                return new Result(listing.commit(), listing.files(), true);
            }
            try (FolderLock _ = folder.take()) {
                List<HubFile> missing = folder.missing(listing.files());
                long bytes = folder.toFetch(missing);
                folder.requireRoom(bytes);
                listener.begun(listing.commit(), listing.files(), bytes);
                Transfers transfers = new Transfers(missing);
                FileFetch fetch = new FileFetch(
                        client,
                        repository,
                        settings.endpoint(),
                        listing.commit(),
                        folder.gathered(),
                        listener::received,
                        transfers::failed);
                transfers.run(fetch, settings.parallel(), listing.files().size());
                folder.settle();
            }
            return listing;
        }
    }

    private Result listing(HubClient client, HubSettings settings) throws InterruptedException {
        HubTree tree = new HubTree(client, repository, settings.endpoint());
        String commit = tree.commit(revision);
        return new Result(commit, choice.chosen(repository, tree.files(commit)), false);
    }

    /** Several files at a time; the first failure ends all. */
    private static final class Transfers {
        private final Queue<HubFile> waiting;
        private final AtomicInteger missing;
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

        Transfers(List<HubFile> missing) {
            // What is wrong with all of them shows at once in a small one.
            waiting = new ConcurrentLinkedQueue<>(missing.stream()
                    .sorted(Comparator.comparingLong(HubFile::size))
                    .toList());
            this.missing = new AtomicInteger(missing.size());
        }

        boolean failed() {
            return failure.get() != null;
        }

        void run(FileFetch fetch, int parallel, int all) throws InterruptedException {
            try (ExecutorService threads = Executors.newFixedThreadPool(
                    parallel, Thread.ofPlatform().daemon().name("download-", 0).factory())) {
                for (int i = 0; i < parallel && !failed(); i++) {
                    threads.execute(() -> work(fetch, threads));
                }
            } catch (RejectedExecutionException e) {
                // An earlier one has failed already, and says why.
            }
            @Nullable Exception first = failure.get();
            if (Thread.interrupted() || first instanceof InterruptedException) {
                throw new InterruptedException("the download was interrupted");
            }
            if (first instanceof UserError mistake) {
                throw new UserError(
                        mistake.getMessage() + ". The folder is not complete: it lacks " + missing.get() + " of "
                                + Words.counted(all, "file") + ". The same command goes on where it stopped",
                        mistake);
            }
            if (first != null) {
                throw new IllegalStateException("a transfer failed", first);
            }
        }

        private void work(FileFetch fetch, ExecutorService threads) {
            try {
                for (@Nullable HubFile file = waiting.poll(); file != null && !failed(); file = waiting.poll()) {
                    fetch.fetch(file);
                    missing.decrementAndGet();
                }
            } catch (CancellationException e) {
                // Another one has failed, and says why.
            } catch (InterruptedException | RuntimeException e) {
                failure.compareAndSet(null, e);
                threads.shutdownNow();
            }
        }
    }
}
