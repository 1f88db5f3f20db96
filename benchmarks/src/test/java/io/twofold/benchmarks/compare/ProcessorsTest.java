package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.twofold.testkit.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
    @Test
    void of_severalProcessors_givesRedisTheFirstAndTheSidesTheRest() {
        assertThat(Processors.of("0-1")).isEqualTo(new Processors("0", "1"));
        assertThat(Processors.of("3,5-7,12")).isEqualTo(new Processors("3", "5,6,7,12"));
        assertThat(Processors.of("3,5-7,12").launcher()).containsExactly("taskset", "-c", "5,6,7,12");
    }

    @Test
    void of_oneProcessor_leavesAllAnywhere() {
        assertThat(Processors.of("4").areKept()).isFalse();
        assertThat(Processors.of("4").launcher()).isEmpty();
    }

    @Test
    void keepRedis_onAMachineWithSeveral_isSeenByTheKernel() throws IOException {
        Processors here = Processors.HERE;
        Assumptions.assumeTrue(here.areKept(), "one processor, or no taskset");
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            here.keepRedis(redis.pid());
            assertThat(Files.readString(Path.of("/proc/" + redis.pid() + "/status")))
                    .contains("Cpus_allowed_list:\t" + here.ofRedis() + "\n");
        }
    }
}
