package io.twofold.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void take_severalSides_takesTurnsAboutWhoIsFirst() {
        List<Integer> order = new ArrayList<>();
        var unused = new Samples(List.of("a", "b"), 2).take(side -> {
            order.add(side);
            return 1;
        });
        assertThat(order).containsExactly(0, 1, 1, 0);
    }

    @Test
    void rows_percentiles_areOfAllSamplesAndSpreadOverBlocks() {
        int[] next = new int[2];
        Samples samples = new Samples(List.of("base", "other"), 100).take(side -> {
            int number = ++next[side];
            return side == 0 ? number : number <= 40 ? 2 * number : 3 * number;
        });
        List<Row> worst = samples.rows("group", Samples.percentile(100), 5, "us");
        assertThat(worst.get(0).ratio()).isEqualTo(new Contest.Middle(1, 1, 1));
        assertThat(worst.get(1).value()).isEqualTo(300);
        assertThat(worst.get(1).ratio()).isEqualTo(new Contest.Middle(2, 3, 3));
        assertThat(samples.rows("group", Samples.percentile(50), 1, "us").get(0).value())
                .isEqualTo(50);
        assertThat(samples.rows("group", Samples.percentile(99), 1, "us").get(0).value())
                .isEqualTo(99);
    }
}
