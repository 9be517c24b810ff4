package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;

class ClaimsPageTest {
    @TempDir
    private Path folder = Path.of("");

    private static ClaimsPage page(boolean quick) {
        Map<Experiment, Optional<Outcome>> all = new LinkedHashMap<>();
        all.put(MadeUpOutcome.TRAINED, Optional.of(MadeUpOutcome.trained(MadeUpOutcome.TRAINED, quick, 3)));
        all.put(MadeUpOutcome.ASKED, Optional.of(MadeUpOutcome.asked()));
        all.put(Experiments.parse("later", "later.yaml", "title: Not yet\n"), Optional.empty());
        return new ClaimsPage(all);
    }

    @Test
    void markdown_severalOutcomes_hasARowOfEachClaimAndOfWhatWasNotRun() {
        assertThat(page(false).markdown().lines())
                .contains(
                        "| experiment | claim | in the paper | verdict | difference [95 %] | of | minutes |",
                        "| [made](made.md) | Wrong responses grow under GRPO. | Figure 6 | **shown** | +70.0 tokens [60.2,"
                                + " 79.8] | 3 seeds | 13 |",
                        "| [made](made.md) | Both are as right. | Table 1 | opposite | +10.1 points [5.1, 15.1] | 3 seeds |"
                                + "  |",
                        "| [asked](asked.md) | The template takes what it can. | Table 1 | **shown** | +15.0 points [8.0,"
                                + " 22.0] | 100 questions | 0.7 |",
                        "| later | Not yet |  | not run |  |  |  |")
                .anyMatch(line -> line.contains("Of 4 claims that were judged 2 are shown"))
                .noneMatch(line -> line.contains("quick"));
    }

    @Test
    void markdown_whereOneIsOfTheUsers_saysNothingOfThePaper() {
        assertThat(page(false).markdown())
                .startsWith("# Experiments and what they claim\n")
                .doesNotContain("2503.20783", "fig2");
        assertThat(new ClaimsPage(Map.of(Experiments.read("fig6"), Optional.empty())).markdown())
                .startsWith("# The paper on a laptop\n")
                .contains(
                        "2503.20783",
                        "| fig2 | The paper's own models, at their own scale: `./zero4j reproduce fig2 --plan` |  | told,"
                                + " not run |  |  |  |");
    }

    @Test
    void markdown_aQuickOutcomeAmongWholeOnes_isCalledQuickInEachRowAndHasTheClaimsThatItLeavesOut() {
        assertThat(page(true).markdown().lines())
                .anyMatch(line -> line.startsWith("> Where it says quick"))
                .anyMatch(line -> line.contains("Of 3 claims that were judged 2 are shown, and 1 more was not judged;"))
                .contains("| [made](made.md) (quick) | Both are as right. | Table 1 | not judged |  |  |  |")
                .filteredOn(line -> line.startsWith("| [made]"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("| [made](made.md) (quick) |"));
    }

    private static String markdown(Experiment experiment, Outcome outcome) {
        return new ClaimsPage(Map.of(experiment, Optional.of(outcome))).markdown();
    }

    @Test
    void markdown_anOutcomeOfOtherSettings_isCalledSo() {
        Outcome all = MadeUpOutcome.trained();
        Outcome earlier = new Outcome("made", "another", false, 3, 1, all.judged(), all.measurements());
        Outcome unknown = new Outcome("made", "", false, 3, 1, all.judged(), all.measurements());

        assertThat(markdown(MadeUpOutcome.TRAINED, earlier))
                .contains("| [made](made.md) (of an earlier file) | Wrong", "than what was measured: made.");
        assertThat(markdown(MadeUpOutcome.TRAINED, unknown))
                .contains("| [made](made.md) (settings not recorded) | Wrong", "than what was measured: made.");
        assertThat(page(false).markdown()).doesNotContain("than what was measured");
    }

    @Test
    void markdown_claimsWithACause_saysItBelowTheTable() {
        assertThat(markdown(
                        MadeUpOutcome.changed("{says:", "{cause: '*Too few* steps.', says:"), MadeUpOutcome.trained()))
                .contains(
                        "## What does not appear at this scale, and why\n\nmade. Not shown: Both earn the same.\n\n*Too few*")
                .doesNotContain("Shown: Wrong");
        assertThat(page(false).markdown()).doesNotContain("does not appear");
    }

    @Test
    void write_folder_hasAPageOfEachThatWasRunWithItsMainPicture() throws IOException {
        page(false).write(folder, _ -> {});
        page(false).write(folder, _ -> {}); // its own overview is written over

        assertThat(folder.resolve("made.md")).isRegularFile();
        assertThat(folder.resolve("asked.md")).isRegularFile();
        assertThat(folder.resolve("later.md")).doesNotExist();
        assertThat(Files.readString(folder.resolve(ClaimsPage.NAME))).contains("](made-1.svg)", "](asked-1.svg)");
    }

    @Test
    void write_folderWithAnotherReadme_isRefused() throws IOException {
        Path readme = Files.writeString(folder.resolve("README.md"), "# My project\n");

        assertThatThrownBy(() -> page(false).write(folder, _ -> {}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("README.md")
                .hasMessageContaining("choose another folder");
        assertThat(readme).hasContent("# My project");
        assertThat(folder.resolve("made.md")).doesNotExist();
    }

    @Test
    void ofFolder_wholeAndQuickOutcome_takesTheWholeOne() {
        Experiment experiment = MadeUpOutcome.TRAINED;
        MadeUpOutcome.trained(experiment, true, 1)
                .write(Reproduction.of(experiment, folder).quick().output());
        assertThat(ClaimsPage.of(List.of(experiment), folder).markdown()).contains("[made](made.md) (quick)");

        MadeUpOutcome.trained().write(Reproduction.of(experiment, folder).output());

        assertThat(ClaimsPage.of(List.of(experiment), folder).markdown())
                .contains("[made](made.md) |")
                .doesNotContain("quick");
    }
}
