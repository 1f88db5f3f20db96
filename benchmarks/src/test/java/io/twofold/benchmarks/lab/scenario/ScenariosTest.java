package io.twofold.benchmarks.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The lab's scenarios, shortened; that they end with figures, and what doesn't depend on this machine's speed. */
class ScenariosTest {
    private static final String MANY = "1000000";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String lastLine() {
        List<String> lines = out.toString().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    void hotKey_isLoadedOnceInEachLife_byAllNodesTogether() {
        int exit = run(new HotKeyCommand(), "--nodes", "2", "--seconds", "5", "--reads", "400", "--most-waits", MANY);
        assertThat(lastLine()).startsWith("fault=none ").contains(" errors=0 ").endsWith("claims=hold");
        assertThat(exit).as(out.toString()).isZero();
    }

    @Test
    void hotKey_withRedisStopped_letsNoReadFail() {
        int exit = run(
                new HotKeyCommand(),
                "--nodes",
                "2",
                "--seconds",
                "6",
                "--reads",
                "400",
                "--fault",
                "redis", //
                "--most-waits",
                MANY);
        assertThat(lastLine()).contains(" errors=0 ");
        assertThat(exit).as(out.toString()).isZero();
    }

    @Test
    void hotKey_withMoreWaitsThanAllowed_breaksItsClaim() {
        int exit = run(new HotKeyCommand(), "--nodes", "2", "--seconds", "3", "--reads", "200", "--most-waits", "-1");
        assertThat(lastLine()).endsWith("claims=broken");
        assertThat(exit).isOne();
    }

    @Test
    void stampede_loadsAColdKeyOnce() {
        run(new StampedeCommand(), "--nodes", "2", "--threads", "16", "--keys", "500", "--ttl-s", "2");
        assertThat(lastLine()).startsWith("coldLoads=1 ").contains(" keys=500 ");
    }

    @Test
    void outage_endsWithItsFigures() {
        run(new OutageCommand(), "--seconds", "3", "--before", "1");
        assertThat(lastLine()).contains("l1P99=", "firstMs=", "recoveredMs=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nodes=0", "--nodes=17"})
    void calledWrongly_saysWhatIsAllowed(String wrong) {
        assertThat(run(new HotKeyCommand(), wrong)).isEqualTo(2);
        assertThat(run(new StampedeCommand(), wrong)).isEqualTo(2);
        assertThat(err.toString()).contains("2 to 16 nodes", "1 to 16 nodes");
    }
}
