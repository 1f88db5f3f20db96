package io.twofold.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {
    private final Zipf zipf = new Zipf(1_000, 0.99);

    @Test
    void chance_falls_asTheLawSays() {
        assertThat(zipf.chance(0) / zipf.chance(9)).isCloseTo(Math.pow(10, 0.99), within(1e-9));
        assertThat(IntStream.range(0, 1_000).mapToDouble(zipf::chance).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void next_manyTimes_isSpreadAsTheChances() {
        RandomGenerator random = new SplittableRandom(42);
        int draws = 1_000_000;
        int[] drawn = new int[1_000];
        for (int i = 0; i < draws; i++) {
            drawn[zipf.next(random)]++;
        }
        for (int rank : new int[] {0, 1, 9, 99, 999}) {
            double expected = zipf.chance(rank) * draws;
            assertThat((double) drawn[rank]).isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void next_atTheEdges_staysWithinTheRanks() {
        assertThat(zipf.next(constant(0))).isZero();
        assertThat(zipf.next(constant(Math.nextDown(1.0)))).isEqualTo(999);
    }

    @Test
    void catalog_ranks_reachEveryProductOnce() {
        assertThat(Catalog.idsByRank().distinct().count()).isEqualTo(Catalog.SIZE);
        assertThat(Catalog.idsByRank().min()).hasValue(1);
        assertThat(Catalog.idsByRank().max()).hasValue(Catalog.SIZE);
    }

    @Test
    void catalog_products_haveNamesOfTheirOwn() {
        assertThat(Catalog.products().map(Product::name).distinct().count()).isEqualTo(Catalog.SIZE);
    }

    private static RandomGenerator constant(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
