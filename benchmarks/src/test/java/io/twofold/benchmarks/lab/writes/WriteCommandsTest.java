package io.twofold.benchmarks.lab.writes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Short runs against real processes, a real Redis and a real database. */
class WriteCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void killedProcesses_loseNothing() {
        assertThat(run(new WriteBehindCommand(), "--kills", "3"))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).containsPattern("kills=3 .*acknowledged=[1-9]\\d* .*reversed=0 lost=0 left=0");
    }

    @Test
    void killedServer_losesNothing() {
        assertThat(run(new WriteBehindCommand(), "--restarts", "2"))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).containsPattern("restarts=2 .*reversed=0 lost=0 left=0");
    }

    @Test
    void twoWritersOfOneKey_leaveNoWrongValue() {
        assertThat(run(new WriteThroughCommand(), "--seconds", "3"))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).containsPattern("writes=[1-9]\\d* .*violations=0");
    }

    @Test
    void costOfEachStrategy_isToldAsARatio() {
        assertThat(run(new WriteCostCommand(), "--rounds", "1", "--warm-up", "1", "--callers", "2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).containsPattern("callers=2 .* ratio=\\d+\\.\\d+ .*micros=\\d"));
        assertThat(out.toString()).contains("SET ratio=1.00", "write-through put", "write-behind put");
    }

    @Test
    void calledWrongly_saysWhatIsAllowed() {
        assertThat(run(new WriteBehindCommand())).isEqualTo(2);
        assertThat(err.toString()).contains("--kills N");
        assertThat(run(new WriteCostCommand(), "--rounds", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("at least 1 round");
    }
}
