package zero4j.cli.console;

import java.nio.file.Path;
import zero4j.reproduce.OutcomePage;

/** Shows what came out of an experiment: each claim with its verdict, and the means behind it. */
public final class OutcomeConsole {
    private OutcomeConsole() {}

    /**
     * Shows it.
     *
     * @param folder of its pages
     * @param kept whether some of it was there before
     */
    public static void show(Screen out, OutcomePage page, Path folder, boolean kept) {
        out.println();
        if (!page.claims().rows().isEmpty()) {
            out.table(page.claims());
        }
        page.means().forEach(table -> {
            out.println();
            out.table(table);
        });
        out.println();
        out.line("claims", page.inWords());
        page.cautions().forEach(caution -> out.line("note", caution));
        out.line(
                "took",
                StepLine.duration(page.seconds()) + " in all" + (kept ? ", what was kept from earlier included" : ""));
        out.line("page", folder.resolve(OutcomePage.REPORT) + ", and as Markdown " + folder.resolve(OutcomePage.PAGE));
        out.flush();
    }
}
