package io.twofold.benchmarks.lab.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final int KEYS = 10;
    private static final int KEY = 7;

    @TempDir
    private Path folder;

    private Ledger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = Ledger.open(folder.resolve("ledger"), KEYS);
    }

    @Test
    void commit_isSeenByOthersWhoMapTheFile() throws IOException {
        assertThat(ledger.commit(KEY)).isEqualTo(1);
        assertThat(ledger.commit(KEY)).isEqualTo(2);

        Ledger other = Ledger.open(folder.resolve("ledger"), KEYS);

        assertThat(other.version(KEY)).isEqualTo(2);
        assertThat(other.version(KEY - 1)).isZero();
        assertThat(other.version(KEY + 1)).isZero();
    }

    @Test
    void missedSince_changesNotAcknowledged_areNotMissed() {
        ledger.commit(KEY);

        assertThat(ledger.missedSince(KEY, 0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void missedSince_severalMissed_isWhenTheFirstWasAcknowledged() {
        for (int i = 0; i < 3; i++) {
            ledger.commit(KEY);
        }
        ledger.acknowledged(KEY, 3, 300);
        ledger.acknowledged(KEY, 1, 100);
        ledger.acknowledged(KEY, 2, 400);

        assertThat(ledger.missedSince(KEY, 0)).isEqualTo(100);
        assertThat(ledger.missedSince(KEY, 1)).isEqualTo(300);
        assertThat(ledger.missedSince(KEY, 2)).isEqualTo(300);
        assertThat(ledger.missedSince(KEY, 3)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void missedSince_moreChangesThanAreRemembered_isTheOldestOfThose() {
        for (long version = 1; version <= 100; version++) {
            assertThat(ledger.commit(KEY)).isEqualTo(version);
            ledger.acknowledged(KEY, version, 1_000 + version);
        }

        assertThat(ledger.missedSince(KEY, 5)).isEqualTo(1_037);
    }
}
