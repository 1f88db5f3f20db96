package io.twofold.benchmarks.lab.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CampaignTest {
    @TempDir
    private Path folder;

    @Test
    void shortCampaign_findsNoViolation_andReports() throws Exception {
        StringWriter out = new StringWriter();
        Path report = folder.resolve("report.md");

        int exit = new CommandLine(new CampaignCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        "--seconds",
                        "8",
                        "--nodes",
                        "2",
                        "--server-setting",
                        "maxclients=200",
                        "--spec",
                        "jitter=20%",
                        "--report",
                        report.toString());

        assertThat(out.toString())
                .containsPattern("reads=[1-9]\\d+ faults=[1-9]\\d* kinds=[1-9]\\d* violations=0 maxStalenessMs=");
        assertThat(exit).isZero();
        assertThat(Files.readString(report))
                .contains("report.svg", "campaign --seconds 8", "--server-setting maxclients=200 --spec jitter=20%");
        assertThat(Files.readString(folder.resolve("report.svg")))
                .startsWith("<svg")
                .endsWith("</svg>\n");
    }

    @Test
    void calledWrongly_saysWhatIsAllowed() {
        StringWriter err = new StringWriter();

        int exit = new CommandLine(new CampaignCommand())
                .setErr(new PrintWriter(err))
                .execute("--nodes", "1");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("2 to 16 nodes");
    }
}
