package zero4j.engine.vector;

import java.util.Arrays;

/**
 * Where a sequence's keys and values lie: those of its prompt in pages that the group's samples share, its own behind them in
 * pages of its own, beginning with a new page.
 */
final class KvView {
    private static final int[] NONE = new int[0];

    private final int[] sharedPages;
    private final int sharedLength;
    private int[] pages;
    private int pageCount;

    /** Of a prompt that is about to be read. */
    KvView() {
        this(NONE, 0);
    }

    private KvView(int[] sharedPages, int sharedLength) {
        this.sharedPages = sharedPages;
        this.sharedLength = sharedLength;
        this.pages = new int[4];
    }

    /** Of a sample that continues this prompt of {@code length} tokens. */
    KvView continued(int length) {
        return new KvView(pages, length);
    }

    int[] sharedPages() {
        return sharedPages;
    }

    /** Positions in the shared pages. */
    int sharedLength() {
        return sharedLength;
    }

    /** Pages of its own; only the first are in use. */
    int[] pages() {
        return pages;
    }

    /** Takes pages so that positions below {@code length} have a place. */
    void reserve(int length, PagePool pool) {
        int needed = PagePool.pages(length - sharedLength);
        if (needed > pages.length) {
            pages = Arrays.copyOf(pages, Math.max(needed, 2 * pages.length));
        }
        while (pageCount < needed) {
            pages[pageCount] = pool.take();
            pageCount++;
        }
    }

    /** Gives its own pages back. */
    void release(PagePool pool) {
        while (pageCount > 0) {
            pool.give(pages[--pageCount]);
        }
    }

    /** The page of a position that is not shared. */
    int page(int position) {
        return pages[(position - sharedLength) / PagePool.POSITIONS];
    }

    /** The place of a position that is not shared, within its page. */
    int slot(int position) {
        return (position - sharedLength) % PagePool.POSITIONS;
    }
}
